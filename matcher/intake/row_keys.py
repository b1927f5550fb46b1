"""Rows of one file that claim to be the same qualification: found over the whole file, in bounded memory.

The row key is 保険者番号, 記号, 番号, 枝番 and 資格取得日, compared by what they mean: an insurer number as 8 digits, 枝番 by
its digits, 資格取得日 as a date in any notation, 記号 and 番号 after Unicode NFKC (so １２－３４ is 12-34 and ｱ is ア) without
surrounding spaces; capitals, inner spaces, hyphens and leading zeros keep their meaning.

Only rows without another defect take part: a rejected row is no record, so it contradicts none. Of rows with one key
and the same 個人番号 (an empty one is the same as another empty one) the first stays; with different ones none does.

The file is read twice. First every row leaves 8 bytes, the hash of its key; then only rows whose hash stands twice
are looked at, by a 128-bit digest of their key and of their number.

>>> key = {"insurer_number": "138016", "symbol": "ｱ", "number": "１", "branch": "01", "qualified_from": "R1.5.1"}
>>> same = {"insurer_number": "00138016", "symbol": "ア ", "number": "1", "branch": "０１", "qualified_from": "20190501"}
>>> canonical(key) == canonical(same)
True
"""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Callable, Mapping
from hashlib import blake2b
from typing import Any, cast

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from matcher.intake.defects import ROW, Fault
from matcher.intake.digits import octets_of, offsets_of, plain_dates
from normalizers.dates import DateError, parse_date
from normalizers.identifiers import IdentifierError, fold_digits, insurer_number

KEY_COLUMNS = ("insurer_number", "symbol", "number", "branch", "qualified_from")
DUPLICATE = Fault(ROW, "duplicate_row_key")
CONFLICTING = Fault(ROW, "conflicting_row_key")

Rows = npt.NDArray[np.int64]
Hashes = npt.NDArray[np.uint64]

_DIGEST_BYTES = 16


def canonical(values: Mapping[str, str]) -> tuple[str, ...]:
    """Return the row key of a row in the form in which two of them are compared."""
    return tuple(_FOLDS[name](values.get(name, "")) for name in KEY_COLUMNS)


class RowKeyHasher:
    """Hashes the row keys of batches: equal keys always give equal hashes, different keys nearly never."""

    def hashes(self, columns: Mapping[str, pa.StringArray]) -> Hashes:
        """Return one hash per row of a batch; of a row without a readable key it means nothing."""
        table = pa.table({name: _folded(name, columns[name]) for name in KEY_COLUMNS if name in columns})
        with duckdb.connect() as connection:
            connection.register("keys", table)
            found = connection.sql(f"SELECT hash({', '.join(table.column_names)}) AS key FROM keys")  # noqa: S608  fixed names
            return cast(Hashes, np.asarray(found.fetchnumpy()["key"], np.uint64))


def repeated(values: npt.NDArray[Any]) -> Rows:
    """Return the positions of the values that stand more than once, in order.

    >>> repeated(np.array([5, 7, 5, 8, 7, 5])).tolist()
    [0, 1, 2, 4, 5]
    """
    ordered = np.sort(values)
    twice = np.unique(ordered[1:][ordered[1:] == ordered[:-1]])
    return np.flatnonzero(np.isin(values, twice)) if len(twice) else np.empty(0, np.int64)


class Claims:
    """The rows whose key may stand twice: each by digests of its key and of its number, never by their text."""

    def __init__(self) -> None:
        self._secret = secrets.token_bytes(_DIGEST_BYTES)
        self._rows: list[int] = []
        self._digests: list[bytes] = []

    def add(self, row: int, values: Mapping[str, str]) -> None:
        """Take a clean row."""
        number = fold_digits(values.get("individual_number", ""))
        self._rows.append(row)
        self._digests.append(self._digest("\0".join(canonical(values))) + self._digest(number))

    def faults(self) -> tuple[Rows, Rows]:
        """Return the rows to reject: those that repeat an earlier one, and those that contradict each other."""
        rows = np.array(self._rows, np.int64)
        words = np.frombuffer(b"".join(self._digests), np.uint64).reshape(-1, 4)
        order = np.lexsort((rows, words[:, 1], words[:, 0]))
        rows, keys, numbers = rows[order], words[order, :2], words[order, 2:]
        begins = np.append(True, (keys[1:] != keys[:-1]).any(axis=1))[: len(rows)]
        group = np.cumsum(begins) - 1
        differs = (numbers != numbers[begins][group]).any(axis=1)
        conflicting = np.bincount(group[differs], minlength=len(rows)) > 0
        contradicts = conflicting[group]
        return np.sort(rows[~begins & ~contradicts]), np.sort(rows[contradicts])

    def _digest(self, text: str) -> bytes:
        return blake2b(text.encode(), digest_size=_DIGEST_BYTES, key=self._secret).digest()


def _folded(name: str, texts: pa.StringArray) -> pa.Array:
    if name == "qualified_from":
        days = plain_dates(texts)
        for index in np.flatnonzero(days == 0).tolist():
            days[index] = int(_fold_date(texts[index].as_py()) or 0)
        return pa.array(days)
    if name == "number" and _is_plain(texts):
        return texts
    encoded = texts.dictionary_encode()
    folded = pa.array([_FOLDS[name](text) for text in encoded.dictionary.to_pylist()], pa.string())
    return folded.take(encoded.indices)


def _is_plain(texts: pa.StringArray) -> bool:
    """Return whether no value has anything but visible ASCII characters, which fold to themselves."""
    offsets = offsets_of(texts)
    octets = octets_of(texts)[offsets[0] : offsets[-1]]
    return not len(octets) or bool(octets.min() > _SPACE and octets.max() < _DELETE)


def _fold_insurer(text: str) -> str:
    try:
        return insurer_number.canonical(text)
    except IdentifierError:
        return fold_digits(text)


def _fold_text(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


def _fold_date(text: str) -> str:
    try:
        return parse_date(text).compact
    except DateError:
        return ""


_SPACE, _DELETE = 0x20, 0x7F
_FOLDS: dict[str, Callable[[str], str]] = {
    "insurer_number": _fold_insurer,
    "symbol": _fold_text,
    "number": _fold_text,
    "branch": fold_digits,
    "qualified_from": _fold_date,
}
