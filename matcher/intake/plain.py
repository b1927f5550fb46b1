r"""Which lines of a block are plain rows, found for all lines at once; everything else goes to `tokens.scan`.

A line is plain if it has exactly as many fields as the header, counted outside quotes, and every quote of it is where
RFC 4180 has it: an opening one at the start of a field, a closing one at its end, two of them inside a quoted value.

>>> lines = Lines.of(b"1,2" + b"\n\n" + b'1,"2,3"' + b"\n" + b'1,"2' + b"\n" + b"1,2,3")
>>> sorted_lines = classify(lines, 2)
>>> sorted_lines.plain.tolist(), sorted_lines.blank.tolist()
([True, False, True, False, False], [False, True, False, False, False])
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matcher.intake.tokens import COMMA, CR, LF, MAX_BYTES, QUOTE, Bounds, Lines

Mask = npt.NDArray[np.bool_]

_SPACES = b" \t\x1a"
"""What a blank line may consist of; 0x1A is the end-of-file mark of older systems."""


@dataclass(frozen=True, slots=True)
class Classified:
    """For each line: whether it is a plain row, and whether it is blank. A line that is neither needs `tokens.scan`."""

    plain: Mask
    blank: Mask


def classify(lines: Lines, width: int) -> Classified:
    """Sort the lines of a block."""
    octets = np.frombuffer(lines.data, np.uint8)
    blank = _blank(lines, octets)
    usual = ~blank & (lines.ends - lines.starts <= MAX_BYTES)
    commas = np.flatnonzero(octets == COMMA[0])
    if QUOTE not in lines.data:
        return Classified((_per_line(lines, commas) == width - 1) & usual, blank)
    quotes = np.flatnonzero(octets == QUOTE[0])
    inside = _inside_quotes(lines, octets, quotes)
    if inside is not None:
        return Classified((_per_line(lines, commas[~inside[commas]]) == width - 1) & usual, blank)
    before = np.searchsorted(quotes, lines.starts)
    well_quoted = _well_quoted(lines, octets, quotes, before)
    line_of_comma = np.searchsorted(lines.starts, commas, side="right") - 1
    outside = (np.searchsorted(quotes, commas) - before[line_of_comma]) % 2 == 0
    counts = np.bincount(line_of_comma[outside], minlength=len(lines))
    return Classified((counts == width - 1) & well_quoted & usual, blank)


def _inside_quotes(lines: Lines, octets: npt.NDArray[np.uint8], quotes: Bounds) -> Mask | None:
    """Return which bytes are inside quotes if every quote of the block is well placed, or else None."""
    edges = np.zeros(256, np.bool_)
    edges[list(COMMA + QUOTE + CR + LF)] = True
    opening, closing = quotes[::2], quotes[1::2]
    line_end = np.full(1, LF[0], np.uint8)
    padded = np.concatenate((line_end, octets, line_end))
    if len(opening) != len(closing) or not (edges[padded[opening]].all() and edges[padded[2:][closing]].all()):
        return None
    lengths = np.diff(quotes, prepend=0, append=len(octets))
    inside: Mask = np.repeat(np.arange(len(lengths)) % 2 == 1, lengths)
    return None if inside[lines.starts[1:] - 1].any() else inside


def _per_line(lines: Lines, positions: Bounds) -> Bounds:
    return np.searchsorted(positions, lines.ends) - np.searchsorted(positions, lines.starts)


def _blank(lines: Lines, octets: npt.NDArray[np.uint8]) -> Mask:
    lengths = lines.ends - lines.starts
    blank: Mask = lengths == 0
    if len(octets):
        first = octets[np.minimum(lines.starts, len(octets) - 1)]
        for index in np.flatnonzero((lengths > 0) & np.isin(first, np.frombuffer(_SPACES, np.uint8))):
            blank[index] = not lines.text(int(index)).strip(_SPACES)
    return blank


def _well_quoted(lines: Lines, octets: npt.NDArray[np.uint8], quotes: Bounds, before: Bounds) -> Mask:
    """Return for each line whether its quotes come in pairs that begin and end a field (or double each other)."""
    counts = np.diff(np.append(before, len(quotes)))
    line_of_quote = np.repeat(np.arange(len(lines)), counts)
    opening = (np.arange(len(quotes)) - before[line_of_quote]) % 2 == 0
    previous = np.where(quotes > lines.starts[line_of_quote], octets[np.maximum(quotes - 1, 0)], COMMA[0])
    following = np.where(
        quotes + 1 < lines.ends[line_of_quote], octets[np.minimum(quotes + 1, len(octets) - 1)], COMMA[0]
    )
    edge = np.where(opening, previous, following)
    misplaced = ~np.isin(edge, np.frombuffer(COMMA + QUOTE, np.uint8))
    well: Mask = counts % 2 == 0
    well[line_of_quote[misplaced]] = False
    return well
