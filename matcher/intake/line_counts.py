r"""Counts the lines of a file by its bytes alone: the second opinion on what the reader accounts for.

A line ends with LF, CR LF or CR; bytes after the last line end are a line too. The chunks may be cut anywhere.

>>> counter = LineCounter()
>>> for chunk in (b"a\r", b"\nb\rc\n", b"", b"d"):
...     counter.feed(chunk)
>>> counter.lines
4
"""

from __future__ import annotations


class LineCounter:
    """Fed with the bytes of a file in order."""

    def __init__(self) -> None:
        self._ends = 0
        self._last = b""

    def feed(self, chunk: bytes) -> None:
        """Count the line ends of the next bytes of the file."""
        if not chunk:
            return
        self._ends += chunk.count(b"\n")
        if b"\r" in chunk:
            self._ends += chunk.count(b"\r") - chunk.count(b"\r\n")
        if self._last == b"\r" and chunk[:1] == b"\n":
            self._ends -= 1
        self._last = chunk[-1:]

    @property
    def lines(self) -> int:
        """The number of lines so far."""
        return self._ends + (self._last not in (b"", b"\r", b"\n"))
