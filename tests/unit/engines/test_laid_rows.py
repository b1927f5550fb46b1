"""Rows that are laid over others: whoever asks by place, or goes through all of them sees the changed file."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from matcher.engines.judges import LocalJudges
from matcher.engines.memo import Memo
from matcher.engines.portioned.columns import ENROLMENTS
from matcher.engines.portioned.portions import HeldPortion
from matcher.engines.prepared import rows as rows_of
from matcher.engines.prepared.form import HOMES, NUMBERS, PERSONS, Side
from matcher.engines.prepared.laying import Laid, Laying, lay_over
from matcher.engines.prepared.making import make_enrolments
from rules import load_rules

INDEXES = (NUMBERS, HOMES, PERSONS)


@pytest.fixture
def judges() -> LocalJudges:
    return LocalJudges(Memo(load_rules()))


def form(folder: Path, names: str, judges: LocalJudges, size: int = 3) -> Path:
    """Make a form of rows that have these letters for names, in batches of a size."""
    folder.mkdir(parents=True)
    texts = {name: "" for name in ENROLMENTS.names if name not in {"row", "person_key", "defect"}}
    rows = [
        {**texts, "row": number, "person_key": None, "name": name, "defect": None}
        for number, name in enumerate(names, 1)
    ]
    portions = [
        HeldPortion.of(start, pa.RecordBatch.from_pylist(rows[start : start + size], ENROLMENTS))
        for start in range(0, len(rows), size)
    ]
    make_enrolments(folder, portions, judges)
    return folder


def laid(base: Path, folder: Path, names: str, places: list[int], judges: LocalJudges) -> Path:
    """Lay rows over a form."""
    own = form(folder / "own", names, judges)
    whole = folder / "whole"
    whole.mkdir()
    at = np.array(places)
    rows = Side([base]).starts[-1]
    lay_over(whole, Laying(base, np.sort(at[at < rows]), [Laid(own, at)]), INDEXES, judges)
    return whole


def scanned(side: Side, low: int = 0, high: int | None = None) -> tuple[str, list[int]]:
    """Return the names of a range of places, and the places."""
    found = list(side.rows.scan(("name",), low, high))
    places = [place + number for place, batch in found for number in range(batch.num_rows)]
    return "".join(name for _, batch in found for name in batch.column(0).to_pylist()), places


def test_the_rows_of_several_forms_with_and_without_others_over_them(
    tmp_path: Path, judges: LocalJudges, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows_of, "_SCANNED_AT_ONCE", 2)
    first = form(tmp_path / "first", "abcdefgh", judges)
    once = laid(first, tmp_path / "once", "BIJK", [1, 8, 9, 10], judges)
    twice = laid(once, tmp_path / "twice", "jHLx", [9, 7, 11, -1], judges)
    other = form(tmp_path / "other", "uvw", judges)
    cases: list[tuple[tuple[Path, ...], str]] = [
        ((first,), "abcdefgh"),
        ((once,), "aBcdefghIJK"),
        ((twice,), "aBcdefgHIjKL"),
    ]
    cases += [((other, twice, once, first), "uvwaBcdefgHIjKLaBcdefghIJKabcdefgh")]
    for folders, names in cases:
        side = Side(folders)
        every = np.random.default_rng(1).permutation(len(names))
        fetched = side.rows.fetch(every, ("name", "row"))
        assert fetched.column("name").to_pylist() == [names[place] for place in every.tolist()]
        starts = side.starts[np.searchsorted(side.starts, every, side="right") - 1]
        assert fetched.column("row").to_pylist() == (every - starts + 1).tolist()
        for low, high in ((0, None), (2, 10), (5, 6), (9, 30), (len(names), None)):
            assert scanned(side, low, high) == (names[low:high], [*range(len(names))[low:high]])


def test_what_is_laid_over_a_form_can_have_no_rows(tmp_path: Path, judges: LocalJudges) -> None:
    first = form(tmp_path / "first", "abc", judges)
    none = laid(first, tmp_path / "none", "xy", [-1, -1], judges)
    assert scanned(Side([none])) == ("abc", [0, 1, 2])
    again = laid(none, tmp_path / "again", "C", [2], judges)
    assert scanned(Side([again])) == ("abC", [0, 1, 2])
