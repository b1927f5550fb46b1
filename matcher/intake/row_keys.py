"""Rows of one file that claim to be the same qualification: found over the whole file, in bounded memory.

The row key is 保険者番号, 記号, 番号, 枝番 and 資格取得日, compared by what they mean: an insurer number as
8 digits, 枝番 by its digits, 資格取得日 as a date in any notation, 記号 and 番号 after Unicode NFKC (so １２－３４
is 12-34 and ｱ is ア) without surrounding spaces; capitals, inner spaces, hyphens and leading zeros keep their meaning.

Only rows without another defect take part: a rejected row is no record, so it contradicts none. Of rows with one key
and the same 個人番号 (an empty one is the same as another empty one) the first stays; with different ones none does.

The file is read twice. First every row leaves 8 bytes, the hash of its key; then only rows whose hash stands twice
are looked at, by a 128-bit digest of their key and of their number.

>>> key = {"insurer_number": "138016", "symbol": "ｱ", "number": "１", "branch": "01", "qualified_from": "R1.5.1"}
>>> same = {
...     "insurer_number": "00138016",
...     "symbol": "ア ",
...     "number": "1",
...     "branch": "０１",
...     "qualified_from": "20190501",
... }
>>> canonical(key) == canonical(same)
True
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from hashlib import blake2b, shake_256

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from matcher.intake.defects import ROW, Fault
from matcher.intake.digits import Texts, fixed_width, is_plain, offsets_of, per_row, plain_digits, texts_of
from normalizers.dates import DateError, parse_date
from normalizers.household import fold_insurer, fold_text
from normalizers.identifiers import fold_digits

KEY_COLUMNS = ("insurer_number", "symbol", "number", "branch", "qualified_from")
DUPLICATE = Fault(ROW, "duplicate_row_key")
CONFLICTING = Fault(ROW, "conflicting_row_key")

Rows = npt.NDArray[np.int64]
Hashes = npt.NDArray[np.uint64]

_DIGEST_BYTES = 16
_WORD, _HALF = 8, np.uint64(32)
_KEPT = 10_000


def canonical(values: Mapping[str, str]) -> tuple[str, ...]:
    """Return the row key of a row in the form in which two of them are compared."""
    return tuple(_FOLDS[name](values.get(name, "")) for name in KEY_COLUMNS)


class RowKeyHasher:
    """Hashes the row keys of batches: equal keys always give equal hashes, different keys nearly never.

    A text is taken eight bytes at a time, and each eight are mixed with what came before under a secret factor; the
    hash of a row is the sum of those of its columns, each of which begins with a secret of its own.
    """

    def __init__(self, secret: bytes | None = None) -> None:
        """Draw what is secret; or take it from `secret`, so that the hashes of another time are the same."""
        size = _WORD * (len(KEY_COLUMNS) + 1)
        words = np.frombuffer(
            secrets.token_bytes(size) if secret is None else shake_256(secret).digest(size), np.uint64
        )
        self._factor = words[-1] | np.uint64(1)
        self._begins = dict(zip(KEY_COLUMNS, words[:-1], strict=True))

    def hashes(self, columns: Mapping[str, Texts], rows: int) -> Hashes:
        """Return one hash per row of a batch; of a row without a readable key it means nothing."""
        total = np.zeros(rows, np.uint64)
        for name in KEY_COLUMNS:
            if name in columns:
                total += per_row(partial(self._column, name), columns[name])
        return total

    def _column(self, name: str, texts: pa.StringArray) -> Hashes:
        begin = self._begins[name]
        if _is_canonical(name, texts):
            return _mixed(texts, begin, self._factor)
        encoded = texts.dictionary_encode()
        different = pa.array([_FOLDS[name](text) for text in texts_of(encoded.dictionary)], pa.string())
        hashes: Hashes = _mixed(different, begin, self._factor)[encoded.indices.to_numpy()]
        return hashes


def _is_canonical(name: str, texts: pa.StringArray) -> bool:
    """Return whether all values are plainly in their canonical form."""
    if name in _FIXED:
        return bool(plain_digits(texts, _FIXED[name])[0].all())
    return is_plain(texts)


def _mixed(texts: pa.StringArray, begin: np.uint64, factor: np.uint64) -> Hashes:
    """Return a hash of each text, which depends on nothing else; texts of one width are mixed together."""
    widths = np.diff(offsets_of(texts))
    hashes = np.full(len(texts), begin, np.uint64)
    for width in np.flatnonzero(np.bincount(widths)).tolist():
        own, octets = fixed_width(texts, width)
        padded = np.zeros((octets.shape[1], -(-width // _WORD) * _WORD), np.uint8)
        padded[:, :width] = octets.T
        mixed = np.full(octets.shape[1], begin, np.uint64)
        for word in padded.view("<u8").T:
            mixed = (mixed ^ word) * factor
            mixed ^= mixed >> _HALF
        hashes[own] = mixed * factor
    return hashes


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


@lru_cache(_KEPT)
def _fold_date(text: str) -> str:
    try:
        return parse_date(text).compact
    except DateError:
        return ""


_FIXED = {"insurer_number": 8, "qualified_from": 8}
_FOLDS: dict[str, Callable[[str], str]] = {
    "insurer_number": fold_insurer,
    "symbol": fold_text,
    "number": fold_text,
    "branch": fold_digits,
    "qualified_from": _fold_date,
}
