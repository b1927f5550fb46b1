"""A file with changes gives what the merged file gives: its results, its numbers, and every index of its form."""

import json
import tempfile
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from matcher.engines.judges import LocalJudges
from matcher.engines.memo import Memo
from matcher.engines.names import Look
from matcher.engines.prepared import further, laying, merging
from matcher.engines.prepared.blocks import BLOCKS
from matcher.engines.prepared.form import DIGESTS, HOMES, NUMBERS, PERSONS, REJECTED, UNNUMBERED
from matcher.engines.prepared.further import make_further
from matcher.intake.checks import check_value
from matcher.intake.row_keys import KEY_COLUMNS, canonical
from matcher.intake.schemas import ENROLMENT, RESIDENT, FileContract
from matcher.service.check import CheckRequest, check
from matcher.service.prepared import folder as folders
from matcher.service.prepared.beforehand import PrepareRequest, prepare_beforehand
from matcher.service.prepared.changed_enrolments import KEYS, keys_of
from matcher.service.prepared.reading import CLAIMS
from normalizers.identifiers import fold_digits, individual_number
from rules import load_rules
from tests.intake_files import CANARIES, csv_text, enrolment, resident

Longs = npt.NDArray[np.int64]
DAY = date(2026, 4, 1)
Row = dict[str, str]
PEOPLE = [
    {"name": "山田 太郎", "name_kana": "ヤマダ タロウ", "birth_date": "19850102", "sex": "1"},
    {"name": "山田 次郎", "name_kana": "ヤマダ ジロウ", "birth_date": "19850102", "sex": "1"},
    {"name": "鈴木 花子", "name_kana": "スズキ ハナコ", "birth_date": "19600303", "sex": "2"},
]
ADDRESSES = ["東京都千代田区丸の内一丁目２番３号", "北海道札幌市中央区北一条西二丁目1-2"]
people = st.sampled_from(PEOPLE)
flaws = st.sampled_from([{}] * 6 + [{"sex": "9"}])
enrolments = st.builds(
    lambda place, number, person, address, flaw, key: enrolment(
        place, individual_number=number, **{**person, "address": address, **flaw, **key}
    ),
    st.integers(0, 4),
    st.sampled_from([*CANARIES[:4], ""]),
    people,
    st.sampled_from(ADDRESSES),
    flaws,
    st.sampled_from(
        [{}] * 8 + [{"qualified_from": "never"}, {"insurer_number": "6130488"}] + [{"number": CANARIES[0]}] * 2
    ),
)
residents = st.builds(
    lambda number, person, address, status, flaw: resident(
        0, individual_number=number, **{**person, "address": address, "status": status, **flaw}
    ),
    st.sampled_from([*CANARIES[:6], "123"]),
    people,
    st.sampled_from(ADDRESSES),
    st.sampled_from("1112"),
    flaws,
)


def key_of(row: Mapping[str, str], contract: FileContract) -> object:
    """Return the key of a row as it is written; None if it cannot be read."""
    if contract is RESIDENT:
        number = fold_digits(row["individual_number"])
        return number if individual_number.is_valid(number) else None
    readable = not any(check_value(ENROLMENT.column(name), row[name], DAY) for name in KEY_COLUMNS)
    return canonical(row) if readable else None


def merged(rows: Sequence[Row], changes: Sequence[Row], contract: FileContract) -> list[Row]:
    """Return the rows of a file with changes: this is what is meant."""
    whole, seen = list(rows), set[object]()
    for row in changes:
        key = key_of(row, contract)
        place = next((place for place, one in enumerate(rows) if key == key_of(one, contract)), None)
        if key is None or key in seen or place is None:
            whole.append(row)
        else:
            whole[place] = row
        seen.add(key)
    return whole


class Files:
    """Files in a folder of a test."""

    def __init__(self, folder: str) -> None:
        """Work there."""
        self.folder = Path(folder)
        self.kept = self.folder / "kept"

    def write(self, name: str, rows: Sequence[Row], contract: FileContract) -> Path:
        """Write a file."""
        path = self.folder / f"{name}.csv"
        path.write_text(csv_text(rows, contract), encoding="utf-8")
        return path

    def check(self, ours: Path, theirs: Path, look: Look, changes: Sequence[Path] | None = None) -> tuple[bytes, Any]:
        """Check, of prepared files if there are changes or none of them; return the results and the ledger."""
        out = self.folder / "results.csv"
        prepared = None if changes is None else self.kept
        check(CheckRequest((ours,), out, DAY, theirs, look=look, prepared=prepared, changes=tuple(changes or [])))
        return out.read_bytes(), json.loads(out.with_name("results.csv.ledger.json").read_bytes())

    def forms(self, paths: Sequence[Path], changes: Sequence[Path] = (), *, search: bool = False) -> list[Path]:
        """Prepare files, and return where their forms lie."""
        request = PrepareRequest(tuple(paths), self.kept, DAY, search=search, changes=tuple(changes))
        return [one.folder for one in prepare_beforehand(request, load_rules())]


