"""What is true about every row of a chunk: in bulk for the many, by the same rule as the ready files for the few."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from samples.kinds import CATALOGUE
from samples.nation import pools
from samples.nation.arrow import Flags, Ints, pick, texts
from samples.nation.columns import MASKED, Style
from samples.nation.insurers import Enrolments
from samples.nation.links import SHARES, UNSEEN, Links
from samples.nation.people import Chunk, foreigners
from samples.people import DEAD, MOVED_OUT
from samples.slips import Row
from samples.truth import Case
from samples.verdicts import NO, THREE_ITEMS

KINDS = (
    "exact", "exact_lost", "house_style", "foreign_plain", "sex_unset_in_registry", "resident_dead",
    "resident_moved_out",
    "resident_dead_closed", "resident_moved_out_closed", "gaiji_one_mask", "gaiji_two_masks", "number_missing",
    "not_in_registry",
    "typing_error_nobody", "row_shift_end", UNSEEN, *SHARES,
    *(kind.name for kind in CATALOGUE if kind.name not in {"gaiji_one_mask", "gaiji_two_masks",
    "sex_unset_in_registry"}),
)  # fmt: skip
_KIND = {name: place for place, name in enumerate(KINDS)}
_VERDICTS = ("MATCHED", "MISMATCHED", "NOT_FOUND", "INACTIVE", "NO_NUMBER")
_VERDICT = {name: place for place, name in enumerate(_VERDICTS)}
_CLASSES = ("", "1", "2", "3")


@dataclass(slots=True)
class Truths:
    """One entry per row of a chunk."""

    kind: Ints
    verdict: Ints
    class_: Ints
    described: Ints
    """Index of the person in the chunk."""
    linked: Ints
    """Index of the owner of the number, or -1."""
    start: int
    settled: set[int] = field(default_factory=set)
    """Rows whose truth was worked out one by one."""

    def settle(self, row: int, kind: str, case: Case) -> None:
        """Write the truth of one row."""
        verdict, class_, _ = case.judged()
        self.kind[row], self.verdict[row], self.class_[row] = _KIND[kind], _VERDICT[verdict], _CLASSES.index(class_)
        self.linked[row] = -1 if case.linked is None else case.linked.place - self.start
        self.settled.add(row)

    def wrong(self) -> Flags:
        """Return which rows carry the number of another person than they describe."""
        found: Flags = (self.linked >= 0) & (self.linked != self.described)
        return found

    def table(self) -> pa.Table:
        """Return the truth file's rows; described and linked are 1-based rows of the registry."""
        rows = np.arange(len(self.kind))
        linked = pa.array(self.linked + self.start + 1, mask=self.linked < 0)
        return pa.table(
            {
                "row": pa.array(rows + self.start + 1),
                "verdict": pick(texts(_VERDICTS), self.verdict),
                "class": pick(texts(_CLASSES), self.class_),
                "kind": pick(texts(KINDS), self.kind),
                "wrong_link": pa.array(self.wrong().astype(np.int8)),
                "described": pa.array(self.described + self.start + 1),
                "linked": linked,
            }
        )

    def counts(self) -> Counter[str]:
        """Return how many rows there are of each kind and verdict."""
        pairs, numbers = np.unique(self.kind * len(_VERDICTS) + self.verdict, return_counts=True)
        named = ((KINDS[pair // len(_VERDICTS)], _VERDICTS[pair % len(_VERDICTS)]) for pair in pairs.tolist())
        return Counter(
            {f"{kind} {verdict}": int(number) for (kind, verdict), number in zip(named, numbers, strict=True)}
        )


def bulk_truths(chunk: Chunk, rows: Enrolments, style: Style, written_otherwise: Flags) -> Truths:
    """Return the truth of rows to which nothing particular happened."""
    person, closed = rows.person, rows.until >= 0
    kind = np.where(closed, _KIND["exact_lost"], _KIND["exact"])
    verdict = np.zeros(len(rows), dtype=np.int64)
    kind[written_otherwise] = _KIND["house_style"]
    noted = np.array([one.noted_kana for one in foreigners()])
    foreign = chunk.foreigner[person]
    kind[(foreign >= 0) & ~noted[np.maximum(foreign, 0)]] = _KIND["foreign_plain"]
    unset = chunk.sex_unset[person]
    kind[unset] = _KIND["sex_unset_in_registry"]
    masks = mask_counts(chunk, person, style)
    kind[masks == 1], kind[masks > 1] = _KIND["gaiji_one_mask"], _KIND["gaiji_two_masks"]
    verdict[((masks > 1) | ((masks == 1) & unset)) & ~rows.three_items] = _VERDICT["MISMATCHED"]
    for status, name in ((DEAD, "resident_dead"), (MOVED_OUT, "resident_moved_out")):
        gone = chunk.status[person] == int(status)
        kind[gone & closed], kind[gone & ~closed] = _KIND[f"{name}_closed"], _KIND[name]
        verdict[gone & ~closed] = _VERDICT["INACTIVE"]
    return Truths(kind, verdict, np.zeros(len(rows), dtype=np.int64), person, person.copy(), chunk.start)


def mask_counts(chunk: Chunk, person: Ints, style: Style) -> Ints:
    """Return how many characters of each name the house style masks."""
    family, given = pools.uncommon_counts()
    counts = family[chunk.surname[person]] + given[chunk.given[person]]
    return np.where((style.name == MASKED) & (chunk.foreigner[person] < 0), counts, 0)


def settle_links(truths: Truths, chunk: Chunk, rows: Enrolments, links: Links, masks: Ints) -> None:
    """Write the truth of the rows whose number is wrong or missing."""
    for row, kind in links.kinds.items():
        described = chunk.person(int(rows.person[row]))
        owner = links.owners[row]
        linked = None if owner is None else chunk.person(owner)
        number = links.strange_numbers.get(row, "") if linked is None else linked.number()
        case = Case(minimal_row(rows, row, number), described, linked, changed={"name": NO} if masks[row] else None)
        truths.settle(row, kind, case)


def minimal_row(rows: Enrolments, row: int, number: str) -> Row:
    """Return what the rule needs to know of a row besides its items."""
    return {
        "individual_number": number,
        "check_basis": THREE_ITEMS if rows.three_items[row] else "2",
        "qualified_to": "closed" if rows.until[row] >= 0 else "",
    }
