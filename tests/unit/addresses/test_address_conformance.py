"""The labelled pairs and parses, byte for byte as published; their floors may only rise."""

import csv
import re
from collections import Counter
from pathlib import Path

from matcher.domain.addresses import compare_address
from matcher.domain.levels import Level
from normalizers.addresses import parse_address
from normalizers.addresses.fold import fold_address

DATA = Path(__file__).parents[2] / "data" / "conformance"
SAME = (Level.EXACT, Level.EQUIVALENT)
RECALL_FLOOR = 319 / 320
PARSE_FLOOR = 207 / 208


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_labelled_pairs() -> None:
    wrong: list[str] = []
    counts: Counter[tuple[str, bool]] = Counter()
    for row in rows("addresses.csv"):
        same = compare_address(row["a"], row["b"]).level in SAME
        counts[row["same"], same] += 1
        if same and row["same"] != "1":
            wrong.append(row["id"])
    assert wrong == [], "a false match or a silent clear"
    assert counts["1", True] / (counts["1", True] + counts["1", False]) >= RECALL_FLOOR


def test_labelled_parses() -> None:
    table = rows("address_parse.csv")
    right = 0
    for row in table:
        address = parse_address(row["raw"])
        found = (address.pref, address.city, address.town)
        right += [*map(comparable, found)] == [comparable(row[part]) for part in ("pref", "city", "town")]
    assert right / len(table) >= PARSE_FLOOR


def comparable(name: str) -> str:
    """大字, ケ and numerals are written in several ways by the sources themselves."""
    return re.sub("[ガが]", "ケ", fold_address(name))
