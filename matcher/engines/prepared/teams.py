"""Teams: rows around which is looked together, by a worker, and what it needs for that.

A team is a small run of its own for the second look of the bulk engine (`matcher.engines.portioned.looking`). What
stands around its rows the worker takes from the prepared files by itself.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from matcher.domain.blocks import MOST_RESIDENTS
from matcher.domain.verdicts import Judgement
from matcher.engines.memo import Memo
from matcher.engines.name_columns import kana_keying, name_keying
from matcher.engines.portioned.around import AT_SIGHT, KNOWN, STANDING
from matcher.engines.portioned.columns import ENROLMENTS, RESIDENTS, travelling
from matcher.engines.portioned.looking import look_at
from matcher.engines.portioned.outcome import Said
from matcher.engines.portioned.pairs import Terms, asked_blocks
from matcher.engines.portioned.words import key_words, values_among
from matcher.engines.prepared.blocks import members, sizes_of
from matcher.engines.prepared.form import Side
from matcher.engines.prepared.searches import PERSON, lists_of
from matcher.engines.prepared.searching import LEARNT, Seekers
from matcher.engines.prepared.standing import Asking, Standing, looked_up
from matcher.engines.probe import NOBODY
from matcher.engines.records import ENROLMENT_COLUMNS

Longs = npt.NDArray[np.int64]


class Team(NamedTuple):
    """What a worker needs to look around some rows: what is around them, by place, and the judgements of the pairs.

    `asks`: whether a row is one of those that are looked at; `judged`: the number of the judgement of its pair.
    `residents`: who is around them; `anew`: the places of those rows with which everybody in their blocks is compared.
    """

    judgements: list[Judgement]
    places: Longs
    asks: Longs
    judged: Longs
    residents: Longs
    anew: Longs


class TeamResult(NamedTuple):
    """What came of a team: places, which of the distinct judgements is whose, these, and the searches (`LEARNT`)."""

    places: Longs
    numbers: Longs
    judgements: list[Judgement]
    searches: pa.Table


class TeamSource(NamedTuple):
    """Rows that ask, what stands around them, for whom it is searched, and what was said of the pairs of the run."""

    asking: Asking
    standing: Standing
    seekers: Seekers
    said: Said


def teams(ready: TeamSource, missing: Longs, residents: Side, size: int) -> Iterator[Team]:
    """Yield the teams in which the missing rows are looked at, of so many rows each."""
    asking, standing, seekers, said = ready
    for start in range(0, len(missing), size):
        own = missing[start : start + size]
        of_team = np.isin(standing.asking, own)
        places, first = np.unique(standing.places[of_team], return_index=True)
        answers = standing.answers[of_team][first]
        looked = asking.places[own]
        around = [answers, standing.residents[np.isin(standing.sharers, own)]]
        around += [looked_up(residents, seekers.nearest_before(looked))]
        around += [seekers.near[1, np.isin(seekers.near[0], looked)]]
        of_pairs = values_among(places, said.places, said.numbers, AT_SIGHT)
        used, numbers = np.unique(of_pairs, return_inverse=True)
        told, known = used != AT_SIGHT, np.unique(np.concatenate(around))
        yield Team(
            [said.judgements[number] for number in used[told].tolist()],
            places,
            np.isin(places, looked).astype(np.int64),
            np.where(told[numbers], numbers - int(not told.all()), AT_SIGHT),
            known[known != NOBODY],
            np.intersect1d(seekers.anew, looked, assume_unique=True),
        )


def warm_up_search(memo: Memo) -> None:
    """Load what a search needs, in a worker that has nothing else to do."""
    memo.warm_up_names()
    name_keying()
    kana_keying()


def look_in_team(
    _: Memo, terms: Terms, enrolments: tuple[Path, ...], residents: tuple[Path, ...], team: Team
) -> TeamResult:
    """Look around the rows of a team, in a worker, which takes what stands there from the prepared files."""
    ours, theirs = Side(enrolments), Side(residents)
    rows, blocks = np.empty(0, np.int64), np.empty(0, np.int64)
    around = team.residents
    if team.anew.size:
        blocks, rows = asked_blocks(ours.rows.fetch(team.anew, ENROLMENT_COLUMNS))
        around = np.union1d(around, members(theirs, np.unique(blocks))[1])
    nobody = np.zeros_like(team.places)
    own = ours.rows.fetch(team.places)
    standing = travelling(own, ENROLMENTS, STANDING, nobody, team.places, team.asks, team.judged)
    known = KNOWN.empty_table()
    if around.size:
        whom = travelling(theirs.rows.fetch(around), RESIDENTS, KNOWN, np.zeros_like(around), around)
        known = pa.Table.from_batches([whom])
    looked = look_at(terms, team.judgements, pa.Table.from_batches([standing]), known)
    crowded = np.unique(rows[sizes_of(theirs, blocks) > MOST_RESIDENTS])
    searches = _learnt(looked.compared, known, around, theirs, team.anew, (rows, blocks, crowded))
    return TeamResult(looked.places, looked.numbers, looked.judgements, searches)


def _learnt(
    compared: Mapping[int, Sequence[int]],
    known: pa.Table,
    around: Longs,
    residents: Side,
    anew: Longs,
    asked: tuple[Longs, Longs, Longs],
) -> pa.Table:
    """Return what came of searches.

    Args:
        compared: who was compared with the row in each place, by number among those who were around.
        known: who was around.
        around: their places.
        residents: the side.
        anew: the places of rows of which the blocks were asked for.
        asked: the numbers of those rows, the words of their blocks, and the numbers of rows with a crowded block.
    """
    places = np.array(sorted(compared), np.int64)
    whose = np.repeat(np.arange(len(places)), [len(compared[place]) for place in places.tolist()])
    whom = np.array([one for place in places.tolist() for one in compared[place]], np.int64)
    keys = key_words(known.column("person_key").take(pa.array(whom)).combine_chunks())
    words = (residents.digests(around[whom]), *keys.T)
    people = pa.StructArray.from_arrays([pa.array(each) for each in words], fields=list(PERSON))
    rows, blocks, crowded = asked
    at = np.searchsorted(places, anew)
    columns = (
        pa.array(places),
        lists_of(at[rows], len(places), pa.array(blocks)),
        lists_of(whose, len(places), people),
        pa.array(np.isin(np.arange(len(places)), at[crowded])),
    )
    return pa.Table.from_arrays(columns, schema=LEARNT)
