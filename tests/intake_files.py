"""Files of the contract for tests: rows that are clean until a test makes them otherwise."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from matcher.intake.enrolments import EnrolmentFile, read_enrolments
from matcher.intake.residents import ResidentFile, read_residents
from matcher.intake.schemas import ENROLMENT, FileContract
from matcher.intake.vault import Vault

AS_OF = date(2026, 4, 1)
VAULT = Vault(bytes(range(32)))
DATA = Path(__file__).parent / "data"


def _numbers(name: str) -> list[str]:
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


CANARIES = _numbers("canary_numbers.txt")
BAD_CANARIES = _numbers("canary_numbers_invalid.txt")


def enrolment(place: int = 0, **values: str) -> dict[str, str]:
    """Return a clean enrolment row with its own number and row key, and these values instead of its own."""
    return {
        "insurer_number": "06130488",
        "symbol": "１２",
        "number": str(1000 + place),
        "branch": "01",
        "individual_number": CANARIES[place % len(CANARIES)],
        "name": "髙﨑　花子",
        "name_kana": "ﾀｶｻｷ ﾊﾅｺ",
        "birth_date": "19850102",
        "sex": "2",
        "postal_code": "1000001",
        "address": "東京都千代田区丸の内一丁目２番３号",
        "check_basis": "2",
        "relation": "1",
        "qualified_from": "20200401",
        "qualified_to": "",
    } | values


def resident(place: int = 0, **values: str) -> dict[str, str]:
    """Return a clean resident row with its own number, and these values instead of its own."""
    return {
        "individual_number": CANARIES[place % len(CANARIES)],
        "name": "髙﨑　花子",
        "name_kana": "タカサキ　ハナコ",
        "birth_date": "19850102",
        "sex": "2",
        "postal_code": "1000001",
        "address": "東京都千代田区丸の内一丁目２番３号",
        "alias": "",
        "former_name": "",
        "name_roman": "",
        "foreign": "0",
        "status": "1",
        "protected": "0",
    } | values


def csv_text(rows: Iterable[Mapping[str, str]], contract: FileContract = ENROLMENT, *, japanese: bool = False) -> str:
    """Return rows as CSV with CR LF and quotes only where they are needed."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([column.japanese[0] if japanese else column.name for column in contract.columns])
    writer.writerows([row[column.name] for column in contract.columns] for row in rows)
    return out.getvalue()


def write_csv(path: Path, rows: Iterable[Mapping[str, str]], contract: FileContract = ENROLMENT) -> Path:
    """Write rows as UTF-8 CSV."""
    path.write_bytes(csv_text(rows, contract).encode())
    return path


def write_parquet(path: Path, rows: Iterable[Mapping[str, str]], contract: FileContract = ENROLMENT) -> Path:
    """Write rows as Parquet text columns."""
    listed = list(rows)
    columns = {column.name: pa.array([row[column.name] for row in listed], pa.string()) for column in contract.columns}
    pq.write_table(pa.table(columns), path)
    return path


def enrolments(path: Path, encoding: str | None = None) -> EnrolmentFile:
    """Open an enrolment file as of `AS_OF`."""
    return read_enrolments(path, vault=VAULT, as_of=AS_OF, encoding=encoding)


def residents(path: Path, encoding: str | None = None) -> ResidentFile:
    """Open a resident file as of `AS_OF`."""
    return read_residents(path, vault=VAULT, as_of=AS_OF, encoding=encoding)


def read(file: EnrolmentFile | ResidentFile) -> list[dict[str, Any]]:
    """Return all rows that come out, each batch checked against its schema."""
    rows: list[dict[str, Any]] = []
    for batch in file:
        batch.validate(full=True)
        rows += batch.to_pylist()
    return rows


def defects(file: EnrolmentFile | ResidentFile) -> list[str | None]:
    """Return the defect of each row."""
    return [row["defect"] for row in read(file)]
