"""The few right records that are written otherwise or wrongly, made one by one with the slips of the ready files."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from random import Random

import numpy as np

from samples import notation
from samples.kinds import CATALOGUE, NAME_DOUBTS, Group, Kind
from samples.nation import pools
from samples.nation.columns import Style
from samples.nation.insurers import Enrolments, needs_prefecture
from samples.nation.truths import KINDS, Truths, minimal_row
from samples.people import LIVING, Person, as_enrolment
from samples.slips import Row
from samples.styles import as_date
from samples.truth import Case

ITEMS = ("name", "name_kana", "birth_date", "sex", "postal_code", "address")
_TRIES = 12
_ORDINARY = ("exact", "exact_lost", "house_style", "foreign_plain")
_FEW = (
    ("foreign", ("roman", "alias", "foreign", "simplified")), ("gaiji", ("gaiji_common",)), ("former", ("former",)),
    ("unknown", ("birth_unknown_in",)),
)  # fmt: skip
"""Kinds that only some people can have, by the beginning of their names."""
_ANYBODY = "anybody"


@dataclass(slots=True)
class Oddities:
    """The rows that were rewritten, in ascending order, and the new values of each item."""

    rows: list[int] = field(default_factory=list)
    values: dict[str, list[str]] = field(default_factory=dict)


def slip_rows(
    rng: np.random.Generator, rows: Enrolments, style: Style, truths: Truths, shares: dict[Group, float]
) -> Oddities:
    """Rewrite a share of the rows of each group and write their truth."""
    random = Random(int(rng.integers(2**63)))
    candidates = _candidates(rng, rows, truths)
    changed: dict[int, Row] = {}
    for group, share in shares.items():
        kinds = [kind for kind in CATALOGUE if kind.group is group and kind.name != "sex_unset_in_registry"]
        for kind in random.choices(kinds, [kind.share for kind in kinds], k=int(rng.binomial(len(rows), share))):
            pool = candidates[next((pool for pool, beginnings in _FEW if kind.name.startswith(beginnings)), _ANYBODY)]
            for _ in range(min(_TRIES, len(pool))):
                row = pool.pop()
                written = None if row in changed else _slipped(random, kind, row, rows, style, truths)
                if written is not None:
                    changed[row] = _in_style(written, rows.chunk.person(int(rows.person[row])), row, rows, style)
                    break
                pool.appendleft(row)
    found = Oddities(sorted(changed))
    found.values = {item: [changed[row][item] for row in found.rows] for item in ITEMS}
    return found


def _candidates(rng: np.random.Generator, rows: Enrolments, truths: Truths) -> dict[str, deque[int]]:
    """Return rows in random order: everybody, and those with something that few kinds need."""
    chunk, person = rows.chunk, rows.person
    ordinary = np.isin(truths.kind, [KINDS.index(name) for name in _ORDINARY]) & (chunk.status[person] == int(LIVING))
    ordinary[sorted(truths.settled)] = False
    family, given = pools.uncommon_counts()
    japanese = chunk.foreigner[person] < 0
    few = {
        "foreign": ~japanese,
        "gaiji": japanese & (family[chunk.surname[person]] + given[chunk.given[person]] > 0),
        "former": chunk.former[person] >= 0,
        "unknown": chunk.unknown[person] > 0,
        _ANYBODY: japanese & (chunk.unknown[person] == 0),
    }
    return {name: deque(rng.permutation(np.flatnonzero(ordinary & flags)).tolist()) for name, flags in few.items()}


def _slipped(random: Random, kind: Kind, row: int, rows: Enrolments, style: Style, truths: Truths) -> Row | None:
    """Make one slip on the registry's text of a row and write its truth; None when it cannot happen to this person."""
    person = rows.chunk.person(int(rows.person[row]))
    if style.kana[row] % 2 and kind.name in NAME_DOUBTS and notation.large_kana(person.kana()) != person.kana():
        return None
    written = as_enrolment(person, rows.membership(row))
    changed = kind.slip(random, person, written)
    if changed is None:
        return None
    case = Case(minimal_row(rows, row, written["individual_number"]), person, person, changed=changed)
    truths.settle(row, kind.name, case)
    return written


def _in_style(written: Row, person: Person, row: int, rows: Enrolments, style: Style) -> Row:
    """Write a row in its insurer's style; where that masks characters, a slip is written with common ones."""
    if style.name[row]:
        written["name"] = notation.common_form(written["name"])
    if style.gap[row] and not person.foreigner:
        written["name"] = written["name"].replace("　", "")
    written["name_kana"] = _kana(written["name_kana"], int(style.kana[row]), foreign=person.foreigner is not None)
    written["address"] = _address(written["address"], int(style.address[row]))
    if style.no_prefecture[row] and not needs_prefecture()[rows.chunk.town[rows.person[row]]]:
        written["address"] = written["address"].removeprefix(person.home.town.prefecture)
    written["birth_date"] = _birth(written["birth_date"], int(style.birth[row]))
    return written


def _kana(text: str, form: int, *, foreign: bool) -> str:
    text = notation.large_kana(text) if form % 2 and not foreign else text
    return notation.half_width_kana(text) if form > 1 else text


def _address(text: str, form: int) -> str:
    if form == pools.HYPHENS:
        return notation.hyphen_address(text)
    return notation.kanji_chome(text) if form == pools.KANJI_CHOME else text


def _birth(text: str, form: int) -> str:
    day = as_date(text)
    if not form or not day:
        return text
    return f"{day:%Y-%m-%d}" if form == 1 else notation.wareki(day, form - 2)
