"""One chunk of a nation: its people, whom they are insured with, what is written of them, and what is true."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from random import Random

import numpy as np
import pyarrow as pa

from samples.nation import columns, pools
from samples.nation.arrow import Flags, Texts, different, digits, either, pick, replaced, texts
from samples.nation.doubles import plant, plant_twins
from samples.nation.insurers import SYMBOLS, Enrolments, Insurers, enrol
from samples.nation.linked import write_links
from samples.nation.linker import Linker
from samples.nation.links import UNSEEN, Links, quotas
from samples.nation.oddities import slip_rows
from samples.nation.people import Chunk, make_chunk
from samples.nation.recipe import DOUBLE_ENROLMENT_SHARE, MISSING_SHARE, TYPED_SHARE, UNKNOWN_SHARE, Recipe
from samples.nation.sharers import Holders, label_sharers
from samples.nation.truths import Truths, bulk_truths
from samples.nation.writing import ITEMS
from samples.people import ENROLMENT_COLUMNS
from samples.slips import Row


@dataclass(frozen=True, slots=True)
class Part:
    """The rows that a chunk adds to the three files, and how many there are of each kind and verdict."""

    residents: pa.Table
    enrolments: pa.Table
    truth: pa.Table
    counts: Counter[str]


def make_part(recipe: Recipe, insurers: Insurers, start: int, size: int) -> Part:
    """Make the chunk that begins at `start`: the same one whatever else is made, before or beside it."""
    rng = np.random.default_rng((recipe.seed, start))
    random = Random(int(rng.integers(2**63)))
    total = recipe.wrong_total()
    wanted = quotas(rng, recipe.part(total, start, size))
    wanted[UNSEEN] = recipe.part(recipe.unseen_links, start, size)
    people = make_chunk(rng, start, size)
    plant_twins(rng, people, wanted)
    planted = plant(rng, people, wanted)
    rows = enrol(rng, people, insurers, recipe.part(round(total * DOUBLE_ENROLMENT_SHARE), start, size))
    style = rows.style()
    linker = Linker(rng, rows, recipe.residents)
    links = linker.link_all(planted, wanted)
    linker.nobody(*(int(rng.binomial(size, share)) for share in (MISSING_SHARE, UNKNOWN_SHARE, TYPED_SHARE)))
    items = columns.items(people, rows.person, style)
    truths = bulk_truths(people, rows, style, _written_otherwise(people, rows, style, items))
    truths.settled.update(np.flatnonzero(rows.doubled).tolist())
    changed = write_links(random, rows, style, truths, links)
    changed |= slip_rows(random, rows, style, truths, recipe)
    label_sharers(truths, Holders(rows, links))
    table = _enrolment_table(rows, items, truths, links, changed)
    return Part(columns.resident_table(people), table, truths.table(recipe.weights()), truths.counts())


def _written_otherwise(people: Chunk, rows: Enrolments, style: columns.Style, items: dict[str, Texts]) -> Flags:
    """Return which rows a house style wrote otherwise than the registry."""
    found = np.zeros(len(rows), dtype=bool)
    if not style.is_plain():
        registered = columns.items(people, rows.person, columns.plain(len(rows)))
        for item, values in items.items():
            found |= different(values, registered[item])
    return found


def _enrolment_table(
    rows: Enrolments, items: dict[str, Texts], truths: Truths, links: Links, changed: dict[int, Row]
) -> pa.Table:
    chunk, places = rows.chunk, np.array(sorted(changed), dtype=np.int64)
    own = {item: replaced(items[item], places, [changed[row][item] for row in places.tolist()]) for item in ITEMS}
    nobody = np.flatnonzero(truths.linked < 0)
    numbers = columns.number_column(chunk.start + np.maximum(truths.linked, 0))
    by_household, seat = rows.by_household(), rows.seat()
    days, form = pools.date_words(), rows.style().birth
    values = own | {
        "insurer_number": pick(texts(rows.insurers.codes), rows.insurer),
        "symbol": pick(texts(SYMBOLS), rows.symbol()),
        "number": digits(rows.number()),
        "branch": pick(texts(f"{n:02d}" for n in range(100)), seat + by_household),
        "individual_number": replaced(numbers, nobody, [links.of[row].number for row in nobody.tolist()]),
        "check_basis": pick(texts("21"), rows.three_items.astype(np.int64)),
        "relation": pick(texts("21"), (by_household | (seat == 0)).astype(np.int64)),
        "qualified_from": days.take(rows.since, form),
        "qualified_to": either(rows.until >= 0, days.take(np.maximum(rows.until, 0), form), ""),
    }
    return pa.table({column: values[column] for column in ENROLMENT_COLUMNS})
