"""`find` in files: candidates named by their row, one or many at once, and what is refused."""

import csv
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from matcher.domain.ranking import Answer
from matcher.domain.refusals import Refusal
from matcher.service import find as module
from matcher.service.find import describe, find_many, find_one
from tests.records import CANARIES, enrolment, resident, write_enrolments, write_residents

PEOPLE = [
    resident(0),
    resident(1),
    resident(2, name="鈴木　花子", name_kana="スズキ　ハナコ", sex="2"),
    resident(3, status="9"),
]


@pytest.fixture
def registry(tmp_path: Path) -> Path:
    """Write a registry of three residents, and a row without a status."""
    return write_residents(tmp_path / "residents.csv", PEOPLE)


def read(path: Path) -> list[dict[str, str]]:
    """Return the lines of a CSV file."""
    with path.open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def test_one_is_found_by_what_is_known_of_her(registry: Path) -> None:
    told: list[int] = []
    search = find_one(
        registry,
        describe(name="鈴木花子", birth_date="S27.3.15", sex="2"),
        on_progress=lambda _path, rows, _done, _total: told.append(rows),
    )
    assert (search.found.answer, [one.place for one in search.found.candidates], told) == (Answer.ONE, [2], [4])


def test_a_row_without_a_status_is_nobody_and_keeps_its_row(registry: Path) -> None:
    row = PEOPLE[3]
    assert find_one(registry, describe(name=row["name"], birth_date=row["birth_date"])).found.answer is Answer.NONE


def test_many_are_written_with_a_line_per_candidate(registry: Path, tmp_path: Path) -> None:
    rows = [enrolment(1, birth_date="19510216"), enrolment(7, name="山本 一", name_kana="ﾔﾏﾓﾄ ﾊｼﾞﾒ")]
    out = tmp_path / "found.csv"
    report = find_many(registry, write_enrolments(tmp_path / "e.csv", rows), out)
    assert (report.descriptions, report.residents, report.answers[Answer.ONE]) == (2, 4, 1)
    first, *_, nobody = read(out)
    assert (first["row"], first["answer"], first["rank"], first["resident_row"]) == ("1", "one", "1", "2")
    assert first["birth_date_level"] == "DISAGREE"
    assert "birth_date:one_digit" in first["evidence"]
    assert (nobody["row"], nobody["answer"], nobody["resident_row"], nobody["name_level"]) == ("2", "none", "", "")
    text = out.read_text(encoding="utf-8")
    assert not [number for number in CANARIES if number in text]


def test_parquet_in_and_out_gives_the_same(registry: Path, tmp_path: Path) -> None:
    parquet = tmp_path / "residents.parquet"
    pq.write_table(pa.Table.from_pylist(PEOPLE), parquet)
    asked = tmp_path / "asked.parquet"
    pq.write_table(pa.table({"氏名": ["山田 太郎"], "生年月日": [PEOPLE[0]["birth_date"]]}), asked)
    outs = [tmp_path / "a.parquet", tmp_path / "b.parquet"]
    for source, out in zip((registry, parquet), outs, strict=True):
        find_many(source, asked, out)
    assert pq.read_table(outs[0]).equals(pq.read_table(outs[1]))
    assert pq.read_table(outs[0]).column("resident_row").to_pylist() == [1]


def test_much_is_written_in_several_pieces(registry: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_AT_A_TIME", 2)
    asked = write_enrolments(tmp_path / "e.csv", [enrolment(0)] * 5)
    find_many(registry, asked, tmp_path / "out.csv")
    assert [line["row"] for line in read(tmp_path / "out.csv")] == ["1", "2", "3", "4", "5"]


REFUSED = [
    ({"birth_date": "19850230", "name": "山田"}, "invalid_description", "no such day"),
    ({"birth_date": "19850102", "name": "山田", "sex": "男"}, "invalid_description", "a word for a code"),
    ({}, "too_little", "nothing"),
    ({"birth_date": "19850102", "sex": "1"}, "too_little", "no name"),
    ({"name": "山田太郎"}, "too_little", "a name alone"),
]


@pytest.mark.parametrize(("items", "code"), [case[:2] for case in REFUSED], ids=[case[2] for case in REFUSED])
def test_what_cannot_be_looked_for_is_refused(items: dict[str, str], code: str) -> None:
    with pytest.raises(Refusal) as caught:
        describe(**items)
    assert caught.value.code == code


def test_a_name_with_its_kana_is_enough() -> None:
    assert describe(name="山田太郎", name_kana="ﾔﾏﾀﾞ ﾀﾛｳ", sex="3").name == "山田太郎"


def test_too_many_descriptions_are_refused_and_nothing_is_left(
    registry: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_DESCRIPTIONS", 1)
    asked = write_enrolments(tmp_path / "e.csv", [enrolment(0)] * 2)
    with pytest.raises(Refusal) as caught:
        find_many(registry, asked, tmp_path / "out.csv")
    assert caught.value.code == "too_many_descriptions"
    assert not (tmp_path / "out.csv").exists()


@pytest.mark.parametrize("which", ["registry", "descriptions"])
def test_an_empty_file_is_refused(registry: Path, tmp_path: Path, which: str) -> None:
    asked = write_enrolments(tmp_path / "e.csv", [enrolment(0)] if which == "registry" else [])
    if which == "registry":
        write_residents(registry, [])
    with pytest.raises(Refusal) as caught:
        find_many(registry, asked, tmp_path / "out.csv")
    assert caught.value.code == "header_only"
