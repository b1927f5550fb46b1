"""The pairs that differ: what is known of them is taken, what is stale is made again, only the others are judged."""

from collections import deque
from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from matcher.domain.conclude import Facts
from matcher.domain.records import ResidentStatus
from matcher.engines.attempts import begin_attempt
from matcher.engines.batches import columns_of
from matcher.engines.judges import Judges
from matcher.engines.memo import Memo
from matcher.engines.pairs import judge_pairs
from matcher.engines.portioned.pairs import Terms, at_hand
from matcher.engines.prepared.form import Side
from matcher.engines.prepared.known import Known, Memory, Register, compared_again
from matcher.engines.prepared.lookup import UNKNOWN, Lookup
from matcher.engines.records import ENROLMENT_ITEMS, RESIDENT_ITEMS, Columns, pairs_of

Longs = npt.NDArray[np.int64]

_PAIRS_AT_ONCE = 32_768
_AHEAD = 4
"""Chunks of pairs that may be on their way to the judges."""

_Ticket = Callable[[], tuple[list[Known], Longs]]
"""Waits, and returns what is known of some pairs: what is distinct, and which of it is whose."""
_Begin = Callable[[pa.RecordBatch, pa.RecordBatch, Longs], _Ticket]


class Pairs:
    """The pairs of a run that differ, of enrolments and their answers."""

    def __init__(self, enrolments: Side, residents: Side, judges: Judges, terms: Terms) -> None:
        """Take them from these, and have these judge."""
        self._enrolments, self._residents = enrolments, residents
        self._judges, self._terms = judges, terms

    def judge(self, places: Longs, answers: Longs, before: Memory, register: Register) -> tuple[Longs, Lookup]:
        """Return the number of what is known of each pair, and how it is found again.

        Args:
            places: of enrolments.
            answers: the place of the resident with the number of each.
            before: what was known before.
            register: gives the numbers; it begins with those of `before`.
        """
        ours, theirs = self._enrolments.digests(places), self._residents.digests(answers)
        numbers = before.pairs.find(ours, theirs)
        missing = numbers == UNKNOWN
        if before.stale:
            again = partial(_begin_again, self._judges, self._terms, before.stale, register.known)
            self._judge(np.flatnonzero(~missing), (places, answers, numbers), again, register)
        anew = partial(_begin_anew, self._judges)
        self._judge(np.flatnonzero(missing), (places, answers, numbers), anew, register)
        return numbers, Lookup.of(ours, theirs, numbers)

    def _judge(self, rows: Longs, pairs: tuple[Longs, Longs, Longs], begin: "_Begin", register: Register) -> None:
        """Put the numbers of what comes of these rows in their places, some rows at a time."""
        places, answers, numbers = pairs

        def note(own: Longs, ticket: _Ticket) -> None:
            known, which = ticket()
            numbers[own] = register.numbers(known)[which]

        waiting: deque[tuple[Longs, _Ticket]] = deque()
        for start in range(0, len(rows), _PAIRS_AT_ONCE):
            own = rows[start : start + _PAIRS_AT_ONCE]
            enrolments = self._enrolments.rows.fetch(places[own], ENROLMENT_ITEMS)
            residents = self._residents.rows.fetch(answers[own], RESIDENT_ITEMS)
            waiting.append((own, begin(enrolments, residents, numbers[own])))
            if len(waiting) > _AHEAD:
                note(*waiting.popleft())
        for own, ticket in waiting:
            note(own, ticket)


def _begin_anew(judges: Judges, enrolments: pa.RecordBatch, residents: pa.RecordBatch, _: Longs) -> _Ticket:
    """Begin to judge pairs of which nothing is known."""
    judging = judge_pairs(enrolments, residents, judges)

    def ticket() -> tuple[list[Known], Longs]:
        judgements, which = judging()
        facts, own = _facts_of(enrolments, residents)
        both, numbers = np.unique(which * len(facts) + own, return_inverse=True)
        return [Known(judgements[one // len(facts)], facts[one % len(facts)]) for one in both.tolist()], numbers

    return ticket


def _begin_again(  # noqa: PLR0917  who, under what, which steps, and of what
    judges: Judges,
    terms: Terms,
    steps: frozenset[str],
    known: Sequence[Known],
    enrolments: pa.RecordBatch,
    residents: pa.RecordBatch,
    numbers: Longs,
) -> _Ticket:
    """Begin to make these steps of pairs again; `numbers` are those of what is known of each."""
    used, which = np.unique(numbers, return_inverse=True)
    columns = columns_of(enrolments, ENROLMENT_ITEMS), columns_of(residents, RESIDENT_ITEMS)
    own = [known[number] for number in used.tolist()]
    return begin_attempt(judges, _compare, terms, steps, own, which, *columns)


def _facts_of(enrolments: pa.RecordBatch, residents: pa.RecordBatch) -> tuple[list[Facts], Longs]:
    """Return the distinct facts of pairs, and which of them each pair has."""
    known: dict[Facts, int] = {}
    columns = (*columns_of(enrolments, ("check_basis", "qualified_to")), *columns_of(residents, ("foreign", "status")))
    numbers = [
        known.setdefault(Facts(basis, foreign, ResidentStatus(status), not until.strip()), len(known))
        for basis, until, foreign, status in zip(*columns, strict=True)
    ]
    return [*known], np.array(numbers, np.int64)


def _compare(
    _: Memo,
    terms: Terms,
    steps: frozenset[str],
    known: Sequence[Known],
    which: Longs,
    enrolments: Columns,
    residents: Columns,
) -> tuple[list[Known], Longs]:
    """Compare these steps of pairs again, in a worker."""
    _, rules = at_hand(terms)
    again: dict[Known, int] = {}
    pairs = pairs_of(enrolments, residents)
    numbers = [
        again.setdefault(compared_again(known[number], enrolment, resident, steps, rules), len(again))
        for number, (enrolment, resident) in zip(which.tolist(), pairs, strict=True)
    ]
    return [*again], np.array(numbers, np.int64)
