"""Pairs as what is distinct in them: each distinct pair of values once, and for each pair of records which ones it has.

What repeats among pairs that differ is dear to look at again in Python, and cheap to find in columns: an insurer's way
of writing names and kana (`matcher.engines.shape_columns`), birth dates and addresses that are equal, the addresses of
those who live together. Of all of them one pair is judged. What is left is dealt out by the head of the resident's
address, so that one worker reads and remembers all that is at one place.

>>> ours = pa.record_batch({name: ["", ""] for name in ENROLMENT_ITEMS} | {"address": ["渋谷1-2", "渋谷1-2"]})
>>> blank = {name: ["", ""] for name in RESIDENT_ITEMS}
>>> theirs = pa.record_batch(blank | {"address": ["渋谷1番2号", "渋谷1番2号"], "foreign": [False, False]})
>>> [(rows, worker, pairs)] = parts_of(ours, theirs)
>>> pairs.addresses, pairs.numbers[3]
([['渋谷1-2'], ['渋谷1番2号']], [0, 0])
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from matcher.engines.plain_columns import begin_with_letter, plain_dates
from matcher.engines.records import ENROLMENT_ITEMS, RESIDENT_ITEMS, Columns, DistinctPairs
from matcher.engines.shape_columns import EQUAL, NO_SHAPE, kana_shapes, name_shapes
from matcher.engines.texts import CODE_POINTS, Flags, Places, code_points, plain

_AT_ONCE = 4096
"""Pairs in a part: few enough that no worker is left with much when the others are done."""
_NAMES = ("name", "name_kana"), ("name", "name_kana", "alias", "former_name", "name_roman", "foreign")
_FACTS = ("check_basis", "qualified_to"), ("foreign", "status")
_SHAPE_BITS = 17
_ONE = np.zeros(1, np.int64)


class Part(NamedTuple):
    """Pairs that are judged together: their rows, who should judge them (0: the first worker), and what they are."""

    rows: Places
    worker: int
    pairs: DistinctPairs


class _Distinct(NamedTuple):
    """The rows whose values stand for all distinct ones, and per row which of them has its values."""

    rows: Places
    numbers: Places


def parts_of(enrolments: pa.RecordBatch, residents: pa.RecordBatch, workers: int = 1) -> Iterator[Part]:
    """Yield the pairs of the same place in both batches, in parts.

    Args:
        enrolments: with the columns `ENROLMENT_ITEMS`, without nulls.
        residents: with the columns `RESIDENT_ITEMS`, without nulls.
        workers: among how many the parts are dealt out.
    """
    ours, theirs = _columns(enrolments, ENROLMENT_ITEMS), _columns(residents, RESIDENT_ITEMS)
    found = (
        _distinct_names(ours, theirs),
        _distinct_pairs(ours["birth_date"], theirs["birth_date"], plain_dates(ours["birth_date"])),
        _distinct([ours["sex"], theirs["sex"]]),
        _distinct_pairs(ours["address"], theirs["address"], begin_with_letter(ours["address"])),
        _distinct([ours[name] for name in _FACTS[0]] + [theirs[name] for name in _FACTS[1]]),
    )
    columns = (
        [ours[name] for name in _NAMES[0]] + [theirs[name] for name in _NAMES[1]],
        *([ours[name], theirs[name]] for name in ("birth_date", "sex", "address")),
        [ours[name] for name in _FACTS[0]] + [theirs[name] for name in _FACTS[1]],
    )
    addresses = found[3].numbers
    for worker, own_rows in enumerate(_dealt_out(theirs["address"], found[3], workers)):
        rows = own_rows[np.argsort(addresses[own_rows], kind="stable")]  # so that one part has all of an address
        for start in range(0, len(rows), _AT_ONCE):
            own = rows[start : start + _AT_ONCE]
            yield Part(own, worker, _pairs(own, found, columns))


def _columns(batch: pa.RecordBatch, names: Sequence[str]) -> dict[str, pa.Array]:
    return {name: plain(batch.column(name)) for name in names}


def _pairs(rows: Places, found: Sequence[_Distinct], columns: Sequence[Sequence[pa.Array]]) -> DistinctPairs:
    """Return the pairs of these rows, with the values that these have only."""
    values: list[Columns] = []
    numbers: list[list[int]] = []
    for distinct, group in zip(found, columns, strict=True):
        own = distinct.numbers[rows]
        first, numbered = _numbered(own)
        chosen = pa.array(distinct.rows[own[first]])
        values.append([column.take(chosen).to_pylist() for column in group])
        numbers.append(numbered.tolist())
    names, dates, sexes, addresses, facts = values
    return DistinctPairs(names, dates, sexes, addresses, facts, numbers)


def _distinct_names(ours: dict[str, pa.Array], theirs: dict[str, pa.Array]) -> _Distinct:
    """Return the distinct shapes of name and kana, and all pairs of names whose shapes decide nothing."""
    foreign = theirs["foreign"].to_numpy(zero_copy_only=False)
    names, kana = (
        shapes(ours[item], theirs[item]) for item, shapes in (("name", name_shapes), ("name_kana", kana_shapes))
    )
    told = (names != NO_SHAPE) & ((kana == EQUAL) | ((kana != NO_SHAPE) & ~foreign))
    return _with_others((names << _SHAPE_BITS | kana) << 1 | foreign, told, np.arange(len(told)))


def _distinct_pairs(ours: pa.StringArray, theirs: pa.StringArray, plain_ones: Flags) -> _Distinct:
    """Return the distinct pairs of texts; of all that are equal and plain, whose level is EXACT, one is enough."""
    told = pc.equal(ours, theirs).to_numpy(zero_copy_only=False) & plain_ones
    others = np.flatnonzero(~told)
    chosen = pa.array(others)
    rows, numbers = _distinct([ours.take(chosen), theirs.take(chosen)])
    of_others = np.zeros(len(told), np.int64)
    of_others[others] = others[rows][numbers]
    return _with_others(np.zeros(len(told), np.int64), told, of_others)


def _with_others(codes: Places, told: Flags, others: Places) -> _Distinct:
    """Return the distinct `codes` of the rows that are told, and for those that are not whose row stands for each."""
    rows = np.flatnonzero(told)
    alike = _numbered(codes[rows])
    stands_for = others.copy()
    stands_for[rows] = rows[alike.rows][alike.numbers]
    distinct = _numbered(stands_for)
    return _Distinct(stands_for[distinct.rows], distinct.numbers)


def _distinct(columns: Sequence[pa.Array]) -> _Distinct:
    """Return the distinct rows of some columns."""
    codes = np.zeros(len(columns[0]), np.int64)
    for column in columns:
        encoded = column.dictionary_encode()
        codes = _numbered(codes).numbers * len(encoded.dictionary) + encoded.indices.to_numpy()
    return _numbered(codes)


def _numbered(codes: Places) -> _Distinct:
    """Return the first row of each distinct code, and per row the number of its own."""
    encoded = pa.array(codes).dictionary_encode()
    numbers = encoded.indices.to_numpy().astype(np.int64)
    rows = np.empty(len(encoded.dictionary), np.int64)
    rows[numbers[::-1]] = np.arange(len(codes) - 1, -1, -1)
    return _Distinct(rows, numbers)


def _dealt_out(addresses: pa.StringArray, distinct: _Distinct, workers: int) -> Iterator[Places]:
    """Yield the rows of each worker: those of one head go to one, unless many rows have one pair of addresses."""
    every = np.arange(len(distinct.numbers))
    if workers == 1:
        yield every
        return
    codes, ends = code_points(addresses.take(pa.array(distinct.rows)))
    starts = np.concatenate((_ONE, ends))[:-1]
    digits = np.concatenate((np.flatnonzero(_is_digit()[codes]), [len(codes)]))
    heads = np.minimum(digits[np.searchsorted(digits, starts)], ends)
    sums = np.concatenate((_ONE, np.cumsum(codes, dtype=np.int64)))
    owners = (sums[heads] - sums[starts]) % workers
    usual = np.bincount(distinct.numbers, minlength=len(owners))[distinct.numbers] <= _AT_ONCE
    owner = np.where(usual, owners[distinct.numbers], every % workers)
    for worker in range(workers):
        yield np.flatnonzero(owner == worker)


@cache
def _is_digit() -> Flags:
    flags = np.zeros(CODE_POINTS, np.bool_)
    flags[[*map(ord, "0123456789０１２３４５６７８９")]] = True
    return flags
