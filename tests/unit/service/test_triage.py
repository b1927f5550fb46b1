"""What stands around held records: the same in service mode as in file mode, and of other insurers next to nothing."""

import io
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import pytest
from sqlalchemy import literal_column, select, table, text
from sqlalchemy.exc import ProgrammingError

from matcher.engines.names import EngineName, Look
from matcher.engines.results import RESULT_SCHEMA
from matcher.service import audit, reconcile, registry, review, submissions
from matcher.service.check import CheckRequest, check
from matcher.service.clock import day_in_japan
from matcher.service.context import Service, ServiceConfig
from matcher.service.principals import Principal, Role
from matcher.service.results import CsvResults
from matcher.store.database import Access
from samples.nation.recipe import Recipe
from samples.nation.stream import write_nation
from tests.records import CANARIES, POLICE, UNION, enrolment, resident
from tests.service_fixtures import AUDITOR, OPERATOR, REVIEWER, World

STRANGER = Principal("ito", Role.REVIEWER, POLICE)
UMEDA = "大阪府大阪市北区梅田三丁目1番1号"
TARO = {"name": "山田　太郎", "name_kana": "ヤマダ　タロウ", "birth_date": "19850102", "address": UMEDA}
JIRO = {**TARO, "name": "山田　次郎", "name_kana": "ヤマダ　ジロウ"}
HANAKO = {**TARO, "name": "山田　花子", "name_kana": "ヤマダ　ハナコ", "birth_date": "19880406", "sex": "2"}
SATO = {"name": "佐藤　健", "name_kana": "サトウ　ケン", "birth_date": "19701231"}
SUZUKI = {"name": "鈴木　愛", "name_kana": "スズキ　アイ", "birth_date": "19920529", "sex": "2"}
MORI = {"name": "森　実", "name_kana": "モリ　ミノル", "birth_date": "19551111"}
SAID = ("signature", "score", "evidence")


def number(person: int) -> dict[str, str]:
    return {"individual_number": CANARIES[person]}


def results(service: Service, receipt: submissions.Receipt, principal: Principal = OPERATOR) -> bytes:
    stream = io.BytesIO()
    writer = CsvResults(stream, RESULT_SCHEMA)
    for batch in submissions.results(service, receipt.submission, principal):
        writer.write(batch)
    return stream.getvalue()


def said(world: World, receipt: submissions.Receipt, principal: Principal = OPERATOR) -> list[tuple[str, set[str]]]:
    """Return signature and what stands around of each row."""
    batches = submissions.results(world.service, receipt.submission, principal)
    rows = [row for batch in batches for row in batch.to_pylist()]
    return [(row["signature"] or "", _around(row["evidence"])) for row in rows]


def _around(evidence: str | None) -> set[str]:
    return {piece.removeprefix("record:") for piece in (evidence or "").split() if piece.startswith("record:")}


def queue(service: Service, principal: Principal = OPERATOR) -> list[review.HoldSummary]:
    """Return the open holds in the order in which a reviewer gets them, page by page."""
    found: list[review.HoldSummary] = []
    cursor = None
    while True:
        page = review.list_holds(service, principal, limit=100, cursor=cursor)
        found += page.holds
        cursor = page.next_cursor
        if cursor is None:
            return found


