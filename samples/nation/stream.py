"""Writing a nation chunk by chunk: registry, enrolments and truth, each one file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from samples.individual_numbers import CAPACITY
from samples.kinds import Group
from samples.nation import columns, pools
from samples.nation.arrow import Flags, Texts, different, digits, either, pick, replaced, texts
from samples.nation.insurers import SYMBOLS, Enrolments, Insurers, enrol, make_insurers
from samples.nation.links import UNSEEN, Linker, Links, plant, quotas
from samples.nation.oddities import Oddities, slip_rows
from samples.nation.people import Chunk, make_chunk
from samples.nation.truths import Truths, bulk_truths, mask_counts, settle_links
from samples.people import ENROLMENT_COLUMNS

CHUNK = 500_000
WRONG_SHARE = 450 / 120_000_000
"""Wrong links per enrolment: about 450 in 120 million valid records at the first national check."""
NOTATION_SHARE = 0.011
MISMATCH_SHARE = 1_390_000 / 120_000_000
"""Held records of right people at the first national check."""
MISSING_SHARE, UNKNOWN_SHARE, TYPED_SHARE = 0.0005, 0.00002, 0.000002

Write = Callable[[pa.Table], None]


@dataclass(frozen=True, slots=True)
class Recipe:
    """What nation to make."""

    residents: int
    seed: int = 7
    wrong_links: int | None = None
    """How many records carry another person's number; None for the national base rate."""
    unseen_links: int = 0
    """How many more do so in a way that a three-item check cannot see."""
    notation_share: float = NOTATION_SHARE
    mismatch_share: float = MISMATCH_SHARE
    house_styles: bool = False
    format: str = "parquet"


def write_nation(recipe: Recipe, folder: Path) -> Counter[str]:
    """Write residents, enrolments and truth into a folder; return how many rows there are of each kind and verdict."""
    if not 0 < recipe.residents <= CAPACITY // 2:
        raise ValueError(f"a nation has 1 to {CAPACITY // 2} residents")
    folder.mkdir(parents=True, exist_ok=True)
    insurers = make_insurers(np.random.default_rng(recipe.seed), recipe.residents, house_styles=recipe.house_styles)
    counts: Counter[str] = Counter()
    with ExitStack() as files:
        residents, enrolments, truth = (
            files.enter_context(_sink(folder / f"{name}.{recipe.format}"))
            for name in ("residents", "enrolments", "truth")
        )
        for start in range(0, recipe.residents, CHUNK):
            size = min(CHUNK, recipe.residents - start)
            people, rows, truths = _chunk(recipe, insurers, start, size)
            residents(columns.resident_table(people))
            enrolments(rows)
            truth(truths.table())
            counts.update(truths.counts())
    return counts


def _chunk(recipe: Recipe, insurers: Insurers, start: int, size: int) -> tuple[Chunk, pa.Table, Truths]:
    rng = np.random.default_rng((recipe.seed, start))
    total = recipe.wrong_links if recipe.wrong_links is not None else round(recipe.residents * WRONG_SHARE)
    wanted = quotas(rng, _part(total, recipe, start, size))
    wanted[UNSEEN] = _part(recipe.unseen_links, recipe, start, size)
    people = make_chunk(rng, start, size)
    planted = plant(rng, people, wanted)
    rows = enrol(rng, people, insurers)
    style = rows.style()
    linker = Linker(rng, rows, recipe.residents)
    links = linker.link_all(planted, wanted)
    linker.nobody(*(int(rng.binomial(size, share)) for share in (MISSING_SHARE, UNKNOWN_SHARE, TYPED_SHARE)))
    items = columns.items(people, rows.person, style)
    truths = bulk_truths(people, rows, style, _written_otherwise(people, rows, style, items))
    settle_links(truths, people, rows, links, mask_counts(people, rows.person, style))
    shares = {Group.NOTATION: recipe.notation_share, Group.MISMATCH: recipe.mismatch_share}
    odd = slip_rows(rng, rows, style, truths, shares)
    return people, _enrolment_table(rows, items, truths, links, odd), truths


def _part(total: int, recipe: Recipe, start: int, size: int) -> int:
    """Return how many of a total fall into a chunk."""
    return total * (start + size) // recipe.residents - total * start // recipe.residents


def _written_otherwise(people: Chunk, rows: Enrolments, style: columns.Style, items: dict[str, Texts]) -> Flags:
    """Return which rows a house style wrote otherwise than the registry."""
    found = np.zeros(len(rows), dtype=bool)
    if not style.is_plain():
        registered = columns.items(people, rows.person, columns.plain(len(rows)))
        for item, values in items.items():
            found |= different(values, registered[item])
    return found


def _enrolment_table(
    rows: Enrolments, items: dict[str, Texts], truths: Truths, links: Links, odd: Oddities
) -> pa.Table:
    chunk, places = rows.chunk, np.array(odd.rows, dtype=np.int64)
    own = {item: replaced(values, places, odd.values[item]) for item, values in items.items()}
    nobody = np.flatnonzero(truths.linked < 0)
    numbers = columns.number_column(chunk.start + np.maximum(truths.linked, 0))
    by_household, seat = rows.by_household(), chunk.seat[rows.person]
    days, form = pools.date_words(), rows.style().birth
    values = own | {
        "insurer_number": pick(texts(rows.insurers.codes), rows.insurer),
        "symbol": pick(texts(SYMBOLS), chunk.household[rows.person] % len(SYMBOLS)),
        "number": digits(rows.number()),
        "branch": pick(texts(f"{n:02d}" for n in range(100)), seat + by_household),
        "individual_number": replaced(numbers, nobody, [links.strange_numbers.get(int(row), "") for row in nobody]),
        "check_basis": pick(texts("21"), rows.three_items.astype(np.int64)),
        "relation": pick(texts("21"), (by_household | (seat == 0)).astype(np.int64)),
        "qualified_from": days.take(rows.since, form),
        "qualified_to": either(rows.until >= 0, days.take(np.maximum(rows.until, 0), form), ""),
    }
    return pa.table({column: values[column] for column in ENROLMENT_COLUMNS})


@contextmanager
def _sink(path: Path) -> Iterator[Write]:
    """Open a Parquet or CSV file that takes one table after the other."""
    writer: pq.ParquetWriter | pa_csv.CSVWriter | None = None

    def write(table: pa.Table) -> None:
        nonlocal writer
        if writer is None:
            if path.suffix == ".parquet":
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
