"""Writing a nation chunk by chunk: registry, enrolments and truth, each one file.

The chunks are made in several processes and written in order by this one; no more of them are under way than there are
processes and one, so that memory does not grow with the nation. Every chunk draws from a seed of its own: the files are
the same however many processes made them. A file gets its name when all three are complete.
"""

from __future__ import annotations

import multiprocessing
import os
from collections import Counter, deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from samples.individual_numbers import CAPACITY
from samples.nation.arrow import flat
from samples.nation.insurers import Insurers, make_insurers
from samples.nation.part import Part, make_part
from samples.nation.recipe import CHUNK, Recipe

FILES = ("residents", "enrolments", "truth")
MOST_PROCESSES = 4
"""More are started only when asked for: each takes about a gigabyte."""

Write = Callable[[pa.Table], None]


def write_nation(
    recipe: Recipe, folder: Path, *, processes: int | None = None, on_rows: Callable[[int], None] | None = None
) -> Counter[str]:
    """Write residents, enrolments and truth into a folder; return how many rows there are of each kind and verdict.

    Args:
        recipe: What nation to make.
        folder: Where the three files go; made if it is not there.
        processes: How many make chunks; by default one per processor, at most `MOST_PROCESSES`.
        on_rows: Is told after each chunk how many rows have been written.
    """
    if not 0 < recipe.residents <= CAPACITY // 2:
        raise ValueError(f"a nation has 1 to {CAPACITY // 2} residents")
    folder.mkdir(parents=True, exist_ok=True)
    counts: Counter[str] = Counter()
    done = 0
    places = [folder / f"{name}.{recipe.format}" for name in FILES]
    with _unfinished(places) as unfinished, ExitStack() as files:
        sinks = [files.enter_context(_sink(path, recipe.format)) for path in unfinished]
        for part in _parts(recipe, processes or min(os.cpu_count() or 1, MOST_PROCESSES)):
            for write, table in zip(sinks, (part.residents, part.enrolments, part.truth), strict=True):
                write(table)
            counts.update(part.counts)
            done += part.residents.num_rows
            if on_rows:
                on_rows(done)
    return counts


def _parts(recipe: Recipe, processes: int) -> Iterator[Part]:
    """Make the chunks in order, in this process or in several."""
    starts = range(0, recipe.residents, CHUNK)
    processes = min(processes, len(starts))
    if processes == 1:
        insurers = _insurers(recipe)
        for start in starts:
            yield make_part(recipe, insurers, start, min(CHUNK, recipe.residents - start))
        return
    spawn = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(processes, mp_context=spawn, initializer=_begin, initargs=(recipe,))
    try:
        under_way: deque[Future[Part]] = deque()
        for start in starts:
            under_way.append(pool.submit(_part, start))
            if len(under_way) > processes:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


def _insurers(recipe: Recipe) -> Insurers:
    return make_insurers(np.random.default_rng(recipe.seed), recipe.residents, house_styles=recipe.house_styles)


_of_process: list[tuple[Recipe, Insurers]] = []
"""What a process of the pool makes chunks of."""


def _begin(recipe: Recipe) -> None:
    _of_process[:] = [(recipe, _insurers(recipe))]


def _part(start: int) -> Part:
    recipe, insurers = _of_process[0]
    return make_part(recipe, insurers, start, min(CHUNK, recipe.residents - start))


@contextmanager
def _unfinished(places: list[Path]) -> Iterator[list[Path]]:
    """Hand out temporary names for files; rename them when all went well, and leave nothing behind when not."""
    temporary = [path.with_name(f".{path.name}.{os.getpid()}.part") for path in places]
    try:
        yield temporary
        for unfinished, path in zip(temporary, places, strict=True):
            unfinished.replace(path)
    finally:
        for unfinished in temporary:
            unfinished.unlink(missing_ok=True)


@contextmanager
def _sink(path: Path, form: str) -> Iterator[Write]:
    """Open a Parquet or CSV file that takes one table after the other."""
    writer: pq.ParquetWriter | pa_csv.CSVWriter | None = None

    def write(table: pa.Table) -> None:
        nonlocal writer
        table = table if form == "parquet" else flat(table)
        if writer is None:
            if form == "parquet":
                writer = pq.ParquetWriter(path, table.schema, compression="zstd")
            else:
                options = pa_csv.WriteOptions(quoting_style="needed")
                writer = pa_csv.CSVWriter(path, table.schema, write_options=options)
        writer.write_table(table)

    try:
        yield write
    finally:
        if writer is not None:
            writer.close()
