"""Writing: rows as CSV in the style of an insurer, the truth beside them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from samples.insurer_file import InsurerFile
from samples.nation.labels import Label
from samples.people import RESIDENT_COLUMNS, Person
from samples.ready import build
from samples.ready_labels import ReadyLabels
from samples.truth import EXACT, TRUTH_COLUMNS, Case

HOUSE_STYLE = ("house_style", "保険者の表記の癖だけの差")
_ITEMS = ("name", "name_kana", "birth_date", "sex", "address")


def write_ready(folder: Path) -> list[Path]:
    """Write the ready files and their truth into a folder; return what was written."""
    made = build()
    (folder / "truth").mkdir(parents=True, exist_ok=True)
    written = [_write(folder / "residents.csv", _registry_rows(made.residents))]
    rows = {id(person): place for place, person in enumerate(made.residents, start=1)}
    known = ReadyLabels(case for file in made.files for case in file.cases)
    labels = [[known.label(case) for case in file.cases] for file in made.files]
    for file, expected in zip(made.files, labels, strict=True):
        written += _write_insurer(folder, file, expected, rows)
    return written


def _registry_rows(residents: Iterable[Person]) -> Iterable[Sequence[str]]:
    yield RESIDENT_COLUMNS
    for person in residents:
        yield list(person.as_resident().values())


def _write_insurer(folder: Path, file: InsurerFile, labels: Sequence[Label], rows: dict[int, int]) -> list[Path]:
    style, stem = file.plan.style, file.plan.stem
    table, truth = [style.header()], [list(TRUTH_COLUMNS)]
    for place, (case, label) in enumerate(zip(file.cases, labels, strict=True), start=1):
        verdict, class_, marks = case.judged()
        _write_in_style(place, file, case)
        table.append([case.row[column] for column in style.columns])
        truth.append([
            str(place), verdict, class_, case.kind, "01"[case.wrong_link and not case.rejected], label.signature,
            ";".join(label.signatures), label.cause, ";".join(label.causes), marks,
            str(rows.get(id(case.described), "")), str(rows.get(id(case.linked), "")), case.note,
        ])  # fmt: skip
    return [
        _write(folder / f"{stem}.csv", table, style.encoding, style.newline),
        _write(folder / "truth" / f"{stem}.csv", truth),
    ]


def _write_in_style(place: int, file: InsurerFile, case: Case) -> None:
    """Change the row to its insurer's notation; a row that only this changes is named so."""
    before = [case.row[item] for item in _ITEMS]
    file.plan.style.write_row(place, case.row)
    if case.kind == EXACT and before != [case.row[item] for item in _ITEMS]:
        case.mark(*HOUSE_STYLE)


def _write(path: Path, table: Iterable[Sequence[str]], encoding: str = "utf-8", newline: str = "\n") -> Path:
    text = io.StringIO()
    csv.writer(text, lineterminator=newline).writerows(table)
    path.write_bytes(text.getvalue().encode(encoding))
    return path
