"""What stands around the records that need a second look: found for all of them at once, from columns.

Only rows that are asked for become records; what is found here are places.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from itertools import islice
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from matcher.domain.description import description_key, three_items
from matcher.domain.surroundings import MOST_ROWS, HouseholdKey
from matcher.engines.births import births_in
from matcher.engines.person_words import person_words
from matcher.engines.probe import NOBODY
from matcher.engines.settled import Places, SettledRows
from matcher.engines.shared_numbers import SharedNumbers, in_overlap
from normalizers.household import fold_insurer, fold_text, household_key

N = TypeVar("N", np.uint64, np.int64)
Neighbours = Mapping[int, Sequence[int]]
"""By place, the places of the rows that stand in one relation to it, ascending."""

_SPACE, _DELETE = 0x20, 0x7F
_PLAIN_DATE = 8
_DESCRIPTION = ("name", "name_kana", "birth_date")
PERIOD = ("qualified_from", "qualified_to")


class Numbers:
    """Which rows share a person key: known before any pair is judged.

    `shared` are the rows that do, with the others of their number; `doubled` those of them whose period overlaps with
    that of another, ascending.
    """

    def __init__(self, rows: SettledRows) -> None:
        """Find them."""
        self.shared = same_number(rows)
        self.doubled = in_overlap(self.shared, rows.batch(self.shared.rows, PERIOD))


def same_number(rows: SettledRows) -> SharedNumbers:
    """Return for every row that shares its person key the other rows that have it.

    Rows that found their resident share a number if they found the same one; only the few others need their keys, which
    count on from the residents.
    """
    answers = _answers(rows)
    answered = np.flatnonzero(answers != NOBODY)
    counts = np.bincount(answers[answered], minlength=1)
    answered = answered[counts[answers[answered]] > 1]
    keys: dict[Hashable, int] = {}
    others = [(keys.setdefault(key, len(counts) + len(keys)), place) for key, place in _unanswered(rows)]
    unanswered = np.array(others, np.int64).reshape(-1, 2)
    return SharedNumbers(
        np.concatenate((answers[answered], unanswered[:, 0])), np.concatenate((answered, unanswered[:, 1]))
    )


def households(rows: SettledRows, places: Places) -> dict[int, list[int]]:
    """Return for each of these rows, which were read, the other rows of its household."""
    keys = {place: rows.at(place).household for place in places.tolist()}
    asked = frozenset(keys.values())
    numbers = pa.array({number for *_, number in asked}, pa.string())
    groups: dict[HouseholdKey, list[int]] = defaultdict(list)
    for settled, start in zip(rows.batches, rows.starts.tolist(), strict=False):
        for row, key in _of_numbers(settled.batch, numbers):
            if key in asked and len(groups[key]) <= MOST_ROWS:
                groups[key].append(start + row)
    return {place: [other for other in groups[key] if other != place][:MOST_ROWS] for place, key in keys.items()}


def same_person(rows: SettledRows, places: Places, threads: Executor) -> dict[int, list[int]]:
    """Return for each of these rows, which were read, the other rows of the same description and another number."""
    asked = Persons(rows.batch(places, _DESCRIPTION))
    every = [np.empty(0, np.int64)]
    among = threads.map(asked.among, (settled.batch for settled in rows.batches))
    for settled, start, own in zip(rows.batches, rows.starts, among, strict=False):
        every.append(start + own[~np.asarray(settled.batch.column("defect").is_valid())[own]])
    hits = np.concatenate(every)
    rows.read(hits)
    groups: dict[Hashable, list[int]] = defaultdict(list)
    for place in hits.tolist():
        groups[description_key(rows.at(place).enrolment)].append(place)
    found = {}
    for place in places.tolist():
        enrolment = rows.at(place).enrolment
        key = description_key(enrolment)
        others = groups.get(key, []) if key else []
        another = (other for other in others if rows.at(other).enrolment.person_key != enrolment.person_key)
        found[place] = [*islice(another, MOST_ROWS)]
    return found


def sharing(rows: SettledRows, places: Places, threads: Executor) -> dict[int, int]:
    """Return for each of these rows, which were read and have an answer, how many residents share its three items."""
    keys = {place: _three_items(rows, place) for place in places.tolist()}
    counts: dict[Hashable, int] = {key: 0 for key in keys.values() if key is not None}
    if counts:
        asked = Persons(rows.registry.fetch(rows.answers(places)))
        batches = rows.registry.batches
        for batch, own in zip(batches, threads.map(asked.among, batches), strict=True):
            chosen = batch.select(["name_kana", "birth_date", "sex"]).take(pa.array(own))
            for items in zip(*(column.to_pylist() for column in chosen.columns), strict=True):
                key = three_items(*items)
                if key in counts:
                    counts[key] += 1
    return {place: counts[key] for place, key in keys.items() if key is not None}


class Persons:
    """Persons who are looked for by birth date and kana, or name; most rows are passed over by the birth date alone.

    `births` are their birth dates as YYYYMMDD.
    """

    def __init__(self, batch: pa.RecordBatch) -> None:
        self._births = np.unique(births_in(batch))
        self.births = [f"{birth:08d}" for birth in self._births.tolist()]
        self._written = pa.array(self.births, pa.string())
        self._words = np.unique(person_words(batch))

    def among(self, batch: pa.RecordBatch) -> Places:
        """Return the rows of a batch that may be of one of them."""
        texts = batch.column("birth_date")
        plain = pc.and_(pc.utf8_is_digit(texts), pc.equal(pc.binary_length(texts), _PLAIN_DATE))
        own = np.flatnonzero(np.asarray(pc.or_(pc.is_in(texts, self._written), pc.invert(plain))))
        chosen = batch.select(list(_DESCRIPTION)).take(pa.array(own))
        known = _stands_in(births_in(chosen), self._births)
        own, chosen = own[known], chosen.filter(pa.array(known))
        return own[_stands_in(person_words(chosen), self._words)]


def _three_items(rows: SettledRows, place: int) -> Hashable:
    resident = rows.at(place).resident
    return None if resident is None else three_items(resident.name_kana, resident.birth_date, resident.sex)


def _answers(rows: SettledRows) -> Places:
    """Return for every row the place of its resident; `NOBODY` also where it has a defect, and so no number."""
    found = [np.empty(0, np.int64)]
    for settled in rows.batches:
        answers = settled.residents
        if settled.batch.column("defect").null_count < len(answers):
            answers = np.where(np.asarray(settled.batch.column("defect").is_null()), answers, NOBODY)
        found.append(answers)
    return np.concatenate(found)


def _unanswered(rows: SettledRows) -> Iterator[tuple[Hashable, int]]:
    """Yield person key and place of every row with a number that no resident has."""
    for settled, start in zip(rows.batches, rows.starts.tolist(), strict=False):
        own = np.flatnonzero(settled.residents == NOBODY)
        chosen = settled.batch.select(["person_key", "defect"]).take(pa.array(own))
        keys, defects = (column.to_pylist() for column in chosen.columns)
        for row, key, defect in zip(own.tolist(), keys, defects, strict=True):
            if key is not None and defect is None:
                yield key, start + row


def _stands_in(words: npt.NDArray[N], known: npt.NDArray[N]) -> npt.NDArray[np.bool_]:
    """Return which words are among the known ones, which ascend."""
    if not known.size:
        return np.zeros(len(words), np.bool_)
    nearest = np.minimum(np.searchsorted(known, words), len(known) - 1)
    return np.asarray(known[nearest] == words, np.bool_)


def household_columns(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Return insurer number, symbol and number of each row, folded: rows with equal ones are one household."""
    columns = {name: _folded(batch.column(name)) for name in ("symbol", "number")}
    insurers = batch.column("insurer_number").dictionary_encode()
    folded = pa.array([fold_insurer(text) for text in insurers.dictionary.to_pylist()], pa.string())
    return pa.record_batch({"insurer_number": folded.take(insurers.indices), **columns})


