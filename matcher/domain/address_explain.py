"""A pair of addresses side by side: each part of both, the parts that differ named in Japanese and English.

For the audited reveal and `--explain` only: unlike evidence it shows the values.

>>> explanation = explain_address("東京都田無市南町5丁目6番13号", "東京都西東京市南町5-6-14")
>>> [(part.ja, part.en, part.enrolment, part.resident) for part in explanation.parts if part.differs]
[('番地・号', 'numbers', '6-13', '6-14')]
>>> explanation.comparison.level.name, explanation.mergers
('DISAGREE', (Merger(side=<Side.ENROLMENT: 'enrolment'>, former='田無市', present='西東京市', date='2001-01-21'),))
"""

from collections.abc import Iterator
from dataclasses import dataclass

from matcher.domain.addresses import compare_address
from matcher.domain.levels import Comparison, Level, Side
from normalizers.addresses import ParsedAddress, parse_address

_PARTS = (
    ("prefecture", "都道府県", "prefecture", frozenset({"municipality_differs"})),
    ("municipality", "市区町村", "municipality",
     frozenset({"municipality_differs", "municipality_ambiguous", "municipality_unknown"})),
    ("street", "通り名", "street", frozenset({"kyoto_twin", "twin_town_differs"})),
    ("town", "町・丁目", "town", frozenset({
        "town_differs", "twin_town_differs", "town_with_and_without_machi", "town_unknown", "town_spelling",
        "machi_omitted", "town_block_confused", "kyoto_twin", "merged_unproven", "oaza_or_machi",
        "number_differs", "number_marks_differ",
    })),
    ("aza", "小字", "小字", frozenset({"koaza_differs", "koaza_omitted", "machi_omitted", "address_lookalike"})),
    ("numbers", "番地・号", "numbers", frozenset({
        "number_differs", "number_missing", "branch_number_extra", "number_marks_differ", "room_or_branch_number",
        "bare_kanji_number", "address_lookalike",
    })),
    ("building", "建物", "building", frozenset({
        "building_missing", "building_name_differs", "building_number_differs",
    })),
    ("room", "部屋", "room", frozenset({"room_missing", "room_differs", "room_or_branch_number"})),
    ("care_of", "様方・気付", "care of", frozenset({"care_of_differs", "through_firm_one_side"})),
    ("residue", "読み取れない部分", "unread", frozenset({"town_unknown", "municipality_unknown", "residue_differs"})),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ExplainedPart:
    """One part of both addresses, "" where a side has none; `differs` where the evidence names it."""

    code: str
    ja: str
    en: str
    enrolment: str
    resident: str
    differs: bool


@dataclass(frozen=True, slots=True)
class Merger:
    """A former municipality on one side, what it is today and since when (ISO date)."""

    side: Side
    former: str
    present: str
    date: str


@dataclass(frozen=True, slots=True)
class AddressExplanation:
    """The comparison of a pair, its parts side by side, and the mergers that it crosses."""

    comparison: Comparison
    parts: tuple[ExplainedPart, ...]
    mergers: tuple[Merger, ...]


def explain_address(enrolment: str, resident: str) -> AddressExplanation:
    """Explain a pair of addresses as written; parts that both sides lack are left out."""
    comparison = compare_address(enrolment, resident)
    codes = {evidence.code for evidence in comparison.evidence} if comparison.level is not Level.EQUIVALENT else set()
    sides = parse_address(enrolment), parse_address(resident)
    ours, theirs = (dict(address_parts(address)) for address in sides)
    parts = tuple(
        ExplainedPart(code, ja, en, ours[code], theirs[code], bool(codes & touched) and ours[code] != theirs[code])
        for code, ja, en, touched in _PARTS
        if ours[code] or theirs[code]
    )
    return AddressExplanation(comparison, parts, tuple(_mergers(*sides)))


def side_by_side(explanation: AddressExplanation) -> str:
    """Return the parts of both addresses in one line: enrolment = resident, or ≠ where the evidence names the part.

    >>> side_by_side(explain_address("田無市南町5-6", "東京都西東京市南町5-7")).split("; ")[-2:]
    ['番地・号/numbers: 6 ≠ 7', '合併/merger (enrolment): 田無市 → 西東京市 2001-01-21']
    """
    parts = [
        f"{part.ja}/{part.en}: {part.enrolment or '-'} {'≠' if part.differs else '='} {part.resident or '-'}"
        if part.enrolment != part.resident
        else f"{part.ja}/{part.en}: {part.enrolment}"
        for part in explanation.parts
    ]
    mergers = [
        f"合併/merger ({merger.side}): {merger.former} → {merger.present} {merger.date}"
        for merger in explanation.mergers
    ]
    return "; ".join([*parts, *mergers])


def address_parts(address: ParsedAddress) -> Iterator[tuple[str, str]]:
    """Yield code and value of each part of one address."""
    numbers = [value for value, _ in address.numbers][bool(address.chome) :]
    yield "prefecture", address.pref
    yield "municipality", address.city
    yield "street", address.place.street
    yield "town", address.town
    yield "aza", address.aza
    yield "numbers", "-".join(numbers)
    yield "building", address.building
    yield "room", address.room
    yield "care_of", address.care_of
    yield "residue", address.residue


def _mergers(enrolment: ParsedAddress, resident: ParsedAddress) -> Iterator[Merger]:
    for side, address in ((Side.ENROLMENT, enrolment), (Side.RESIDENT, resident)):
        former = address.place.former
        if former is not None:
            yield Merger(side, former.name, address.city, former.date)