@pytest.fixture(scope="module")
def nation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A nation of several insurers with every kind of wrong link, as one file and as a file for each insurer."""
    folder = tmp_path_factory.mktemp("nation")
    write_nation(Recipe(1500, wrong_links=150, unseen_links=5, house_styles=True), folder, processes=1)
    rows = pq.read_table(folder / "enrolments.parquet")
    for insurer in pc.unique(rows["insurer_number"]).to_pylist():
        own = rows.filter(pc.equal(rows["insurer_number"], insurer))
        pa_csv.write_csv(own, folder / f"insurer_{insurer}.csv")
    return folder


def checked(folder: Path, out: Path, files: Iterable[Path], engine: EngineName = EngineName.DUCKDB) -> None:
    request = CheckRequest(
        (*files,), out, day_in_japan(), registry=folder / "residents.parquet", look=Look.ACROSS, engine=engine
    )
    check(request)


def test_a_file_of_several_insurers_is_told_as_in_file_mode(database_url: str, tmp_path: Path, nation: Path) -> None:
    file = nation / "enrolments.parquet"
    checked(nation, tmp_path / "out.csv", [file], EngineName.REFERENCE)
    with Service.open(ServiceConfig(tmp_path / "data", database_url=database_url, chunk_rows=400)) as service:
        registry.load_registry(service, nation / "residents.parquet", OPERATOR)
        receipt = submissions.submit(service, file, OPERATOR)
        assert results(service, receipt) == (tmp_path / "out.csv").read_bytes()
        expected = [row for row in _rows(tmp_path / "out.csv") if row["scope"]]
        assert {row["signature"] for row in expected} >= {
            "row_shift", "twin", "family_member", "two_numbers", "duplicate_qualification", "wrong_line",
        }  # fmt: skip
        scores = [hold.score for hold in queue(service)]
        assert scores == sorted((row["score"] for row in expected), key=_most_suspicious)
        run = reconcile.reconcile(service, OPERATOR)
        assert (run.judged, run.holds_opened) == (0, 0)
        assert results(service, receipt) == (tmp_path / "out.csv").read_bytes()
        assert audit.verify(service, AUDITOR).whole


def test_after_a_run_the_files_of_all_insurers_are_told_as_one_check_tells_them(
    database_url: str, tmp_path: Path, nation: Path
) -> None:
    files = sorted(nation.glob("insurer_*.csv"))
    assert len(files) > 5
    checked(nation, tmp_path / "out", files)
    with Service.open(ServiceConfig(tmp_path / "data", database_url=database_url, chunk_rows=400)) as service:
        registry.load_registry(service, nation / "residents.parquet", OPERATOR)
        insurers = [Principal("batch", Role.INSURER, file.stem.partition("_")[2].zfill(8)) for file in files]
        receipts = [submissions.submit(service, file, insurer) for file, insurer in zip(files, insurers, strict=True)]
        reconcile.reconcile(service, OPERATOR)
        for file, receipt, insurer in zip(files, receipts, insurers, strict=True):
            expected = (tmp_path / "out" / file.name).read_bytes()
            assert results(service, receipt) == expected
            _assert_told_no_more(_rows(tmp_path / "out" / file.name), results(service, receipt, insurer))


def _assert_told_no_more(expected: list[dict[str, Any]], told: bytes) -> None:
    """Pass if an insurer is told the same but for what only other insurers' records say."""
    rows = pa_csv.read_csv(io.BytesIO(told)).to_pylist()
    for known, own in zip(expected, rows, strict=True):
        assert {k: v for k, v in known.items() if k not in SAID} == {k: v for k, v in own.items() if k not in SAID}
        around = [{piece.partition("@")[0] for piece in _around(row["evidence"])} for row in (own, known)]
        assert around[0] <= around[1]


def _rows(path: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pa_csv.read_csv(path).to_pylist()
    return rows


def _most_suspicious(score: float | None) -> float:
    return 1.0 if score is None else -score


CASES = [
    ([enrolment(0, **TARO, **number(1)), enrolment(1, **SATO, **number(2)), enrolment(2, **SUZUKI, **number(0))],
     [("row_shift", {"rows_shifted", "fits_row_below"}),
      ("row_shift", {"rows_shifted", "fits_row_below", "found_in_row_above"}),
      ("row_shift", {"rows_shifted", "found_in_row_above"})], "numbers slipped by one row"),
    ([enrolment(0, **TARO, **number(1)), enrolment(9, sex="9"), enrolment(1, **SATO, **number(0))],
     [("typing_error", set()), ("", set()), ("typing_error", set())], "a rejected row between them"),
    ([enrolment(3, **HANAKO, **number(4), number="7"), enrolment(5, **MORI),
      enrolment(4, **JIRO, number="7", branch="02")],
     [("family_member", {"fits_household_member", "number_fits_other_row", "qualified_twice@enrolment.2"}),
      ("", set()), ("duplicate_qualification", {"qualified_twice@enrolment.2"})], "a member of the household"),
    ([enrolment(0, **TARO, **number(1)), enrolment(5, **MORI), enrolment(6, **TARO, **number(0))],
     [("two_numbers", {"other_number_fits"}), ("", set()), ("", set())], "one person under two numbers"),
    ([enrolment(0, **TARO), enrolment(5, **MORI), enrolment(6, **TARO, **number(0), qualified_from="20210401")],
     [("duplicate_qualification", {"qualified_twice@enrolment.2"}), ("", set()),
      ("duplicate_qualification", {"qualified_twice@enrolment.2"})], "insured twice, and matched"),
    ([enrolment(0, **{**TARO, "address": "北海道札幌市中央区北一条西2丁目"})],
     [("same_name_stranger", {"key_shared@resident.3"})], "three residents share the three items"),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "expected"), [case[:2] for case in CASES], ids=[case[2] for case in CASES])
