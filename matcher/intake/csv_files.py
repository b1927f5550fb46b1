"""A CSV file of the contract as batches of rows, read in blocks, with every line of it accounted for.

Plain rows of a block (see `plain`) are cut into columns by Arrow's parser all at once; every other line is read by
`tokens.scan`, one by one, and both come out in file order. Three counts must agree, or reading stops with
`CountMismatch`: the lines that a second, separate counter sees in the bytes; the lines that header, rows and blank
lines took up; the rows that Arrow found against the lines that were given to it.

Memory is bounded by the block: a line of any length is skipped as it streams by and rejected as over-long.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from io import FileIO
from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import csv

from matcher.intake.blocks import Cut, cut_block
from matcher.intake.defects import CountMismatch, Fault
from matcher.intake.headers import read_header
from matcher.intake.line_counts import LineCounter
from matcher.intake.openings import open_csv
from matcher.intake.raw import Identity, RawBatch, Rows, chosen_within
from matcher.intake.schemas import FileContract
from matcher.intake.tokens import MAX_BYTES, OVER_LONG, Record

BLOCK = 4 << 20
"""How many bytes are read at once; the rows do not depend on it."""


@dataclass(slots=True)
class _Progress:
    """Lines, rows and blank lines so far."""

    lines: int
    rows: int = 0
    blank: int = 0


class CsvSource:
    """An open CSV file; reading it again gives the same batches."""

    def __init__(self, path: Path, contract: FileContract, encoding: str | None = None) -> None:
        """Look at the file's start, decide its encoding and read its header.

        Args:
            path: the file.
            contract: the columns that it should have.
            encoding: a declared encoding, or None to detect it.

        Raises:
            FileDefect: the file as a whole cannot be used.
        """
        self.path = path
        self._identity = Identity.of(path)
        self.size = self._identity.size
        self._opening = open_csv(path, encoding)
        self.encoding = self._opening.encoding
        self._header = read_header(contract, str(path), self._opening.fields, line=self._opening.line)
        self.columns = tuple(self._header.places)
        self.warnings = self._header.warnings
        self.blank_lines = 0

    def batches(self, names: Collection[str], only: Rows | None = None) -> Iterator[RawBatch]:
        """Read the file from its start, only these columns of those that it has; see `Source.batches`."""
        for raw in self._blocks(names):
            if only is None:
                yield raw
            elif len(indices := chosen_within(only, raw.before, len(raw))):
                yield raw.chosen(indices)

    def _blocks(self, names: Collection[str]) -> Iterator[RawBatch]:
        wanted = {name: place for name, place in self._header.places.items() if name in names}
        so_far = _Progress(self._opening.lines)
        counter = LineCounter()
        with self.path.open("rb", buffering=0) as stream:
            counter.feed(stream.read(self._opening.body))
            data, at_end = b"", False
            while not at_end:
                chunk = stream.read(BLOCK)
                counter.feed(chunk)
                at_end = not chunk
                data += chunk
                whole = len(data) if at_end else _last_line_end(data)
                if whole:
                    cut = cut_block(data[:whole], self._header.width, self.encoding, at_end=at_end)
                    if len(cut.starts):
                        yield self._batch(cut, wanted, so_far, stream.tell() - len(data))
                    so_far.lines += cut.lines
                    so_far.rows += len(cut.starts)
                    so_far.blank += cut.blank
                    data = data[cut.used :]
                elif len(data) > MAX_BYTES:
                    data = _skip_line(stream, data, counter, BLOCK)
                    so_far.lines += 1
                    so_far.rows += 1
                    yield _over_long(wanted, so_far, stream.tell())
        if so_far.lines != counter.lines:
            raise CountMismatch(f"{counter.lines} lines in the file, {so_far.lines} accounted for")
        self._identity.verify()
        self.blank_lines = so_far.blank

    def _batch(self, cut: Cut, wanted: dict[str, int], so_far: _Progress, offset: int) -> RawBatch:
        plain = len(cut.starts) - len(cut.odd)
        table = _parse(cut.text, self._header.width, list(wanted.values()), plain)
        columns = dict(zip(wanted, table, strict=True))
        faults: dict[int, Fault] = {}
        if cut.odd:
            lines_of_odd = np.fromiter(cut.odd, np.int64, len(cut.odd))
            is_odd = np.isin(cut.starts, lines_of_odd)
            order = np.empty(len(cut.starts), np.int64)
            order[~is_odd] = np.arange(plain)
            order[is_odd] = plain + np.arange(len(cut.odd))
            read = [_read_odd(found, wanted, self.encoding, offset) for found in cut.odd.values()]
            for row, (_, fault) in zip(np.flatnonzero(is_odd).tolist(), read, strict=True):
                if fault:
                    faults[row] = fault
            for index, name in enumerate(wanted):
                values = pa.array([texts[index] for texts, _ in read], pa.string())
                columns[name] = pa.concat_arrays([columns[name], values]).take(pa.array(order))
        rows = np.arange(so_far.rows + 1, so_far.rows + 1 + len(cut.starts))
        return RawBatch(rows, so_far.lines + 1 + cut.starts, columns, faults, offset + cut.used)


def _parse(text: bytes, width: int, places: list[int], rows: int) -> list[pa.StringArray]:
    """Cut plain rows into the columns at these places, with Arrow's parser."""
    if not rows:
        return [pa.array([], pa.string()) for _ in places]
    names = [str(place) for place in range(width)]
    table = csv.read_csv(
        pa.BufferReader(text),
        read_options=csv.ReadOptions(use_threads=False, block_size=len(text) + 1, column_names=names),
        parse_options=csv.ParseOptions(newlines_in_values=False, ignore_empty_lines=True),
        convert_options=csv.ConvertOptions(
            include_columns=[names[place] for place in places] or names[:1],
            column_types=dict.fromkeys(names, pa.string()),
            strings_can_be_null=False,
            quoted_strings_can_be_null=False,
            check_utf8=False,
        ),
    )
    if table.num_rows != rows:
        raise CountMismatch(f"{rows} plain rows were cut, {table.num_rows} were parsed")
    return [table.column(names[place]).combine_chunks() for place in places]


