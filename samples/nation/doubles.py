"""Near doubles: residents who are changed, before anybody is written, into somebody whom a search takes for another."""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cache

import numpy as np

from samples.nation import pools
from samples.nation.links import UNSEEN
from samples.nation.people import Chunk
from samples.notation import is_ordinary
from samples.people import LIVING
from samples.pools import MALE, given_names

_PLANTED = ("same_name_stranger", "wrong_line_birth", "wrong_line_kanji", UNSEEN)
_SPARE = 1.5
"""More doubles are planted than used: not every described person has a current record on five items."""

_ELDEST_SEAT = 2

Planted = list[tuple[int, int, str]]
"""The person described, the double whose number the record gets, and the kind."""


def plant(rng: np.random.Generator, chunk: Chunk, wanted: Counter[str]) -> Planted:
    """Turn some residents into near doubles of others."""
    ordinary = np.flatnonzero(
        (chunk.foreigner < 0)
        & (chunk.status == int(LIVING))
        & (chunk.unknown == 0)
        & ~chunk.sex_unset
        & (chunk.former < 0)
    )
    picked = iter(rng.permutation(ordinary).tolist())
    planted = []
    for kind in _PLANTED:
        done = 0
        while done < wanted[kind] * _SPARE:
            person, double = next(picked), next(picked)
            if _make_double(rng, chunk, person, double, kind):
                planted.append((person, double, kind))
                done += 1
    return planted


def plant_twins(rng: np.random.Generator, chunk: Chunk, wanted: Counter[str]) -> None:
    """Give some second children the birthday of the first, so that there are twins enough for the links wanted."""
    eldest = np.flatnonzero((chunk.seat[:-1] == _ELDEST_SEAT) & (chunk.seat[1:] == _ELDEST_SEAT + 1))
    ordinary = (chunk.foreigner < 0) & (chunk.status == int(LIVING)) & (chunk.unknown == 0) & ~chunk.sex_unset
    apart = eldest[ordinary[eldest] & ordinary[eldest + 1] & (chunk.birth[eldest] != chunk.birth[eldest + 1])]
    pairs = round((wanted["twin_swap"] / 2 + wanted["twin_number"]) * _SPARE)
    missing = max(pairs - (len(eldest) - len(apart)), 0)
    chosen = rng.choice(apart, min(missing, len(apart)), replace=False)
    chunk.birth[chosen + 1] = chunk.birth[chosen]


def _make_double(rng: np.random.Generator, chunk: Chunk, person: int, double: int, kind: str) -> bool:
    given = int(chunk.given[person])
    if kind == "wrong_line_kanji":
        alike = _same_reading()[pools.given_pool()[given].kana, bool(chunk.female[person])]
        others = [other for other in alike if other != given]
        if given not in alike or not others:
            return False
        given = int(rng.choice(others))
    if kind == "wrong_line_birth" and chunk.birth[double] == chunk.birth[person]:
        return False
    chunk.surname[double], chunk.given[double], chunk.female[double] = (
        chunk.surname[person],
        given,
        chunk.female[person],
    )
    if kind != "wrong_line_birth":
        chunk.birth[double] = chunk.birth[person]
    return bool(chunk.town[double] != chunk.town[person])


@cache
def _same_reading() -> dict[tuple[str, bool], list[int]]:
    """Return the given names by sound and sex, without those whose characters could be variants of each other."""
    found: dict[tuple[str, bool], list[int]] = defaultdict(list)
    men = len(given_names(MALE))
    for index, name in enumerate(pools.given_pool()):
        if is_ordinary(name.kanji):
            found[name.kana, index >= men].append(index)
    return found
