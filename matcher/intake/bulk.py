"""Layer 1 for many rows at once; by construction it says what `checks` says, only sooner.

Exact first: a value that is plainly good is accepted by array arithmetic; every other one is looked up by its text
among those already judged, and only a text that was never seen goes to `checks.check_value`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache

import numpy as np
import pyarrow as pa

from matcher.intake.checks import BRANCH_LENGTH, check_period, check_value
from matcher.intake.defects import Fault
from matcher.intake.digits import (
    Integers,
    Mask,
    Octets,
    Texts,
    fixed_width,
    is_empty,
    octets_of,
    offsets_of,
    per_row,
    places_of,
    plain_dates,
    plain_digits,
    texts_of,
)
from matcher.intake.raw import Rows
from matcher.intake.schemas import Column, FileContract, Kind

POSTAL_LENGTH = 7
_KEPT_TEXTS = 100_000
_UNUSUAL_FIRST = np.ones(256, np.bool_)
_UNUSUAL_FIRST[0x21:0x7F] = False
_UNUSUAL_FIRST[0xE3:0xF5] = False
_SPACE = (0xE3, 0x80, 0x80)


class Checker:
    """Checks the batches of one file; remembers by column what it said of the texts that it had to look at."""

    def __init__(self, contract: FileContract, as_of: date) -> None:
        self._contract = contract
        self._as_of = as_of
        self._today = as_of.year * 10_000 + as_of.month * 100 + as_of.day
        self._seen: dict[str, dict[str, str | None]] = {column.name: {} for column in contract.columns}

    def faults(self, columns: Mapping[str, Texts], valid_numbers: Mask) -> dict[int, Fault]:
        """Return the first fault of each faulty row, by its index.

        Args:
            columns: the columns that the file has; the others may be empty.
            valid_numbers: which rows are known to carry a valid 個人番号.
        """
        faults: dict[int, Fault] = {}
        for column in self._contract.columns:
            texts = columns.get(column.name)
            if texts is None:
                continue
            for row, code in self._faulty(column, texts, valid_numbers):
                if row not in faults:
                    faults[row] = _fault(column.name, code)
        if "qualified_to" in columns:
            self._add_reversed(columns, faults)
        return faults

    def _faulty(self, column: Column, texts: Texts, valid_numbers: Mask) -> list[tuple[int, str]]:
        """Return the fault of each faulty row of a column."""
        if isinstance(texts, pa.DictionaryArray):
            codes = dict(self._faulty(column, texts.dictionary, valid_numbers))
            if not codes:
                return []
            places = places_of(texts)
            rows = np.flatnonzero(np.isin(places, list(codes)))
            return [(row, codes[place]) for row, place in zip(rows.tolist(), places[rows].tolist(), strict=True)]
        good = self._plainly_good(column, texts)
        if column.kind is Kind.INDIVIDUAL_NUMBER:
            good |= valid_numbers
        return self._doubtful(column, texts, np.flatnonzero(~good))

    def _doubtful(self, column: Column, texts: pa.StringArray, rest: Rows) -> list[tuple[int, str]]:
        """Return the faults of the values that are not plainly good."""
        if not len(rest):
            return []
        doubtful = texts if len(rest) == len(texts) else texts.take(pa.array(rest))
        encoded = doubtful.dictionary_encode()
        codes = np.array([self._code(column, text) for text in texts_of(encoded.dictionary)], object)
        by_row = codes[encoded.indices.to_numpy()]
        wrong = np.flatnonzero(by_row != None)  # noqa: E711  element by element
        return list(zip(rest[wrong].tolist(), by_row[wrong].tolist(), strict=True))

    def _code(self, column: Column, text: str) -> str | None:
        if column.kind is Kind.INDIVIDUAL_NUMBER:
            return check_value(column, text, self._as_of)
        seen = self._seen[column.name]
        if text not in seen:
            if len(seen) >= _KEPT_TEXTS:
                seen.clear()
            seen[text] = check_value(column, text, self._as_of)
        return seen[text]

    def _plainly_good(self, column: Column, texts: pa.StringArray) -> Mask:
        empty = is_empty(texts) if column.may_be_empty else np.zeros(len(texts), np.bool_)
        return empty | _PLAINLY_GOOD.get(column.kind, _never)(column, texts, self._today)

    def _add_reversed(self, columns: Mapping[str, Texts], faults: dict[int, Fault]) -> None:
        ends = columns["qualified_to"]
        current = per_row(is_empty, ends)
        if current.all():
            return
        first, last = per_row(plain_dates, columns["qualified_from"]), per_row(plain_dates, ends)
        fine = current | ((first > 0) & (last >= first))
        for row in np.flatnonzero(~fine).tolist():
            if row not in faults and (code := check_period(columns["qualified_from"][row].as_py(), ends[row].as_py())):
                faults[row] = Fault("qualified_to", code)


_fault = cache(Fault)


def _never(_column: Column, texts: pa.StringArray, _today: int) -> Mask:
    return np.zeros(len(texts), np.bool_)


def _plain_branch(_column: Column, texts: pa.StringArray, _today: int) -> Mask:
    return plain_digits(texts, BRANCH_LENGTH, zeros_allowed=True)[0]


def _plain_postal_code(_column: Column, texts: pa.StringArray, _today: int) -> Mask:
    return plain_digits(texts, POSTAL_LENGTH)[0]


def _plain_date(_column: Column, texts: pa.StringArray, _today: int) -> Mask:
    return plain_dates(texts) > 0


def _plain_birth_date(_column: Column, texts: pa.StringArray, today: int) -> Mask:
    days = plain_dates(texts)
    return (days > 0) & (days <= today)


def _plain_code(column: Column, texts: pa.StringArray, _today: int) -> Mask:
    mask, octets = fixed_width(texts, 1)
    mask[mask] = np.isin(octets[0], [ord(code) for code in column.codes])
    return mask


def _plain_text(column: Column, texts: pa.StringArray, _today: int) -> Mask:
    """Return which values are short enough even in bytes, and begin with something that is no space."""
    offsets, octets = offsets_of(texts), octets_of(texts)
    lengths = np.diff(offsets)
    good: Mask = (lengths > 0) & (lengths <= column.max_length)
    if not len(octets) or not good.any():
        return good
    starts = np.minimum(offsets[:-1], len(octets) - 1)
    first = octets[starts]
    good &= ~_UNUSUAL_FIRST[first]
    good &= ~_begins_with_wide_space(octets, starts, first)
    if not octets[offsets[0] : offsets[-1]].all():
        zeros = np.flatnonzero(octets == 0)
        good &= np.searchsorted(zeros, offsets[1:]) == np.searchsorted(zeros, offsets[:-1])
    return good


def _begins_with_wide_space(octets: Octets, starts: Integers, first: Octets) -> Mask:
    mask: Mask = first == _SPACE[0]
    for place, octet in enumerate(_SPACE[1:], 1):
        if not mask.any():
            break
        mask &= octets[np.minimum(starts + place, len(octets) - 1)] == octet
    return mask


_PLAINLY_GOOD: dict[Kind, Callable[[Column, pa.StringArray, int], Mask]] = {
    Kind.BRANCH: _plain_branch,
    Kind.POSTAL_CODE: _plain_postal_code,
    Kind.DATE: _plain_date,
    Kind.BIRTH_DATE: _plain_birth_date,
    Kind.CODE: _plain_code,
    Kind.TEXT: _plain_text,
}
"""A 個人番号 is known to be good before, and of 保険者番号 a file has so few that each is looked at once."""