def _read_odd(
    found: Record | Fault, wanted: dict[str, int], encoding: str, offset: int
) -> tuple[list[str], Fault | None]:
    """Return the texts of a row that is not plain, empty where it cannot be read, and what is wrong with its form."""
    if isinstance(found, Fault):
        return [""] * len(wanted), found
    texts: list[str] = []
    fault = None
    for name, place in wanted.items():
        at, value = found.fields[place]
        try:
            texts.append(str(value, encoding))
        except UnicodeDecodeError as error:
            texts.append("")
            fault = fault or Fault(name, "bad_encoding", f"at byte {offset + at + error.start} of the file")
    return texts, fault


def _last_line_end(data: bytes) -> int:
    """Return how many bytes complete lines take up; a CR at the very end may be half of a CR LF."""
    return max(data.rfind(b"\n"), data.rfind(b"\r", 0, len(data) - 1)) + 1


def _skip_line(stream: FileIO, data: bytes, counter: LineCounter, block: int) -> bytes:
    """Read on to the end of a line that is too long to be a row, and return what follows it."""
    while True:
        ends = [place for place in (data.find(b"\n"), data.find(b"\r")) if place >= 0]
        if ends and (min(ends) + 1 < len(data) or data[min(ends)] != ord("\r")):
            stop = min(ends)
            return data[stop + (2 if data[stop : stop + 2] == b"\r\n" else 1) :]
        chunk = stream.read(block)
        counter.feed(chunk)
        if not chunk:
            return b""
        data = (b"\r" if ends else b"") + chunk


def _over_long(wanted: dict[str, int], so_far: _Progress, done: int) -> RawBatch:
    blank = pa.array([""], pa.string())
    return RawBatch(
        np.array([so_far.rows]), np.array([so_far.lines]), dict.fromkeys(wanted, blank), {0: OVER_LONG}, done
    )