def test_what_stands_around(world: World, rows: list[dict[str, str]], expected: list[tuple[str, set[str]]]) -> None:
    world.load(
        resident(0, **TARO),
        *(resident(person, **who) for person, who in enumerate((SATO, SUZUKI, HANAKO, JIRO, MORI), 1)),
        resident(7, **{**TARO, "birth_date": "1985-01-02"}),
        resident(8, **{**TARO, "birth_date": "昭和60年1月2日"}),
    )
    assert said(world, world.submit(*rows, principal=OPERATOR)) == expected


def two_insurers(world: World, theirs: Mapping[str, str]) -> tuple[submissions.Receipt, submissions.Receipt]:
    """Submit a wrong link of one insurer after a record of another."""
    world.load(resident(0, **TARO), resident(1, **SATO))
    other = enrolment(6, insurer_number=POLICE, **theirs)
    filler = enrolment(9, insurer_number=POLICE, individual_number="")
    first = world.submit(other, filler, principal=OPERATOR, name="theirs.csv")
    return first, world.submit(enrolment(0, **{**TARO, **number(1)}), name="ours.csv")


def test_an_insurer_is_told_of_a_double_qualification_elsewhere_and_nothing_else(world: World) -> None:
    """The other insurer's record is right: only those who see both may be told so."""
    theirs, ours = two_insurers(world, {**SATO, **number(1)})
    assert said(world, ours, REVIEWER) == [("duplicate_qualification", {"qualified_twice@enrolment.2"})]
    assert said(world, ours) == [("duplicate_qualification", {"number_fits_other_row", "qualified_twice@enrolment.2"})]
    (own,), (national,) = queue(world.service, REVIEWER), [x for x in queue(world.service) if x.number == "1000"]
    assert own.hold == national.hold
    seen = [review.hold(world.service, own.hold, principal) for principal in (REVIEWER, OPERATOR)]
    assert ["number_fits_other_row" in detail.evidence for detail in seen] == [False, True]
    assert [detail.summary.score for detail in seen] == [own.score, national.score]
    assert said(world, theirs, STRANGER)[0] == ("", set())
    world.reconcile()
    assert said(world, theirs, STRANGER)[0] == ("duplicate_qualification", {"qualified_twice@enrolment.2"})


def test_a_second_record_elsewhere_is_not_counted_for_an_insurer(world: World) -> None:
    two_insurers(world, {**SATO, **number(1)})
    third = enrolment(7, insurer_number="01130012", **{**SATO, **number(1)})
    world.submit(third, principal=OPERATOR, name="third.csv")
    world.reconcile()
    (hold,) = queue(world.service, REVIEWER)
    evidence = [review.hold(world.service, hold.hold, principal).evidence for principal in (REVIEWER, OPERATOR)]
    assert ["qualified_twice@enrolment.2" in one for one in evidence] == [True, False]
    assert "qualified_twice@enrolment.3" in evidence[1]


ELSEWHERE = [
    pytest.param({**TARO, **number(0)}, "other_number_fits", id="the person, under the right number"),
    pytest.param({**SATO, **number(0)}, "", id="somebody else under a number that is free"),
    pytest.param({**SATO, **number(1), "qualified_to": "20200331"}, "number_fits_other_row", id="the number, before"),
]


@pytest.mark.parametrize(("theirs", "known"), ELSEWHERE)
def test_what_another_insurer_has_changes_nothing_for_an_insurer(
    world: World, theirs: dict[str, str], known: str
) -> None:
    earlier = {"qualified_from": "20190401"} if "qualified_to" in theirs else {}
    _, ours = two_insurers(world, theirs | earlier)
    assert said(world, ours, REVIEWER) == [("typing_error", set())]
    assert said(world, ours)[0][1] == ({known} if known else set())
    seen = [next(hold for hold in queue(world.service, who) if hold.number == "1000") for who in (REVIEWER, OPERATOR)]
    assert [hold.signature for hold in seen] == ["typing_error", said(world, ours)[0][0]]