def _of_numbers(batch: pa.RecordBatch, numbers: pa.StringArray) -> Iterator[tuple[int, HouseholdKey]]:
    """Yield the rows without a defect whose 番号 is one of these, and their household."""
    folded = _folded(batch.column("number"))
    own = np.flatnonzero(np.asarray(pc.and_(pc.is_in(folded, numbers), pc.is_null(batch.column("defect")))))
    chosen = batch.select(["insurer_number", "symbol", "number"]).take(pa.array(own))
    for row, *texts in zip(own.tolist(), *(column.to_pylist() for column in chosen.columns), strict=True):
        yield row, household_key(*texts)


def _folded(texts: pa.StringArray) -> pa.StringArray:
    """Fold each different text once; visible ASCII folds to itself."""
    if _visible_ascii(texts):
        return texts
    encoded = texts.dictionary_encode()
    after = pa.array([fold_text(text) for text in encoded.dictionary.to_pylist()], pa.string())
    return after.take(encoded.indices)


def _visible_ascii(texts: pa.StringArray) -> bool:
    _, offsets, data = texts.buffers()
    ends = np.frombuffer(offsets, np.int32)[texts.offset : texts.offset + len(texts) + 1]
    octets = np.frombuffer(data or b"", np.uint8)[ends[0] : ends[-1]] if len(texts) else np.empty(0, np.uint8)
    return not octets.size or bool(octets.min() > _SPACE and octets.max() < _DELETE)
