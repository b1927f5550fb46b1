"""Pairs of an enrolment and a resident, found without the number: the material from which the weights are estimated.

A pair is two records that agree in certain items, whoever they are; most of them are two persons, some are one. What
agrees is decided by keys that neither notation nor house style changes. A record that lacks such an item is in no pair.

Which of many pairs are taken is decided by a seeded hash of the key, so the same files always give the same pairs.

>>> keys = [("1",), ("2",), None], [("2",), ("2",), ("1",), None]
>>> sorted(pairs_of(*keys, most=10, seed=1))
[(0, 2), (1, 0), (1, 1)]
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from hashlib import blake2b
from random import Random

from matcher.domain.levels import Item
from normalizers.addresses.bulk import address_keys
from normalizers.dates import DateError, parse_date
from normalizers.kana import normalize_kana

Pair = tuple[int, int]
"""Place of an enrolment and of a resident."""

Key = tuple[str, ...] | None
"""What a record agrees by; None: it lacks an item."""

_PROCESSES = 2


def _kana_keys(values: Sequence[str]) -> Mapping[str, str]:
    return {value: normalize_kana(value).key for value in set(values)}


def _date_keys(values: Sequence[str]) -> Mapping[str, str]:
    return {value: _date_key(value) for value in set(values)}


def _date_key(value: str) -> str:
    try:
        date = parse_date(value)
    except DateError:
        return ""
    return date.compact if date.exact else ""


KEYS: Mapping[Item, Callable[[Sequence[str]], Mapping[str, str]]] = {
    Item.NAME_KANA: _kana_keys,
    Item.BIRTH_DATE: _date_keys,
    Item.ADDRESS: lambda values: address_keys(values, processes=_PROCESSES),
}
"""The items by whose agreement pairs can be found, and their keys: value → key, empty for what says nothing."""


def joined_keys(columns: Sequence[Sequence[str]]) -> list[Key]:
    """Return one key per record from the keys of its items."""
    return [row if all(row) else None for row in zip(*columns, strict=True)]


def pairs_of(
    enrolments: Sequence[Key], residents: Sequence[Key], *, most: int, seed: int, several: bool = False
) -> list[Pair]:
    """Return all pairs of records with the same key, key by key, until there are `most`.

    Args:
        enrolments: one key per enrolment.
        residents: one key per resident.
        most: so many pairs suffice.
        seed: decides which keys are taken.
        several: take only keys that more than one record of a file has, among which two persons are.
    """
    left, right = _by_key(enrolments), _by_key(residents)
    common = sorted(left.keys() & right.keys(), key=lambda key: _rank(key, seed))
    pairs: list[Pair] = []
    for key in common:
        if len(pairs) >= most:
            break
        if not several or len(left[key]) > 1 or len(right[key]) > 1:
            pairs += [(one, other) for one in left[key] for other in right[key]]
    return pairs


def random_pairs(enrolments: int, residents: int, *, most: int, seed: int) -> list[Pair]:
    """Return pairs of any two records."""
    random = Random(seed)  # noqa: S311  a sample, no secret
    return [(random.randrange(enrolments), random.randrange(residents)) for _ in range(most)]


def _by_key(keys: Sequence[Key]) -> Mapping[tuple[str, ...], list[int]]:
    places: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for place, key in enumerate(keys):
        if key is not None:
            places[key].append(place)
    return places


def _rank(key: tuple[str, ...], seed: int) -> bytes:
    return blake2b("\x1f".join((str(seed), *key)).encode(), digest_size=8).digest()
