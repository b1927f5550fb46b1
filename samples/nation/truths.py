"""What is true about every row of a chunk: in bulk for the many, by the same rule as the ready files for the few."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, cast

import numpy as np
import pyarrow as pa

from samples.kinds import ALL_KINDS, BY_NAME
from samples.nation import pools
from samples.nation.arrow import Flags, Floats, Ints, pick, texts
from samples.nation.columns import MASKED, Style
from samples.nation.insurers import Enrolments
from samples.nation.labels import NOTHING, Label, expected_label
from samples.nation.links import DOUBLE, SHARES, SHIFT_END, UNSEEN
from samples.nation.people import Chunk, foreigners
from samples.nation.recipe import Weights
from samples.people import DEAD, MOVED_OUT
from samples.slips import Row
from samples.truth import Case
from samples.verdicts import NO, THREE_ITEMS

KINDS = (
    "exact", "exact_lost", "house_style", "foreign_plain", "sex_unset_in_registry", "resident_dead",
    "resident_moved_out", "resident_dead_closed", "resident_moved_out_closed", "gaiji_one_mask", "gaiji_two_masks",
    "number_missing", "not_in_registry", "typing_error_nobody", SHIFT_END, DOUBLE, UNSEEN, *SHARES,
    *(kind.name for kind in ALL_KINDS if kind.name not in {"gaiji_one_mask", "gaiji_two_masks",
    "sex_unset_in_registry"}),
)  # fmt: skip
_KIND = {name: place for place, name in enumerate(KINDS)}
_MADE = (*SHARES, UNSEEN, DOUBLE, SHIFT_END)
"""Kinds that come with the wrong links, as often as these are asked for."""
_VERDICTS = ("MATCHED", "MISMATCHED", "NOT_FOUND", "INACTIVE", "NO_NUMBER")
_VERDICT = {name: place for place, name in enumerate(_VERDICTS)}
_CLASSES = ("", "1", "2", "3")
_GROUPS = ("agrees", "notation", "mismatch", "gone", "no_number", "wrong_link", "beside")
_GROUP_OF = {
    **dict.fromkeys(_MADE, "wrong_link"), DOUBLE: "beside", SHIFT_END: "beside", "house_style": "notation",
    "gaiji_one_mask": "notation", "resident_dead": "gone", "resident_moved_out": "gone",
    "number_missing": "no_number", "not_in_registry": "no_number", "typing_error_nobody": "no_number",
    **{kind.name: kind.group.value for kind in ALL_KINDS},
}  # fmt: skip
_GROUP = np.array([_GROUPS.index(_GROUP_OF.get(name, "agrees")) for name in KINDS])
_SLIPS = ("", *BY_NAME)


@dataclass(slots=True)
class Truths:
    """One entry per row of a chunk."""

    kind: Ints
    verdict: Ints
    class_: Ints
    described: Ints
    """Index of the person in the chunk, or -1 for somebody who is in no registry."""
    linked: Ints
    """Index of the owner of the number, or -1."""
    label: Ints
    """What triage should say: an entry of `labels`."""
    start: int
    labels: dict[Label, int] = field(default_factory=lambda: {NOTHING: 0})
    slips: dict[int, str] = field(default_factory=dict)
    settled: set[int] = field(default_factory=set)
    """Rows whose truth was worked out one by one."""

    def settle(self, row: int, kind: str, case: Case, facts: tuple[str, ...] = ()) -> None:
        """Write the truth of one row."""
        verdict, class_, marks = case.judged()
        self.kind[row], self.verdict[row], self.class_[row] = _KIND[kind], _VERDICT[verdict], _CLASSES.index(class_)
        self.linked[row] = -1 if case.linked is None else case.linked.place - self.start
        shown = marks_in_key(marks, case.row)
        held = expected_label(kind, shown, wrong_link=case.wrong_link, facts=facts, slip=self.slips.get(row, ""))
        self.label[row] = self.label_index(held if verdict != "MATCHED" else Label(signatures=held.signatures))
        self.settled.add(row)

    def label_index(self, label: Label) -> int:
        """Return the entry of a label, made if there is none yet."""
        return self.labels.setdefault(label, len(self.labels))

    def wrong(self) -> Flags:
        """Return which rows carry the number of another person than they describe."""
        found: Flags = (self.linked >= 0) & (self.linked != self.described)
        return found

    def table(self, weights: Weights) -> pa.Table:
        """Return the truth file's rows; described and linked are 1-based rows of the registry."""
        rows, labels = np.arange(len(self.kind)), list(self.labels)
        slip = np.zeros(len(rows), dtype=np.int64)
        for row, name in self.slips.items():
            slip[row] = _SLIPS.index(name)
        return pa.table(
            {
                "row": pa.array(rows + self.start + 1),
                "verdict": pick(texts(_VERDICTS), self.verdict),
                "class": pick(texts(_CLASSES), self.class_),
                "kind": pick(texts(KINDS), self.kind),
                "group": pick(texts(_GROUPS), _GROUP[self.kind]),
                "slip": pick(texts(_SLIPS), slip),
                "wrong_link": pa.array(self.wrong().astype(np.int8)),
                "signature": pick(texts(label.signature for label in labels), self.label),
                "signatures": _lists([label.signatures for label in labels], self.label),
                "cause": pick(texts(label.cause for label in labels), self.label),
                "causes": _lists([label.causes for label in labels], self.label),
                "described": pa.array(self.described + self.start + 1, mask=self.described < 0),
                "linked": pa.array(self.linked + self.start + 1, mask=self.linked < 0),
                "right_exists": pa.array((self.described >= 0).astype(np.int8)),
                "weight": pa.array(self.weights(weights)),
            }
        )

    def weights(self, weights: Weights) -> Floats:
        """Return how many records at base rates each row stands for."""
        return np.where(np.isin(self.kind, [_KIND[name] for name in _MADE]), weights.wrong, weights.right)

    def counts(self) -> Counter[str]:
        """Return how many rows there are of each kind and verdict."""
        pairs, numbers = np.unique(self.kind * len(_VERDICTS) + self.verdict, return_counts=True)
        named = ((KINDS[pair // len(_VERDICTS)], _VERDICTS[pair % len(_VERDICTS)]) for pair in pairs.tolist())
        return Counter(
            {f"{kind} {verdict}": int(number) for (kind, verdict), number in zip(named, numbers, strict=True)}
        )


def _lists(values: list[tuple[str, ...]], index: Ints) -> pa.Array:
    lists = cast("Any", pa).array(values, pa.list_(pa.string()))
    return lists.take(pa.array(index))


def marks_in_key(marks: str, row: Row) -> str:
    """Return the marks of the items that decide: under a three-item key the name and the address do not.

    >>> marks_in_key("×○○○×", {"check_basis": "1"})
    '–○○○–'
    """
    return f"–{marks[1:4]}–" if marks and row["check_basis"] == THREE_ITEMS else marks


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
    kind[rows.doubled] = _KIND[DOUBLE]
    verdict[((masks > 1) | ((masks == 1) & unset)) & ~rows.three_items] = _VERDICT["MISMATCHED"]
    for status, name in ((DEAD, "resident_dead"), (MOVED_OUT, "resident_moved_out")):
        gone = chunk.status[person] == int(status)
        kind[gone & closed], kind[gone & ~closed] = _KIND[f"{name}_closed"], _KIND[name]
        verdict[gone & ~closed] = _VERDICT["INACTIVE"]
    truths = Truths(
        kind, verdict, np.zeros(len(rows), np.int64), person.copy(), person.copy(), np.zeros(len(rows), np.int64),
        chunk.start,
    )  # fmt: skip
    for name in ("resident_dead", "resident_moved_out", "gaiji_one_mask", "gaiji_two_masks"):
        label = expected_label(name, "", wrong_link=False)
        truths.label[(kind == _KIND[name]) & (verdict != 0)] = truths.label_index(label)
    return truths


def mask_counts(chunk: Chunk, person: Ints, style: Style) -> Ints:
    """Return how many characters of each name the house style masks."""
    family, given = pools.masked_counts()
    counts = family[chunk.surname[person]] + given[chunk.given[person]]
    return np.where((style.name == MASKED) & (chunk.foreigner[person] < 0), counts, 0)


def case_of(rows: Enrolments, row: int, case: Case) -> Case:
    """Return a case with what the rule needs to know of a row besides its items."""
    case.row |= {
        "check_basis": THREE_ITEMS if rows.three_items[row] else "2",
        "qualified_to": "closed" if rows.until[row] >= 0 else "",
    }
    return case


def mask_marks(masks: int, *, forgiven: bool) -> dict[str, str]:
    """Return the mark of a name that the house style masks: one character is forgiven where all else agrees."""
    return {"name": NO} if masks > 1 or (masks and not forgiven) else {}
