"""What the surroundings of a record say: signals, found once, from which signature, score and evidence follow.

Where the enrolment describes the answer, only these things can still say that it is another person: somebody else who
fits and lives nearer to the address of the enrolment, or as near, another qualification under the number, and how
many residents share the three items. Where it does not, everybody around is asked whether the answer fits them, and
whether theirs fits the enrolment.

`rows_shifted` needs more than one neighbour, because a twin or a relative often stands in the next row. Numbers that
slipped by one go in one direction: the answer fits the row on one side, and the description fits the answer of the row
on the other side. At the ends of a block one of the two is missing; there it counts if the neighbour has yet another
number that is not its own. Two rows that have each other's number are a swap, not a shift. A neighbour that describes
its own answer has lost no number to this row: where the description fits that answer, both rows are about one person.

>>> Signals({Signal.KEY_SHARED: 3, Signal.FITS_ROW_BELOW: 0}).rendered()
'record:fits_row_below record:key_shared@resident.3'

A signal with a count has it where other evidence has a position: `record:key_shared@resident.3` says that three
residents share the key.
"""

from collections.abc import Iterable, Iterator
from enum import StrEnum

from matcher.domain.addresses import compare_address
from matcher.domain.description import AGREEING, fits
from matcher.domain.levels import Comparison, Evidence, Level, Side
from matcher.domain.periods import overlap
from matcher.domain.records import Enrolment, Resident
from matcher.domain.surroundings import Bystander, FoundResident, Record, Surroundings


class Signal(StrEnum):
    """One thing that the surroundings say: a code of `rules/signals.yaml`, in the order of the evidence."""

    ROWS_SHIFTED = "rows_shifted"
    FITS_ROW_ABOVE = "fits_row_above"
    FITS_ROW_BELOW = "fits_row_below"
    FOUND_IN_ROW_ABOVE = "found_in_row_above"
    FOUND_IN_ROW_BELOW = "found_in_row_below"
    FITS_HOUSEHOLD_MEMBER = "fits_household_member"
    FOUND_IN_HOUSEHOLD = "found_in_household"
    NUMBER_FITS_OTHER_ROW = "number_fits_other_row"
    OTHER_NUMBER_FITS = "other_number_fits"
    QUALIFIED_TWICE = "qualified_twice"
    RIGHT_PERSON_FOUND = "right_person_found"
    LIVES_WITH_ANSWER = "lives_with_answer"
    NAMESAKE_FOUND = "namesake_found"
    NOBODY_FOUND = "nobody_found"
    NOT_COMPARED = "not_compared"
    KEY_SHARED = "key_shared"


class Signals(dict[Signal, int]):
    """The signals of one record, each with its count, or 0 where there is nothing to count."""

    def rendered(self) -> str:
        """Return the signals as the evidence of a result has them."""
        return " ".join(f"record:{_evidence(signal, self[signal])}" for signal in _ORDER if signal in self)


_ORDER = tuple(Signal)
_SIDE_OF_COUNT = {Signal.QUALIFIED_TWICE: Side.ENROLMENT, Signal.KEY_SHARED: Side.RESIDENT}
_NEARER = {
    Level.EXACT: 3,
    Level.EQUIVALENT: 3,
    Level.COMPATIBLE: 2,
    Level.DISAGREE: 0,
    Level.MISSING: 0,
    Level.NOT_COMPARABLE: 0,
}
_SAME_TOWN = frozenset({"number_differs", "building_number_differs", "room_differs"})


def of_number(record: Record, around: Surroundings) -> Signals:
    """Return what other rows with the same number say: whether their periods overlap with that of this row."""
    rows = sum(overlap(record, other) for other in around.same_number)
    return Signals({Signal.QUALIFIED_TWICE: rows + 1}) if rows else Signals()


def of_others(record: Record, around: Surroundings) -> Signals:
    """Return what is said around a record that does not describe its answer, or has none."""
    answer, found = record.resident, Signals(dict.fromkeys(_of_neighbours(record, around), 0))
    if answer is not None and any(fits(other.enrolment, answer) for other in around.household):
        found[Signal.FITS_HOUSEHOLD_MEMBER] = 0
    if any(_found_in(record.enrolment, other) for other in around.household):
        found[Signal.FOUND_IN_HOUSEHOLD] = 0
    if answer is not None and any(fits(other.enrolment, answer) for other in around.same_number):
        found[Signal.NUMBER_FITS_OTHER_ROW] = 0
    if any(_found_in(record.enrolment, other) for other in around.same_person):
        found[Signal.OTHER_NUMBER_FITS] = 0
    right = next((one.resident for one in _fitting(record, around)), None)
    if right is not None and answer is not None and _live_together(right, answer):
        found[Signal.LIVES_WITH_ANSWER] = 0
    found.update(_of_search(around, right))
    return found


