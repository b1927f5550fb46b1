"""Small enrolment and resident files for tests of the service. The 個人番号 are canaries: they belong to nobody."""

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

ENROLMENT_COLUMNS: Final = (
    "insurer_number", "symbol", "number", "branch", "individual_number", "name", "name_kana", "birth_date", "sex",
    "postal_code", "address", "check_basis", "relation", "qualified_from", "qualified_to",
)  # fmt: skip
RESIDENT_COLUMNS: Final = (
    "individual_number", "name", "name_kana", "birth_date", "sex", "postal_code", "address", "alias", "former_name",
    "name_roman", "foreign", "status", "protected",
)  # fmt: skip

UNION: Final = "06130488"
POLICE: Final = "33120015"
"""Two real 保険者番号 with right check digits, as published."""

CANARIES: Final = tuple(
    line
    for line in (Path(__file__).parent / "data" / "canary_numbers.txt").read_text(encoding="utf-8").split()
    if line.isdigit() and len(line) == 12
)


def enrolment(person: int = 0, **changes: str) -> dict[str, str]:
    """Return the enrolment of person number `person`, equal to `resident(person)` in all items."""
    return {
        "insurer_number": UNION,
        "symbol": "12",
        "number": f"{1000 + person}",
        "branch": "01",
        "individual_number": CANARIES[person % len(CANARIES)],
        **_items(person),
        "check_basis": "2",
        "relation": "1",
        "qualified_from": "20200401",
        "qualified_to": "",
        **changes,
    }


def resident(person: int = 0, **changes: str) -> dict[str, str]:
    """Return the resident of person number `person`."""
    return {
        "individual_number": CANARIES[person % len(CANARIES)],
        **_items(person),
        "alias": "",
        "former_name": "",
        "name_roman": "",
        "foreign": "0",
        "status": "1",
        "protected": "0",
        **changes,
    }


def write_enrolments(path: Path, rows: Iterable[Mapping[str, str]]) -> Path:
    """Write an enrolment file."""
    return _write(path, ENROLMENT_COLUMNS, rows)


def write_residents(path: Path, rows: Iterable[Mapping[str, str]]) -> Path:
    """Write a resident file."""
    return _write(path, RESIDENT_COLUMNS, rows)


def _items(person: int) -> dict[str, str]:
    person %= len(CANARIES)
    return {
        "name": "山田　太郎",
        "name_kana": "ヤマダ　タロウ",
        "birth_date": f"19{50 + person % 40}0{1 + person % 9}15",
        "sex": "1",
        "postal_code": "1000005",
        "address": f"東京都千代田区丸の内一丁目{1 + person}番地",
    }


def _write(path: Path, columns: tuple[str, ...], rows: Iterable[Mapping[str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return path
