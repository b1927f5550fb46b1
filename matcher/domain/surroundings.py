"""What stands around a record: the rows beside it, its household, who shares its number or its description.

Some wrong links cannot be seen in one pair. Whoever judges a file looks these rows up once, in whatever way is cheap
there, and hands them over as plain records; what follows from them is found by `matcher.domain.triage`, the same for
every engine. Every tuple is ordered by place and bounded, so that a company with ten thousand members under one
記号・番号 costs no more than a family.

>>> nothing_around = Surroundings()
>>> nothing_around.household, nothing_around.sharing
((), 0)
"""

from dataclasses import dataclass
from typing import NamedTuple

from matcher.domain.fold import Comparisons
from matcher.domain.records import Enrolment, Resident
from matcher.domain.verdicts import Judgement

MOST_ROWS = 16
"""At most so many rows of each kind: a family, or the enrolments of one person, has fewer."""

MOST_CANDIDATES = 5
"""At most so many residents whom the description fits."""

HouseholdKey = tuple[str, str, str]
"""保険者番号, 記号 and 番号, folded as the row key folds them; rows with an equal one are one household."""


@dataclass(frozen=True, slots=True)
class Record:
    """One enrolment row and the answer of the registry to its number.

    Args:
        place: 0-based over all files of the run, in the order of the input; REJECTED rows count, too.
        enrolment: the items of the row as written.
        resident: the usable resident with the person key of the row; None if there is none.
        judgement: as concluded from the pair alone.
        household: the key by which rows are one household.
        branch: 枝番 as written.
        relation: 1 本人, 2 家族.
        qualified_from: 資格取得日 as written; `enrolment.qualified_to` is the end of the period.
    """

    place: int
    enrolment: Enrolment
    resident: Resident | None
    judgement: Judgement
    household: HouseholdKey
    branch: str
    relation: str
    qualified_from: str


@dataclass(frozen=True, slots=True)
class Row:
    """What is asked of a row that only stands around: `resident` is the answer to its number, if there is one."""

    enrolment: Enrolment
    resident: Resident | None
    qualified_from: str


Bystander = Record | Row
"""A row that stands around a record; how it was judged itself does not matter."""


class FoundResident(NamedTuple):
    """A resident who was found without the number, and the comparisons of the record with that one."""

    resident: Resident
    comparisons: Comparisons


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands around one record.

    Args:
        above: the row before it in the same file; None at the beginning, and where that row is REJECTED.
        below: the row after it in the same file; None at the end, and where that row is REJECTED.
        household: other rows of the same household, by place.
        same_number: other rows with the same person key, by place.
        same_person: other rows with the same description and another number, by place.
        candidates: residents whom the description fits, found without the number, best first; the answer itself is
            left out.
        sharing: how many residents share the three-item key of the answer, itself included; 0 = not counted.
        not_compared: the names of blocks that were too large, so that nobody in them was compared.
        searched: whether candidates were looked for; without it no candidate does not mean that nobody fits.
    """

    above: Bystander | None = None
    below: Bystander | None = None
    household: tuple[Bystander, ...] = ()
    same_number: tuple[Bystander, ...] = ()
    same_person: tuple[Bystander, ...] = ()
    candidates: tuple[FoundResident, ...] = ()
    sharing: int = 0
    not_compared: tuple[str, ...] = ()
    searched: bool = False
