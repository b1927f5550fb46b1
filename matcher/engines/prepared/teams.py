"""Teams: rows around which is looked together, by a worker, and what it needs for that.

A team is a small run of its own for the second look of the bulk engine (`matcher.engines.portioned.around`). What
stands around its rows the worker takes from the prepared files by itself.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from matcher.domain.verdicts import Judgement
from matcher.engines.memo import Memo
from matcher.engines.portioned.around import AT_SIGHT, KNOWN, STANDING, look
from matcher.engines.portioned.columns import ENROLMENTS, RESIDENTS, chosen
from matcher.engines.portioned.outcome import Said
from matcher.engines.portioned.pairs import Terms
from matcher.engines.prepared.blocks import members
from matcher.engines.prepared.form import Side
from matcher.engines.prepared.standing import Asking, Standing
from matcher.engines.probe import NOBODY

Longs = npt.NDArray[np.int64]


class Team(NamedTuple):
    """What a worker needs to look around some rows: what is around them, by place, and the judgements of the pairs.

    `asks`: whether a row is one of those that are looked at; `judged`: the number of the judgement of its pair.
    """

    judgements: list[Judgement]
    places: Longs
    asks: Longs
    judged: Longs
    residents: Longs


def teams(asking: Asking, standing: Standing, missing: Longs, said: Said, residents: Side, size: int) -> Iterator[Team]:
    """Yield the teams in which the missing rows are looked at."""
    for start in range(0, len(missing), size):
        own = missing[start : start + size]
        of_team = np.isin(standing.asking, own)
        places, first = np.unique(standing.places[of_team], return_index=True)
        answers = standing.answers[of_team][first]
        around = [answers[answers != NOBODY], standing.residents[np.isin(standing.sharers, own)]]
        blocks = np.unique(standing.blocks[np.isin(standing.seekers, own)])
        if blocks.size:
            around.append(members(residents, blocks)[1])
        used, numbers = np.unique(_said_of(places, said), return_inverse=True)
        told = used != AT_SIGHT
        yield Team(
            [said.judgements[number] for number in used[told].tolist()],
            places,
            np.isin(places, asking.places[own]).astype(np.int64),
            np.where(told[numbers], numbers - int(not told.all()), AT_SIGHT),
            np.unique(np.concatenate(around)),
        )


def look_in_team(_: Memo, terms: Terms, enrolments: tuple[Path, ...], residents: tuple[Path, ...], team: Team) -> bytes:
    """Look around the rows of a team, in a worker, which takes what stands there from the prepared files."""
    nobody = np.zeros_like(team.places)
    columns = (nobody, team.places, team.asks, team.judged)
    standing = _travelling(Side(enrolments).rows.fetch(team.places), ENROLMENTS, STANDING, *columns)
    known = KNOWN.empty_table()
    if team.residents.size:
        around = Side(residents).rows.fetch(team.residents)
        known = _travelling(around, RESIDENTS, KNOWN, np.zeros_like(team.residents), team.residents)
    return look(terms, team.judgements, standing, known)


def _said_of(places: Longs, said: Said) -> Longs:
    """Return the number of the judgement that each pair got, or `AT_SIGHT`; `places` ascend."""
    if not len(said.places):
        return np.full(len(places), AT_SIGHT, np.int64)
    at = np.minimum(np.searchsorted(said.places, places), len(said.places) - 1)
    return np.where(said.places[at] == places, said.numbers[at], AT_SIGHT)


def _travelling(rows: pa.RecordBatch, kept: pa.Schema, schema: pa.Schema, *numbers: Longs) -> pa.Table:
    """Return rows as the second look takes them: after columns of whole numbers."""
    found = chosen(rows, np.arange(rows.num_rows), kept, *numbers)
    return pa.Table.from_arrays(found.columns, schema=schema)
