"""Who does the work of the stages: what a run asks of a cluster, or of the processes of one machine."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from matcher.engines.portioned.portions import Errand, Notes

Longs = npt.NDArray[np.int64]

OfPairs = Callable[[pa.RecordBatch], bytes]
OfTeam = Callable[[pa.Table, pa.Table], bytes]
"""What a stage does with what was brought together; functions of a module, or partials, so that they can be pickled."""


@dataclass(frozen=True, slots=True)
class Met:
    """What is left when the narrow rows of both sides have met.

    Attributes:
        open: rows of `keyed.OPEN`: enrolments that are not done, in any order.
        unnumbered: the places of enrolments without a number, in any order.
        enrolment_notes: what was found out of each portion of enrolments.
        resident_notes: the same of the residents.
    """

    open: pa.Table
    unnumbered: Longs
    enrolment_notes: Sequence[Notes]
    resident_notes: Sequence[Notes]


class Crew(Protocol):
    """Does the work of the stages; what a stage leaves is asked for at once or not at all."""

    @property
    def teams(self) -> int:
        """Into how many teams rows that ask are dealt at least, if there are so many."""
        ...

    @property
    def team(self) -> int:
        """How many rows that ask may be looked at together."""
        ...

    def meet(self, enrolments: Errand, residents: Errand) -> Met:
        """Make both sides narrow, and let them meet by person key."""
        ...

    def judge(self, enrolments: Errand, residents: Errand, judge: OfPairs) -> Iterator[bytes]:
        """Bring enrolments and their answers together, and yield what `judge` says of them, some at a time.

        Args:
            enrolments: gives rows of `pairs.OPENED`.
            residents: gives rows of `pairs.ANSWERS`; the data of each portion are the ascending places of these.
            judge: told both in one batch.
        """
        ...

    def look(self, standing: Errand, known: Callable[[pa.Table], Errand], look: OfTeam) -> Iterator[bytes]:
        """Bring together by team what stands around and who is known of it, and yield what `look` says of each.

        Args:
            standing: gives rows of `around.STANDING`.
            known: told the columns `team` and `person_key` of these, each pair once, says who is to be fetched: an
                errand that gives rows of `around.KNOWN`.
            look: told both of one team.
        """
        ...
