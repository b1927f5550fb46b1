"""What stands around rows that ask, found by the indexes of prepared files.

The rows that ask get the rows beside them, of their number, their household and their description, and the residents
who share the three items of their answer, as far as it matters for them (`matcher.domain.triage.Wanted`). Nobody looks
at more than `MOST_ROWS` of a kind, so no more are found.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from matcher.domain.surroundings import MOST_ROWS
from matcher.engines.person_words import person_words
from matcher.engines.portioned.keyed import ALONE
from matcher.engines.portioned.words import NOT_THERE, household_words, key_words, matches, places_among
from matcher.engines.prepared.form import HOMES, NUMBERS, PERSONS, Side
from matcher.engines.prepared.index import open_index
from matcher.engines.prepared.sums import ABOVE, BELOW, HOME, NUMBER, OWN, PERSON, SHARING, summed
from matcher.engines.probe import NOBODY

Longs = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

_HOUSEHOLD = ("insurer_number", "symbol", "number")
_DESCRIPTION = ("name", "name_kana", "birth_date")
_FIRST_ROW = 1


@dataclass(frozen=True, slots=True)
class Asking:
    """Rows that ask: their places, ascending, their answers, the group of their number, and what matters for each.

    `seeking`: for whom it is looked without the number.
    """

    places: Longs
    answers: Longs
    groups: Longs
    beside: Mask
    sharing: Mask
    seeking: Mask


@dataclass(frozen=True, slots=True)
class Standing:
    """Who stands around whom: for each the number of the row that asks, the kind of relation, and a place.

    `asking`, `kinds`, `places`: enrolments, the rows that ask among them, with the `answers` of the registry;
    `sharers`, `residents`: residents who share the three items of an answer.
    """

    asking: Longs
    kinds: Longs
    places: Longs
    answers: Longs
    sharers: Longs
    residents: Longs

    def words(self, rows: int, enrolments: Side, residents: Side) -> tuple[Longs, Longs]:
        """Return two words for all that stands around each of the `rows` that ask."""
        asking = np.concatenate((self.asking, self.sharers))
        kinds = np.concatenate((self.kinds, np.full(len(self.sharers), SHARING)))
        first = np.concatenate((enrolments.digests(self.places), residents.digests(self.residents)))
        second = np.concatenate((_answer_words(residents, self.answers), np.zeros(len(self.sharers), np.int64)))
        order = np.lexsort((np.arange(len(asking)), kinds, asking))
        return summed(rows, asking[order], kinds[order], first[order], second[order])


def stands_around(asking: Asking, enrolments: Side, residents: Side, numbered: "Numbered") -> Standing:
    """Find who stands around the rows that ask.

    Args:
        asking: the rows, at least one.
        enrolments: all of that side.
        residents: all of that side.
        numbered: the rows that share a number with another, and the answers that are known.
    """
    rows = np.arange(len(asking.places))
    found = [_relation(rows, OWN, asking.places)]
    found += _neighbours(asking, enrolments)
    sharing = np.flatnonzero(asking.groups != ALONE)
    which, at = matches(numbered.groups, asking.groups[sharing], MOST_ROWS + 1)
    found.append(_relation(sharing[which], NUMBER, numbered.members[at]))
    beside = np.flatnonzero(asking.beside)
    if beside.size:
        described = enrolments.rows.fetch(asking.places[beside], ("person_key", *_HOUSEHOLD, *_DESCRIPTION))
        which, places = enrolments.matches(HOMES, household_words(described), MOST_ROWS + 1)
        found.append(_relation(beside[which], HOME, places))
        which, places = enrolments.matches(PERSONS, person_words(described).view(np.int64))
        kept = _of_others(which, places, described.column("person_key"), enrolments)
        found.append(_relation(beside[which[kept]], PERSON, places[kept]))
    who, kinds, places = np.concatenate(found, axis=1)
    answers = numbered.answers_of(places, enrolments, residents)
    return Standing(who, kinds, places, answers, *_sharers(asking, residents))


@dataclass(frozen=True, slots=True)
class Numbered:
    """What the meeting of the numbers told: rows that share one, by group and place; and the answers of open rows."""

    groups: Longs
    members: Longs
    places: Longs
    answers: Longs

    @classmethod
    def of(cls, met: pa.Table) -> "Numbered":
        """Take rows of `keyed.OPEN`, by place."""
        place, answer, group = (met.column(name).to_numpy() for name in ("place", "answer", "group"))
        shared = np.flatnonzero(group != ALONE)
        shared = shared[np.lexsort((place[shared], group[shared]))]
        return cls(group[shared], place[shared], place, answer)

    def answers_of(self, places: Longs, enrolments: Side, residents: Side) -> Longs:
        """Return the place of the resident with the number of each of these rows, or `NOBODY`."""
        unique, back = np.unique(places, return_inverse=True)
        answers = np.full(len(unique), NOBODY, np.int64)
        at = places_among(unique, self.places)
        told = at != NOT_THERE
        answers[told] = self.answers[at[told]]
        others = np.flatnonzero(~told)
        if others.size:
            keys = enrolments.rows.fetch(unique[others], ("person_key",)).column(0)
            numbered = keys.is_valid().to_numpy(zero_copy_only=False)
            answers[others[numbered]] = looked_up(residents, key_words(keys.filter(pa.array(numbered))))
        found: Longs = answers[back]
        return found


def _relation(asking: Longs, kind: int, places: Longs) -> Longs:
    return np.stack((asking, np.full(len(asking), kind, np.int64), places))


def _neighbours(asking: Asking, enrolments: Side) -> list[Longs]:
    """Return the rows above and below in the same file."""
    beside = np.flatnonzero(asking.beside)
    if not beside.size:
        return []
    places, last = asking.places[beside], int(enrolments.starts[-1]) - 1
    inside = places < last
    begins = _begins(enrolments, np.concatenate((places, places[inside] + 1)))
    above = ~begins[: len(places)]
    below = beside[inside][~begins[len(places) :]]
    return [
        _relation(beside[above], ABOVE, places[above] - 1),
        _relation(below, BELOW, asking.places[below] + 1),
    ]


def _begins(enrolments: Side, places: Longs) -> Mask:
    """Return which rows are the first of their file."""
    return np.asarray(enrolments.rows.fetch(places, ("row",)).column(0).to_numpy() == _FIRST_ROW, np.bool_)


def _of_others(asking: Longs, places: Longs, own: pa.Array, enrolments: Side) -> Longs:
    """Return which pairs are of a row that asks and one with another number, the first `MOST_ROWS` of each."""
    if not places.size:
        return places
    theirs = _comparable(enrolments.rows.fetch(places, ("person_key",)).column(0))
    another = np.flatnonzero((_comparable(own)[asking] != theirs).any(axis=1))
    firsts = np.searchsorted(asking[another], asking[another])
    kept: Longs = another[np.arange(len(another)) - firsts < MOST_ROWS]
    return kept


def _comparable(keys: pa.Array) -> Longs:
    """Return person keys as rows of three numbers: whether there is one, and both its words."""
    present = keys.is_valid().to_numpy(zero_copy_only=False)
    words = np.zeros((len(keys), 3), np.int64)
    words[present, 0] = 1
    words[present, 1:] = key_words(keys.filter(pa.array(present)))
    return words


def _sharers(asking: Asking, residents: Side) -> tuple[Longs, Longs]:
    """Return who shares the three items of an answer: the row that asks, and the place of the resident."""
    counted = np.flatnonzero(asking.sharing)
    if not counted.size:
        return counted, counted
    answers = residents.rows.fetch(asking.answers[counted], _DESCRIPTION)
    which, places = residents.matches(PERSONS, person_words(answers).view(np.int64))
    return counted[which], places


def looked_up(residents: Side, keys: Longs) -> Longs:
    """Return the place of the resident with each key, or `NOBODY`."""
    found = np.full(len(keys), NOBODY, np.int64)
    for folder, start in zip(residents.folders, residents.starts.tolist(), strict=False):
        index = open_index(folder / NUMBERS)
        order = np.argsort(keys[:, 0])
        rows, at = matches(index[0], keys[order, 0])
        same = index[1, at] == keys[order[rows], 1]
        found[order[rows[same]]] = (index[3, at[same]] >> 1) + start
    return found


def _answer_words(residents: Side, answers: Longs) -> Longs:
    words = np.zeros(len(answers), np.int64)
    answered = np.flatnonzero(answers != NOBODY)
    words[answered] = residents.digests(answers[answered])
    return words
