"""The few right records that are written otherwise or wrongly, made one by one with the slips of the ready files."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from random import Random

import numpy as np

from samples import notation
from samples.kinds import ALL_KINDS, BY_NAME, NAME_DOUBTS, Group, Kind
from samples.nation import pools
from samples.nation.columns import Style
from samples.nation.insurers import ASSOCIATION, MUTUAL, UNION, Enrolments
from samples.nation.recipe import Recipe
from samples.nation.truths import KINDS, Truths, case_of
from samples.nation.writing import in_style
from samples.people import LIVING, as_enrolment
from samples.slips import Row
from samples.truth import Case
from samples.verdicts import NO

_TRIES = 12
_ORDINARY = ("exact", "exact_lost", "house_style", "foreign_plain")
_FEW = (
    ("foreign", ("roman", "alias", "foreign", "simplified")), ("gaiji", ("gaiji_common",)), ("former", ("former",)),
    ("unknown", ("birth_unknown_in",)), ("employee", ("address_residence",)),
)  # fmt: skip
"""Kinds that only some people can have, by the beginning of their names."""
_OLD_ADDRESS, _FAMILY_MOVE_SHARE, _FAMILY_REACH = BY_NAME["address_old"], 0.5, 4
_ANYBODY, _CLOSED = "anybody", "closed"
_OLD = {"address_old": 70, "surname_old": 14, "address_building_missing": 8, "kana_other_reading": 4}
"""What closed records still say, since nobody brings them up to date."""


def slip_rows(random: Random, rows: Enrolments, style: Style, truths: Truths, recipe: Recipe) -> dict[int, Row]:
    """Rewrite a share of the rows of each group and write their truth."""
    candidates = _candidates(random, rows, truths)
    changed: dict[int, Row] = {}
    moved = 0
    for pool_name, kind in _drawn(random, rows, recipe):
        pool = candidates[pool_name]
        if moved and kind is _OLD_ADDRESS:
            moved -= 1
            continue
        for _ in range(min(_TRIES, len(pool))):
            row = pool.pop()
            written = None if row in changed else _slipped(random, kind, row, rows, style, truths)
            if written is not None:
                changed[row] = written
                if kind is _OLD_ADDRESS and random.random() < _FAMILY_MOVE_SHARE:
                    family = _moved_along(row, written, rows, truths)
                    changed |= family
                    moved += len(family)
                break
            pool.appendleft(row)
    for row, written in changed.items():
        in_style(written, rows.chunk.person(int(rows.person[row])), row, rows, style)
    return changed


def _moved_along(row: int, written: Row, rows: Enrolments, truths: Truths) -> dict[int, Row]:
    """Write the old address for the others under the same 番号 too, to whom nothing else happened."""
    found: dict[int, Row] = {}
    number, insurer, ordinary = rows.number_at(row), rows.insurer[row], {KINDS.index(name) for name in _ORDINARY}
    for other in range(max(row - _FAMILY_REACH, 0), min(row + _FAMILY_REACH + 1, len(rows))):
        person = rows.chunk.person(int(rows.person[other]))
        untouched = int(truths.kind[other]) in ordinary and other not in truths.settled and not person.foreigner
        if untouched and rows.number_at(other) == number and rows.insurer[other] == insurer:
            found[other] = as_enrolment(person, rows.membership(other))
            found[other] |= {item: written[item] for item in ("address", "postal_code")}
            case = Case({"individual_number": person.number()}, person, person, changed={"address": NO})
            truths.settle(other, _OLD_ADDRESS.name, case_of(rows, other, case))
    return found


def _drawn(random: Random, rows: Enrolments, recipe: Recipe) -> Iterator[tuple[str, Kind]]:
    """Draw the slips to make, each with the pool of rows that it can happen to."""
    shares = {Group.NOTATION: recipe.notation_share, Group.MISMATCH: recipe.mismatch_share}
    for group, share in shares.items():
        kinds = [kind for kind in ALL_KINDS if kind.group is group and kind.name != "sex_unset_in_registry"]
        for kind in random.choices(kinds, [kind.share for kind in kinds], k=_count(random, len(rows), share)):
            yield next((pool for pool, beginnings in _FEW if kind.name.startswith(beginnings)), _ANYBODY), kind
    closed = _count(random, int((rows.until >= 0).sum()), recipe.closed_mismatch_share)
    for name in random.choices(list(_OLD), list(_OLD.values()), k=closed):
        yield _CLOSED, BY_NAME[name]


def _count(random: Random, total: int, share: float) -> int:
    """Draw how many of so many rows are concerned."""
    return int(np.random.default_rng(random.getrandbits(64)).binomial(total, share))


def _candidates(random: Random, rows: Enrolments, truths: Truths) -> dict[str, deque[int]]:
    """Return rows in random order: everybody, and those with something that few kinds need."""
    chunk, person = rows.chunk, rows.person
    ordinary = np.isin(truths.kind, [KINDS.index(name) for name in _ORDINARY]) & (chunk.status[person] == int(LIVING))
    ordinary[sorted(truths.settled)] = False
    family, given = pools.uncommon_counts()
    japanese = chunk.foreigner[person] < 0
    anybody = japanese & (chunk.unknown[person] == 0)
    employees = np.isin(rows.insurers.kinds[rows.insurer], (UNION, ASSOCIATION, MUTUAL)) & (rows.seat() == 0)
    few = {
        "foreign": ~japanese,
        "gaiji": japanese & (family[chunk.surname[person]] + given[chunk.given[person]] > 0),
        "former": chunk.former[person] >= 0,
        "unknown": chunk.unknown[person] > 0,
        "employee": anybody & employees,
        _CLOSED: anybody & (rows.until >= 0),
        _ANYBODY: anybody,
    }
    rng = np.random.default_rng(random.getrandbits(64))
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
    case = case_of(rows, row, Case({"individual_number": person.number()}, person, person, changed=changed))
    truths.settle(row, kind.name, case)
    return written
