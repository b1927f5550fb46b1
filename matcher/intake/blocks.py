r"""One block of complete lines → the rows in it: the plain ones as one text in UTF-8, the others one by one.

>>> cut = cut_block(b"1,2" + b"\n\n" + b'1,"2,3"' + b"\n" + b'1,"2' + b"\n", 2, "utf-8", at_end=True)
>>> cut.starts.tolist(), cut.text, cut.blank
([0, 2, 3], b'1,2\n1,"2,3"\n', 1)
>>> cut.odd
{3: Fault(column='row', code='unclosed_quote', detail='')}
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matcher.intake.defects import Fault
from matcher.intake.encodings import UTF8, can_decode, is_utf8
from matcher.intake.plain import Mask, classify
from matcher.intake.tokens import Lines, NeedMore, Record, scan


@dataclass(frozen=True, slots=True)
class Cut:
    """The rows of a block.

    `starts`: the line index of each row, in order. `odd`: the rows that are not plain, by line index. `text`: the plain
    rows, in UTF-8. `used`: how many bytes, `lines`: how many lines are done with; what follows belongs to a record that
    the next block ends. `blank`: how many of the lines are blank.
    """

    starts: npt.NDArray[np.int64]
    odd: dict[int, Record | Fault]
    text: bytes
    used: int
    lines: int
    blank: int


def cut_block(data: bytes, width: int, encoding: str, *, at_end: bool) -> Cut:
    """Cut complete lines into rows of `width` fields; `at_end` says that the file ends with them."""
    lines = Lines.of(data)
    classified = classify(lines, width)
    plain, blank = classified.plain, classified.blank
    text = _in_utf8(data, encoding)
    if text is None:
        for index in np.flatnonzero(plain).tolist():
            plain[index] = can_decode(lines.text(index), encoding)
    odd, done = _odd_rows(lines, width, plain, blank, at_end=at_end)
    whole = done == len(lines)
    starts = np.flatnonzero(plain)
    if text is None or odd or not whole or blank.any():
        text = _in_utf8(_joined(lines, plain), encoding) or b""
    if odd:
        starts = np.sort(np.concatenate((starts, np.fromiter(odd, np.int64, len(odd)))))
    return Cut(starts, odd, text, len(data) if whole else int(lines.starts[done]), done, int(blank.sum()))


def _odd_rows(
    lines: Lines, width: int, plain: Mask, blank: Mask, *, at_end: bool
) -> tuple[dict[int, Record | Fault], int]:
    """Read what is neither plain nor blank, take its lines out of both masks, and return how many lines are done."""
    odd: dict[int, Record | Fault] = {}
    free = 0
    for index in np.flatnonzero(~plain & ~blank).tolist():
        if index < free:
            continue
        try:
            found = scan(lines, index, width, at_end=at_end)
        except NeedMore:
            plain[index:] = blank[index:] = False
            return odd, index
        odd[index] = found
        free = index + (found.lines if isinstance(found, Record) else 1)
        plain[index:free] = blank[index:free] = False
    return odd, len(lines)


def _in_utf8(data: bytes, encoding: str) -> bytes | None:
    if encoding == UTF8:
        return data if is_utf8(data) else None
    try:
        return str(data, encoding).encode()
    except UnicodeDecodeError:
        return None


def _joined(lines: Lines, chosen: Mask) -> bytes:
    """Return the chosen lines with their line ends."""
    edges = np.flatnonzero(np.diff(chosen.astype(np.int8), prepend=0, append=0))
    stops = np.append(lines.starts, len(lines.data))
    view = memoryview(lines.data)
    return b"".join(view[stops[first] : stops[after]] for first, after in zip(edges[::2], edges[1::2], strict=True))
