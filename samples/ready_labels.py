"""What triage should say of the rows of the ready files: the labels of a nation, for the cases of three insurers.

Two facts are seen across the files only: another row with the number that is valid at the same time, and another row
that describes the same person under another number. They hold whether one file is checked or all three; who checks one
alone cannot see what stands in the others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain

from samples.nation.labels import NOTHING, Label, expected_label
from samples.nation.sharers import DUPLICATE, FAMILY, TWIN, TWO_NUMBERS
from samples.nation.truths import marks_in_key
from samples.truth import Case

_NEVER = "99999999"


class ReadyLabels:
    """Knows every case of the three files, before any is written in the style of its insurer."""

    def __init__(self, cases: Iterable[Case]) -> None:
        self._of_owner: defaultdict[int, list[Case]] = defaultdict(list)
        self._of_person: defaultdict[int, list[Case]] = defaultdict(list)
        for case in cases:
            if not case.rejected:
                self._of_person[id(case.described)].append(case)
                if case.linked is not None:
                    self._of_owner[id(case.linked)].append(case)

    def label(self, case: Case) -> Label:
        """Return the expected cause and signature of a case, and what else would be right."""
        if case.rejected:
            return NOTHING
        verdict, _, marks = case.judged()
        facts = tuple(self._facts(case))
        if verdict == "MATCHED":
            return Label(signatures=(DUPLICATE,)) if DUPLICATE in facts else NOTHING
        shown, (first, *others) = marks_in_key(marks, case.row), _kinds(case.kind)
        found = expected_label(first, shown, wrong_link=case.wrong_link, facts=facts)
        if case.wrong_link:
            return found
        causes = chain(found.causes, *(expected_label(kind, shown, wrong_link=False).causes for kind in others))
        return Label(tuple(dict.fromkeys(cause for cause in causes if cause)) or ("",), found.signatures)

    def _facts(self, case: Case) -> Iterator[str]:
        """Return the signatures that hold for a case whatever its kind."""
        if case.linked is None:
            return
        if case.wrong_link and case.linked.household == case.described.household:
            yield TWIN if case.linked.birth == case.described.birth else FAMILY
        if any(_overlap(case, other) for other in self._of_owner[id(case.linked)] if other is not case):
            yield DUPLICATE
        numbered = (other.linked for other in self._of_person[id(case.described)] if other.linked is not None)
        if case.wrong_link and any(owner is not case.linked for owner in numbered):
            yield TWO_NUMBERS


def _kinds(kind: str) -> list[str]:
    """Return what was done to a row, one slip after the other.

    >>> _kinds("three_items:kana_voicing"), _kinds("gaiji_one_mask+address_old")
    (['kana_voicing'], ['gaiji_one_mask', 'address_old'])
    """
    return kind.removeprefix("three_items:").split("+")


def _overlap(one: Case, other: Case) -> bool:
    """Return whether two qualifications are valid on a day in common: they end on the day before they are lost."""
    return all(
        first.row["qualified_from"] < (second.row["qualified_to"] or _NEVER)
        for first, second in ((one, other), (other, one))
    )