def of_namesakes(record: Record, address: Comparison, around: Surroundings) -> Signals:
    """Return whether somebody else fits a record that describes its answer, and lives nearer or as near to its address.

    Where somebody lives as near, nothing in the records says which of the two is meant: both perhaps there, or the
    record has no address. Where both live elsewhere, nobody fits better than the answer: whoever is meant has moved,
    and in a large registry many who have moved share name and birth date with somebody.
    """
    answer = _nearness(address)
    fitting = [(_nearness(theirs), one) for one, (*_, theirs) in _fitting(record, around)]
    found = _of_search(around, next((one for nearness, one in fitting if nearness > answer), None))
    undecided = answer > 0 or address.level is not Level.DISAGREE
    as_near = any(nearness == answer for nearness, _ in fitting)
    if Signal.RIGHT_PERSON_FOUND not in found and undecided and as_near:
        found.pop(Signal.NOBODY_FOUND, None)
        found[Signal.NAMESAKE_FOUND] = 0
    return found


def of_key(around: Surroundings) -> Signals:
    """Return how many residents share the three items of the answer, where there are several."""
    return Signals({Signal.KEY_SHARED: around.sharing}) if around.sharing > 1 else Signals()


def _fitting(record: Record, around: Surroundings) -> Iterator[FoundResident]:
    """Yield whom the record describes of those who were found."""
    for one in around.candidates:
        if fits(record.enrolment, one.resident, one.comparisons):
            yield one


def _of_search(around: Surroundings, right: Resident | None) -> Signals:
    found = Signals()
    if right is not None:
        found[Signal.RIGHT_PERSON_FOUND] = 0
    elif around.searched and not around.not_compared:
        found[Signal.NOBODY_FOUND] = 0
    if around.not_compared:
        found[Signal.NOT_COMPARED] = 0
    return found


def _of_neighbours(record: Record, around: Surroundings) -> Iterable[Signal]:
    above, below = around.above, around.below
    answer, described = record.resident, record.enrolment
    to_below, to_above = _fits_row(answer, below), _fits_row(answer, above)
    from_above, from_below = _left_in(described, above), _left_in(described, below)
    shifted = (
        (to_below and from_above)
        or (to_above and from_below)
        or (to_below and not from_below and _astray(below))
        or (to_above and not from_above and _astray(above))
        or (answer is not None and not (to_above or to_below) and (from_above is not from_below))
    )
    told = {
        Signal.ROWS_SHIFTED: shifted,
        Signal.FITS_ROW_ABOVE: to_above,
        Signal.FITS_ROW_BELOW: to_below,
        Signal.FOUND_IN_ROW_ABOVE: from_above,
        Signal.FOUND_IN_ROW_BELOW: from_below,
    }
    return [signal for signal, said in told.items() if said]


def _fits_row(answer: Resident | None, row: Bystander | None) -> bool:
    return answer is not None and row is not None and fits(row.enrolment, answer)


def _found_in(described: Enrolment, row: Bystander | None) -> bool:
    return row is not None and row.resident is not None and fits(described, row.resident)


def _left_in(described: Enrolment, row: Bystander | None) -> bool:
    """Return whether a row has the number of the person described here, and describes somebody else."""
    return _found_in(described, row) and _astray(row)


def _astray(row: Bystander | None) -> bool:
    """Return whether a row has the number of somebody whom it does not describe."""
    return row is not None and row.resident is not None and not fits(row.enrolment, row.resident)


def _live_together(one: Resident, other: Resident) -> bool:
    return bool(one.address) and (
        one.address == other.address or compare_address(one.address, other.address).level in AGREEING
    )


def _nearness(address: Comparison) -> int:
    """Return how near a resident lives to an address: 3 there, 2 perhaps there, 1 in the same town, 0 elsewhere."""
    return _NEARER[address.level] or int(any(evidence.code in _SAME_TOWN for evidence in address.evidence))


def _evidence(signal: Signal, count: int) -> Evidence:
    return Evidence(signal, _SIDE_OF_COUNT[signal], count) if count else Evidence(signal)
