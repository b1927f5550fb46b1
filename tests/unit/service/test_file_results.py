"""Result files: the bytes of the CSV, what is published and when, where results may go, and the counts."""

import csv
import io
from concurrent.futures import Executor, ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from matcher.domain.levels import Level
from matcher.domain.verdicts import Judgement, Scope, Verdict
from matcher.engines.results import RESULT_SCHEMA, result_batch
from matcher.service.ledger import ConservationError, Tally
from matcher.service.outputs import plan
from matcher.service.publication import OutputRefused, Publication
from matcher.service.results import writer_for

HEADER = (
    "row,insurer_number,symbol,number,branch,verdict,class,scope,name_level,name_kana_level,birth_date_level,sex_level,"
    "address_level,cause,signature,score,evidence,defect\n"
)
MATCHED = Judgement(Verdict.MATCHED, Scope.NONE, levels=(Level.EXACT,) * 5)
UNKNOWN = Judgement(Verdict.NOT_FOUND, Scope.BOTH)
WRONG = Judgement(Verdict.MISMATCHED, Scope.BOTH, 1, (Level.DISAGREE,) * 5, "sex:missing", "unexplained", "twin", 0.25)


def batch(symbols: list[str]) -> pa.RecordBatch:
    count = len(symbols)
    columns = {"row": range(1, count + 1), "insurer_number": ["06130488"] * count, "symbol": symbols}
    rest = {"number": ["1"] * count, "branch": ["00"] * count, "defect": pa.array([None] * count, pa.string())}
    return pa.record_batch({name: pa.array(values) for name, values in (columns | rest).items()})


def written(*batches: pa.RecordBatch, name: str = "r.csv", threads: Executor | None = None) -> bytes:
    file = io.BytesIO()
    writer = writer_for(Path(name), file, RESULT_SCHEMA, threads)
    for each in batches:
        writer.write(each)
    writer.close()
    return file.getvalue()


def test_a_line_per_row_in_the_order_of_the_contract() -> None:
    lines = written(result_batch(batch(["記", "号"]), [MATCHED, WRONG], np.array([0, 1], np.int32))).decode()
    assert lines == (
        HEADER
        + "1,06130488,記,1,00,MATCHED,,,EXACT,EXACT,EXACT,EXACT,EXACT,,,,,\n"
        + "2,06130488,号,1,00,MISMATCHED,1,eligibility+medical,"
        + "DISAGREE,DISAGREE,DISAGREE,DISAGREE,DISAGREE,unexplained,twin,0.25,sex:missing,\n"
    )


SYMBOLS = (
    ("plain", "記号"),
    ("comma", "a,b"),
    ("quote", 'a"b'),
    ("two quotes", '""'),
    ("line feed", "a\nb"),
    ("carriage return", "a\rb"),
    ("formula stays as it was", "=1+1"),
    ("surrounding spaces stay", " a "),
    ("empty", ""),
)


@pytest.mark.parametrize("symbol", [symbol for _, symbol in SYMBOLS], ids=[why for why, _ in SYMBOLS])
def test_an_echoed_value_comes_back_as_it_was(symbol: str) -> None:
    text = written(result_batch(batch(["x", symbol, "y"]), [MATCHED], np.zeros(3, np.int32))).decode()
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert [row[2] for row in rows[1:]] == ["x", symbol, "y"]
    assert ('"' in text) == any(mark in symbol for mark in ',"\r\n')


@pytest.mark.parametrize("name", ["r.csv", "r.parquet"])
def test_the_bytes_do_not_depend_on_the_batches_nor_on_threads(name: str) -> None:
    symbols, places = ["a,b", "記号", 'x"', "", "y"], np.array([0, 1, 0, 1, 1], np.int32)
    whole = result_batch(batch(symbols), [MATCHED, WRONG], places)
    turned = result_batch(batch(symbols), [UNKNOWN, WRONG, MATCHED], 2 - places)
    with ThreadPoolExecutor(2) as threads:
        beside = written(whole.slice(0, 3), turned.slice(3), name=name, threads=threads)
    assert written(*(whole.slice(at, 1) for at in range(5)), name=name) == written(whole, name=name) == beside


def test_nothing_is_published_before_the_end(tmp_path: Path) -> None:
    final = tmp_path / "r.csv"
    final.write_text("as it was")
    with pytest.raises(KeyboardInterrupt), Publication(tmp_path) as publication:  # noqa: PT012  it must end inside
        publication.open(final).write(b"half")
        raise KeyboardInterrupt
    assert final.read_text() == "as it was"
    assert [path.name for path in tmp_path.iterdir()] == ["r.csv"]


def test_a_folder_is_made_when_its_parent_is_there(tmp_path: Path) -> None:
    folder = tmp_path / "results"
    with Publication(folder, make=True) as publication:
        publication.open(folder / "a.csv").write(b"a")
        publication.publish()
    assert (folder / "a.csv").read_bytes() == b"a"
    assert [path.name for path in tmp_path.iterdir()] == ["results"]


def test_an_unpublished_folder_is_not_made(tmp_path: Path) -> None:
    with Publication(tmp_path / "results", make=True) as publication:
        publication.open(tmp_path / "results" / "a.csv")
    assert list(tmp_path.iterdir()) == []


def refused(enrolments: list[Path], out: Path, others: tuple[Path, ...] = ()) -> str:
    with pytest.raises(OutputRefused) as refusal:  # noqa: PT012  one of the two refuses
        places = plan(enrolments, out, others)
        Publication(places.folder, make=places.make)
    return refusal.value.code


def test_where_results_may_not_go(tmp_path: Path) -> None:
    one, other = tmp_path / "one.csv", tmp_path / "deep" / "one.csv"
    other.parent.mkdir()
    for path in (one, other):
        path.write_text("x")
    linked = tmp_path / "linked.csv"
    linked.hardlink_to(one)
    ledger = tmp_path / "r.csv.ledger.json"
    ledger.mkdir()
    assert refused([one], one) == "out_is_input"
    assert refused([one], linked) == "out_is_input"
    assert refused([one], other, (other,)) == "out_is_input"
    assert refused([one], tmp_path / "deep") == "not_a_file"
    assert refused([one], tmp_path / "r.csv") == "not_a_file"
    assert refused([one], tmp_path / "absent" / "r.csv") == "no_such_folder"
    assert refused([one, other], tmp_path / "results") == "same_stem"
    assert refused([one, linked], one) == "not_a_folder"
    assert refused([one, linked], tmp_path) == "out_is_input"


def test_counts_must_add_up() -> None:
    tally = Tally()
    tally.add(result_batch(batch(["a", "b"]), [MATCHED, WRONG], np.array([0, 1], np.int32)))
    tally.add(result_batch(batch(["c"]), [WRONG], np.zeros(1, np.int32)))
    tally.prove(3)
    assert tally.as_dict()["verdicts"]["MISMATCHED"] == 2
    assert tally.as_dict()["classes"] == {"1": 2, "2": 0, "3": 0, "": 1}
    with pytest.raises(ConservationError):
        tally.prove(4)
    tally.verdicts["MATCHED"] += 1
    with pytest.raises(ConservationError):
        tally.prove(3)