def defects(results: bytes) -> list[str]:
    return [line.rsplit(",", 1)[-1] for line in results.decode().splitlines()[1:]]


def numbers(ledger: Mapping[str, Any]) -> list[object]:
    """Return what the ledger says of the rows and defects of both files."""
    registry, (file,) = ledger["registry"], ledger["files"]
    return [registry["rows_in"], registry["usable"], registry["defects"], file["rows_in"], file["verdicts"]]


def assert_same_form(ours: Path, merged: Path, residents: Path, merged_residents: Path, *, blocks: bool) -> None:
    for name in (DIGESTS, NUMBERS, HOMES, PERSONS, UNNUMBERED, REJECTED, KEYS, CLAIMS):
        np.testing.assert_array_equal(np.load(ours / name), np.load(merged / name), name)
    for name in (NUMBERS, PERSONS, *([BLOCKS] if blocks else [])):
        both: list[Longs] = []
        for folder in (residents, merged_residents):
            index, words = np.load(folder / name), np.load(folder / DIGESTS)
            of_place = words[index[-1] >> 1]
            assert (index[0, 1:] >= index[0, :-1]).all()
            columns = np.stack((*index[:-1], of_place, index[-1] & 1))
            both.append(columns[:, np.lexsort(columns)])
        np.testing.assert_array_equal(both[0], both[1], name)


nights = st.lists(
    st.tuples(st.lists(enrolments, min_size=1, max_size=5), st.lists(residents, min_size=1, max_size=5)),
    min_size=1,
    max_size=2,
)


@settings(max_examples=20)
@given(
    ours=st.lists(enrolments, min_size=1, max_size=7),
    theirs=st.lists(residents, min_size=1, max_size=7),
    nights=nights,
    look=st.sampled_from(Look),
    blocks=st.booleans(),
    at_once=st.sampled_from([2, 1 << 16]),
)
def test_a_check_with_changes_is_one_of_the_merged_files(
    *,
    ours: list[Row],
    theirs: list[Row],
    nights: list[tuple[list[Row], list[Row]]],
    look: Look,
    blocks: bool,
    at_once: int,
) -> None:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        for module, name in (
            (merging, "_MERGED_AT_ONCE"),
            (laying, "_WRITTEN_AT_ONCE"),
            (laying, "_COPIED_AT_ONCE"),
            (further, "_READ_AT_ONCE"),
            (further, "_MERGED_AT_ONCE"),
        ):
            patch.setattr(module, name, at_once)
        files = Files(folder)
        paths = files.write("enrolments", ours, ENROLMENT), files.write("residents", theirs, RESIDENT)
        files.forms(paths, search=blocks)
        changes: list[Path] = []
        for number, (mine, others) in enumerate(nights):
            before = defects(files.check(*paths, Look.PAIR, changes)[0])
            new = merged(ours, mine, ENROLMENT)
            stays = [row is new[place] for place, row in enumerate(ours)]
            ours, theirs = new, merged(theirs, others, RESIDENT)
            whole = files.write("whole", ours, ENROLMENT), files.write("all", theirs, RESIDENT)
            expected = files.check(*whole, look)
            stands = [not defect for defect in defects(expected[0])]
            mended = zip(before, stands, stays, strict=False)
            assume(not any(defect and stood and stayed for defect, stood, stayed in mended))
            changes += [
                files.write(f"mine-{number}", mine, ENROLMENT),
                files.write(f"others-{number}", others, RESIDENT),
            ]
            found = files.check(*paths, look, changes)
            assert found[0] == expected[0]
            assert numbers(found[1]) == numbers(expected[1])
            forms = files.forms(paths, changes, search=blocks)
            merged_forms = files.forms(whole, search=blocks)
            with folders.prepared_folder(files.kept) as kept:
                judges = LocalJudges(Memo(load_rules()))
                for form in (forms[0], merged_forms[0]):
                    make_further(form, keys_of(kept), judges)
            assert_same_form(forms[0], merged_forms[0], forms[1], merged_forms[1], blocks=blocks)
