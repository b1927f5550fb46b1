"""Who asks: the rows around which has to be looked, and what matters for each of them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matcher.domain.triage import Wanted, deserves_second_look, wanted
from matcher.domain.verdicts import Judgement
from matcher.engines.around import PERIOD
from matcher.engines.memo import Memo
from matcher.engines.portioned.keyed import ALONE
from matcher.engines.prepared.form import Side
from matcher.engines.prepared.standing import Asking
from matcher.engines.probe import NOBODY
from matcher.engines.shared_numbers import SharedNumbers, in_overlap

Longs = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

_NOTHING = Wanted(beside=False, candidates=False, sharing=False)


@dataclass(frozen=True, slots=True)
class States:
    """Open rows by place; `numbers` are those of the judgements of the rows that differ."""

    place: Longs
    answer: Longs
    group: Longs
    differs: Mask
    numbers: Longs


def who_asks(
    states: States,
    unnumbered: Longs,
    judgements: Sequence[Judgement],
    memo: Memo,
    enrolments: Side,
    *,
    search: bool,
) -> Asking:
    """Return the rows around which has to be looked: that wish it, or are qualified twice under one number."""
    wishes = [wanted(one) if deserves_second_look(one) else _NOTHING for one in judgements]
    places = np.concatenate((states.place, unnumbered))
    rows = len(states.place)
    kinds = np.full(len(places), len(wishes), np.int64)  # equal: of them nothing is asked for
    kinds[:rows][states.differs] = states.numbers
    kinds[:rows][states.answer == NOBODY] = len(wishes) + 1
    kinds[rows:] = len(wishes) + 2
    wishes += [_NOTHING, wanted(memo.not_found), wanted(memo.no_number)]
    beside, sharing, seeking = np.array(_flags(wishes), np.bool_).T[:, kinds]
    seeking = seeking & search
    groups = np.concatenate((states.group, np.full(len(unnumbered), ALONE, np.int64)))
    answers = np.concatenate((states.answer, np.full(len(unnumbered), NOBODY, np.int64)))
    asks = beside | sharing | seeking
    shared = np.flatnonzero(groups != ALONE)
    if shared.size:
        known = SharedNumbers(groups[shared], shared)
        asks[in_overlap(known, enrolments.rows.fetch(places[known.rows], PERIOD))] = True
    own = np.flatnonzero(asks)
    own = own[np.argsort(places[own])]
    return Asking(places[own], answers[own], groups[own], beside[own], sharing[own], seeking[own])


def _flags(wishes: Sequence[Wanted]) -> list[tuple[bool, bool, bool]]:
    """Return what each of these wishes: what stands beside, who shares the three items, and whom it describes."""
    return [(wish.beside, wish.sharing, wish.candidates) for wish in wishes]
