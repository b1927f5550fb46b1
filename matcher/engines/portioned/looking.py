"""A team is looked at: a group of rows that ask, with everything that stands around them.

It is a small run of its own for the second look of the bulk engine.
"""

import pickle
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from matcher.domain.verdicts import Judgement
from matcher.engines.around import Numbers
from matcher.engines.held import HeldRows
from matcher.engines.judges import LocalJudges
from matcher.engines.names import Look
from matcher.engines.portioned.around import AT_SIGHT
from matcher.engines.portioned.columns import ENROLMENTS, RESIDENTS, with_keys
from matcher.engines.portioned.pairs import Terms, at_hand
from matcher.engines.portioned.words import key_words, matches
from matcher.engines.probe import NOBODY
from matcher.engines.second_look import SecondLook
from matcher.engines.settled import Settled, SettledRows

Longs = npt.NDArray[np.int64]


class Looked(NamedTuple):
    """What came of one team: the places of its rows that ask, which of the distinct judgements is whose, and these.

    `compared`: the places among the team's residents who were compared in full, by the place of the row that describes
    somebody.
    """

    places: Longs
    numbers: Longs
    judgements: list[Judgement]
    compared: dict[int, tuple[int, ...]]


def look(terms: Terms, judgements: Sequence[Judgement], standing: pa.Table, known: pa.Table) -> bytes:
    """Look at one team as `look_at` does, and return the first three of what came of it, pickled."""
    return pickle.dumps(tuple(look_at(terms, judgements, standing, known)[:3]))


def look_at(terms: Terms, judgements: Sequence[Judgement], standing: pa.Table, known: pa.Table) -> Looked:
    """Look at the rows of one team that ask.

    Args:
        terms: under what to look.
        judgements: what pairs were judged to be, by number.
        standing: rows of `STANDING`.
        known: rows of `KNOWN`.
    """
    memo, rules = at_hand(terms)
    standing = standing.sort_by("place").combine_chunks()
    known = known.sort_by("answered").combine_chunks()
    asks = standing.column("asks").to_numpy() == 1
    places = standing.column("place").to_numpy()
    enrolments, at = _with_gaps(_whole(standing, ENROLMENTS), places)
    used, own = np.unique(standing.column("judged").to_numpy(), return_inverse=True)
    numbers = np.zeros(enrolments.num_rows, np.int32)
    numbers[at] = np.where(standing.column("defect").is_valid().to_numpy(), 0, own + 1)
    said = [memo.rejected, *(memo.matched if number == AT_SIGHT else judgements[number] for number in used.tolist())]
    residents = _whole(known, RESIDENTS)
    rows = SettledRows([Settled(enrolments, said, numbers, _answers(enrolments, residents))], HeldRows([residents]))
    among = frozenset(at[asks].tolist())
    search = terms.look is Look.SEARCH
    second = SecondLook(rows, Numbers(rows), LocalJudges(memo), search=search, among=among)
    second.judge(rules)
    settled = rows.batches[0]
    used, own = np.unique(settled.numbers[at[asks]], return_inverse=True)
    given = dict(zip(at.tolist(), places.tolist(), strict=True))
    compared = {given[row]: residents for row, residents in second.compared.items()}
    return Looked(places[asks], own, [settled.judgements[number] for number in used.tolist()], compared)


def _answers(enrolments: pa.RecordBatch, residents: pa.RecordBatch) -> Longs:
    """Return for each row the place of the resident with its key among these, or `NOBODY`."""
    keys = key_words(residents.column("person_key"))
    order = np.lexsort((keys[:, 1], keys[:, 0]))
    numbered = np.flatnonzero(enrolments.column("person_key").is_valid().to_numpy(zero_copy_only=False))
    wanted = key_words(enrolments.column("person_key").take(pa.array(numbered)))
    found = np.full(enrolments.num_rows, NOBODY, np.int64)
    rows, at = matches(keys[order, 0], wanted[:, 0])
    same = keys[order[at], 1] == wanted[rows, 1]
    found[numbered[rows[same]]] = order[at[same]]
    return found


def _whole(table: pa.Table, schema: pa.Schema) -> pa.RecordBatch:
    batches = table.to_batches() or [pa.RecordBatch.from_pylist([], table.schema)]
    return with_keys(batches[0], schema)


def _with_gaps(enrolments: pa.RecordBatch, places: Longs) -> tuple[pa.RecordBatch, Longs]:
    """Return the rows with a rejected one wherever rows are left out, so that only neighbours stand beside each other.

    Returns:
        the rows, and where each of the given ones is among them.
    """
    gaps = np.diff(places, prepend=places[0] - 2) > 1  # there is always one before the first
    at = np.arange(len(places)) + np.cumsum(gaps)
    take = np.full(int(at[-1]) + 1, -1, np.int64)
    take[at] = np.arange(len(places))
    between = take < 0
    rows = enrolments.take(pa.array(np.maximum(take, 0)))
    columns = dict(zip(rows.schema.names, rows.columns, strict=True))
    mask = pa.array(between)
    columns["row"] = pa.array(np.where(between, 0, columns["row"].to_numpy()))
    columns["defect"] = pc.if_else(mask, "row.left_out", columns["defect"])
    columns["person_key"] = pc.if_else(mask, pa.scalar(None, pa.binary(16)), columns["person_key"])
    return pa.record_batch(columns), at