def test_rows_of_another_insurer_above_and_below_are_no_neighbours_for_an_insurer(world: World) -> None:
    world.load(resident(0, **TARO), resident(1, **SATO), resident(2, **SUZUKI))
    rows = [
        enrolment(0, **{**TARO, **number(1)}),
        enrolment(1, insurer_number=POLICE, **{**SATO, **number(2)}),
        enrolment(2, **{**SUZUKI, **number(0)}),
    ]
    receipt = world.submit(*rows, principal=OPERATOR)
    assert [signature for signature, _ in said(world, receipt)] == ["row_shift"] * 3
    for principal, count in ((REVIEWER, 2), (STRANGER, 1)):
        holds = queue(world.service, principal)
        assert len(holds) == count
        for hold in holds:
            assert hold.signature in {"", "typing_error"}
            assert "record:" not in review.hold(world.service, hold.hold, principal).evidence


def test_what_no_longer_stands_around_is_forgotten_by_the_next_run(world: World) -> None:
    world.load(resident(0, **TARO), resident(1, **SATO))
    first = world.submit(enrolment(0, **TARO), enrolment(6, **TARO, **number(0), qualified_from="20210401"))
    assert [signature for signature, _ in said(world, first)] == ["duplicate_qualification"] * 2
    ended = enrolment(6, **TARO, **number(0), qualified_from="20210401", qualified_to="20210401")
    world.submit(ended, name="later.csv")
    world.reconcile()
    assert said(world, first)[0] == ("", set())
    triaged = "SELECT count(*) FROM triage JOIN judgement USING (judgement) JOIN enrolment USING (version)"
    assert world.as_owner(f"{triaged} WHERE is_current") == [(0,)]


def test_a_corrected_neighbour_still_stands_beside(world: World) -> None:
    world.load(resident(0, **TARO), resident(1, **SATO), resident(2, **SUZUKI))
    numbers = (1, 2, 0)
    people = (TARO, SATO, SUZUKI)
    world.submit(*(enrolment(i, **people[i], **number(numbers[i])) for i in range(3)))
    held = next(hold for hold in queue(world.service, REVIEWER) if hold.number == "1001")
    review.correct(world.service, held.hold, REVIEWER, changes=number(1))
    world.reconcile()
    (above,) = [hold for hold in queue(world.service, REVIEWER) if hold.number == "1000"]
    assert above.signature == "row_shift"
    assert "fits_row_below" in review.hold(world.service, above.hold, REVIEWER).evidence


def test_triage_moves_no_hold_and_no_answer(world: World) -> None:
    """Whatever stands around a record, verdict and scope are those of its pair, and so is what is answered."""
    world.load(resident(0, **TARO), resident(1, **SATO))
    rows = [enrolment(0, **{**TARO, **number(1)}), enrolment(1, **{**SATO, **number(0)}), enrolment(6, **TARO)]
    world.submit(*rows)
    before = world.as_owner("SELECT hold, state, verdict, scope, cause FROM hold ORDER BY hold")
    answered = world.as_owner("SELECT version, judgement FROM eligibility ORDER BY version")
    world.as_owner("DELETE FROM triage; UPDATE hold SET score = 0.5, signature = '', national_score = 0.5")
    world.reconcile()
    assert world.as_owner("SELECT hold, state, verdict, scope, cause FROM hold ORDER BY hold") == before
    assert world.as_owner("SELECT version, judgement FROM eligibility ORDER BY version") == answered


@pytest.mark.parametrize("column", ["national_score", "national_signature"])
def test_no_tenant_reads_what_all_insurers_records_say(world: World, column: str) -> None:
    two_insurers(world, {**SATO, **number(1)})
    assert world.as_owner("SELECT count(*) FROM triage WHERE nationwide") == [(1,)]
    with world.service.database.transaction(Access.TENANT, UNION) as connection:
        assert connection.execute(text("SELECT nationwide FROM triage")).scalars().all() == [False]
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        world.service.database.transaction(Access.TENANT, UNION) as connection,
    ):
        connection.execute(select(literal_column(column)).select_from(table("hold")))
