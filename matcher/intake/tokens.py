r"""One CSV record at a time: the plain definition of what a record is, for every line that is not plain.

A field is quoted if its first byte is a quote; it ends at the next quote that is not doubled, and then a comma or the
end of the line must follow. A quote anywhere else is an ordinary character. A quoted value may hold commas and line
ends, up to `MAX_LINES` lines.

A lone quote must never swallow rows. A record that began on line n is taken as more than one line only if it comes out
with exactly as many fields as the header, and no later line of it is a whole row by itself. In every other case line
n alone is rejected as an unclosed quote, and reading goes on with line n + 1.

Both accepted encodings keep the bytes of comma, quote and line end free of other meanings (the second byte of a CP932
character is 0x40 or higher), so records are cut before they are decoded.

>>> lines = Lines.of(b'a,"b' + b"\n" + b'c",d' + b"\n" + b'e,"f,g' + b"\n")
>>> scan(lines, 0, 3, at_end=True)
Record(fields=[(0, b'a'), (3, b'b\nc'), (8, b'd')], lines=2)
>>> scan(lines, 2, 3, at_end=True)
Fault(column='row', code='unclosed_quote', detail='')

Source: RFC 4180; the file contract (README, "Files").
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate

import numpy as np
import numpy.typing as npt

from matcher.intake.defects import ROW, Fault

COMMA, QUOTE, LF, CR = b",", b'"', b"\n", b"\r"
MAX_LINES = 16
"""The most lines of one record."""

MAX_BYTES = 1 << 20
"""The most bytes of one record."""

OVER_LONG = Fault(ROW, "over_long", f"more than {MAX_BYTES:,} bytes")

Bounds = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Lines:
    """Bytes cut into physical lines: line i is `data[starts[i]:ends[i]]`, without its line end (LF, CR LF or CR)."""

    data: bytes
    starts: Bounds
    ends: Bounds

    @classmethod
    def of(cls, data: bytes) -> Lines:
        """Cut at every LF, CR LF and CR; bytes after the last line end are a line too."""
        octets = np.frombuffer(data, np.uint8)
        stops = np.flatnonzero(octets == LF[0])
        if CR in data:
            returns = np.flatnonzero(octets == CR[0])
            followed = octets[np.minimum(returns + 1, len(octets) - 1)] == LF[0]
            stops = np.union1d(stops, returns[~followed])
        starts = np.concatenate(([0], stops + 1))
        ends = np.concatenate((stops, [len(data)]))
        if CR in data and len(stops):
            before = octets[np.maximum(stops - 1, 0)] == CR[0]
            ends[:-1] -= before & (octets[stops] == LF[0]) & (stops > 0)
        if starts[-1] == len(data):
            starts, ends = starts[:-1], ends[:-1]
        return cls(data, starts.astype(np.int64), ends.astype(np.int64))

    def __len__(self) -> int:
        """Return the number of lines."""
        return len(self.starts)

    def text(self, index: int) -> bytes:
        """Return one line without its line end."""
        return self.data[self.starts[index] : self.ends[index]]


@dataclass(frozen=True, slots=True)
class Record:
    """The fields of one record, each with the byte at which its value begins, and how many lines it takes."""

    fields: list[tuple[int, bytes]]
    lines: int


class NeedMore(Exception):
    """The quoted value is still open where the data at hand ends; the next block goes on with it."""


def scan(lines: Lines, first: int, width: int, *, at_end: bool) -> Record | Fault:
    """Read the record that begins on line `first`.

    Args:
        lines: the lines at hand.
        first: the index of the line.
        width: how many fields the header has; 0 takes any number.
        at_end: whether the file ends with these lines.

    Raises:
        NeedMore: only if not `at_end`: the lines that follow decide.
    """
    if lines.ends[first] - lines.starts[first] > MAX_BYTES:
        return OVER_LONG
    line = lines.text(first)
    if QUOTE not in line:
        return _unquoted(line, int(lines.starts[first]), width)
    found = _fields(lines, first, at_end=at_end)
    if isinstance(found, Fault):
        return found
    ragged = width and len(found.fields) != width
    if found.lines > 1 and (ragged or _swallows_a_row(lines, first, found, width)):
        return Fault(ROW, "unclosed_quote")
    return _ragged(len(found.fields), width) if ragged else found


def _unquoted(line: bytes, start: int, width: int) -> Record | Fault:
    count = line.count(COMMA) + 1
    if width and count != width:
        return _ragged(count, width)
    values = line.split(COMMA)
    places = accumulate((len(value) + 1 for value in values), initial=start)
    return Record(list(zip(places, values, strict=False)), 1)


def _ragged(count: int, width: int) -> Fault:
    return Fault(ROW, "ragged_row", f"{count} fields, the header has {width}")


def _fields(lines: Lines, first: int, *, at_end: bool) -> Record | Fault:
    data, line = lines.data, first
    at, end = int(lines.starts[first]), int(lines.ends[first])
    fields: list[tuple[int, bytes]] = []
    while True:
        if data[at : at + 1] != QUOTE or at >= end:
            stop = data.find(COMMA, at, end)
            stop = end if stop < 0 else stop
            fields.append((at, data[at:stop]))
        else:
            last = min(first + MAX_LINES, len(lines)) - 1
            limit = min(int(lines.ends[last]), int(lines.starts[first]) + MAX_BYTES)
            close = _closing_quote(data, at + 1, limit)
            if close < 0:
                if not at_end and last == len(lines) - 1 and limit == lines.ends[last]:
                    raise NeedMore
                return Fault(ROW, "unclosed_quote")
            stop = close + 1
            while stop > end:
                line += 1
                end = int(lines.ends[line])
            if stop != end and data[stop : stop + 1] != COMMA:
                return Fault(ROW, "unclosed_quote", "text follows a closing quote" if line == first else "")
            fields.append((at + 1, data[at + 1 : close].replace(QUOTE + QUOTE, QUOTE)))
        if stop >= end:
            return Record(fields, line - first + 1)
        at = stop + 1


def _closing_quote(data: bytes, at: int, limit: int) -> int:
    while (at := data.find(QUOTE, at, limit)) >= 0:
        if data[at + 1 : min(at + 2, limit)] != QUOTE:
            return at
        at += 2
    return -1


def _swallows_a_row(lines: Lines, first: int, record: Record, width: int) -> bool:
    """Return whether a later line of the record has as many commas as a row, so that a lone quote joined two rows.

    A value that begins at the start of the row and ends on its last line leaves that line all its commas too; it is
    a real one if the first line is then too short to be a row.
    """
    later = [lines.text(index).count(COMMA) + 1 for index in range(first + 1, first + record.lines)]
    if not width or max(later) < width:
        return False
    starts_with_quote = lines.text(first).startswith(QUOTE)
    whole_first = lines.text(first).count(COMMA) + 1 >= width
    return not starts_with_quote or whole_first or max(later[:-1], default=0) >= width
