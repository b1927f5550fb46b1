"""A change of rules tried on results that are there: what it would release and what it would newly hold.

Levels and evidence of a result do not depend on the policy, so whatever has them is concluded again without a second
comparison. A result does not say everything that a policy reads (the check basis, whether the resident is foreign), so
every fact under which OLD gives what the result says is tried with NEW. Where NEW then gives one answer, that is the
answer; where it gives several, the rows are looked up in the two files, or counted as undecided if there are none.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import product
from pathlib import Path

from matcher.domain.conclude import Facts, conclude, no_number, not_found, rejected
from matcher.domain.fold import Comparisons
from matcher.domain.judgement import facts_of
from matcher.domain.records import ResidentStatus
from matcher.domain.refusals import Refusal
from matcher.domain.rendered import comparisons_of
from matcher.domain.verdicts import Judgement, Scope, Verdict
from matcher.service.checked_files import CheckedFiles, pairs_of
from matcher.service.dry_run_results import Group, Results
from rules import RuleSet

_WITHOUT_LEVELS = {Verdict.REJECTED: rejected, Verdict.NO_NUMBER: no_number, Verdict.NOT_FOUND: not_found}


class OtherRules(Refusal):
    """The results are not those of the old rules."""

    code = "results_of_other_rules"
    hint = "name as OLD the rules that the results were made with; their ledger says which"


class Change(StrEnum):
    """What becomes of a record under the new rules."""

    RELEASED = "released"
    HELD = "newly held"
    OTHER_SCOPE = "held with another scope"
    UNDECIDED = "undecided"
    SAME = "unchanged"


@dataclass(frozen=True, slots=True)
class DryRun:
    """How many rows change and how; by insurer and by cause, and the first rows of each change."""

    rows: Counter[Change] = field(default_factory=Counter)
    insurers: Counter[tuple[Change, str]] = field(default_factory=Counter)
    causes: Counter[tuple[Change, str]] = field(default_factory=Counter)
    samples: dict[Change, list[int]] = field(default_factory=dict)

    def add(self, change: Change, group: Group, cause: str, most: int) -> None:
        """Count the rows of a group, and keep the first of them as samples."""
        self.rows[change] += group.count
        if change is Change.SAME:
            return
        self.insurers[change, group.insurer] += group.count
        self.causes[change, cause] += group.count
        kept = self.samples.setdefault(change, [])
        self.samples[change] = sorted({*kept, *group.rows})[:most]


def dry_run(
    old: RuleSet, new: RuleSet, results: Path, files: CheckedFiles | None = None, *, samples: int = 5
) -> DryRun:
    """Conclude every result anew.

    Args:
        old: the rules that the results were made with.
        new: the rules to be tried.
        results: of `totsugo check`, with or without the rows that are MATCHED.
        files: the files of that check, for rows about which the results do not say enough.
        samples: how many rows of each change to name.

    Raises:
        OtherRules: a result is not what the old rules give.
        UnreadableResults: the results cannot be read.
    """
    found, undecided = DryRun(), []
    with Results(results, samples) as read:
        for group in read.groups():
            outcomes = _outcomes(group, old, new)
            changes = {change for change, _ in outcomes}
            if len(changes) == 1:
                found.add(changes.pop(), group, min(cause for _, cause in outcomes), samples)
            elif files is None:
                found.add(Change.UNDECIDED, group, group.cause, samples)
            else:
                undecided.append(group)
        rows = read.rows_of(undecided)
    if files is not None and rows:
        for change, group, cause in _looked_up(rows, old, new, files):
            found.add(change, group, cause, samples)
    return found


def _outcomes(group: Group, old: RuleSet, new: RuleSet) -> set[tuple[Change, str]]:
    """Return the change and the cause under every fact that explains the result."""
    comparisons = comparisons_of(group.levels, group.evidence)
    pairs = _without_levels(group, old, new) if comparisons is None else _pairs(group, comparisons, old, new)
    found = {_outcome(before, after) for before, after in pairs if _is(group, before)}
    if not found:
        raise OtherRules(f"row {group.rows[0]} of the results is not what the policy {old.policy_name} gives")
    return found


def _pairs(group: Group, comparisons: Comparisons, old: RuleSet, new: RuleSet) -> Iterator[tuple[Judgement, Judgement]]:
    gone = group.verdict is Verdict.INACTIVE
    statuses = (ResidentStatus.DEAD, ResidentStatus.MOVED_OUT) if gone else (ResidentStatus.LIVING,)
    for basis, foreign, status in product(("2", "1"), (False, True), statuses):
        facts = Facts(basis, foreign, status)
        yield conclude(comparisons, old, facts), conclude(comparisons, new, facts)


def _without_levels(group: Group, old: RuleSet, new: RuleSet) -> Iterable[tuple[Judgement, Judgement]]:
    judged = _WITHOUT_LEVELS.get(group.verdict)
    return [(judged(old), judged(new))] if judged else []


def _is(group: Group, judgement: Judgement) -> bool:
    """Return whether the official rule gave the result this outcome; triage may have said more since."""
    return (judgement.verdict, judgement.class_, judgement.scope) == (group.verdict, group.class_, group.scope)


def _outcome(before: Judgement, after: Judgement) -> tuple[Change, str]:
    if before.scope is after.scope:
        return Change.SAME, ""
    if after.scope is Scope.NONE:
        return Change.RELEASED, before.cause
    return (Change.HELD if before.scope is Scope.NONE else Change.OTHER_SCOPE), after.cause


def _looked_up(
    rows: Mapping[int, Group], old: RuleSet, new: RuleSet, files: CheckedFiles
) -> Iterator[tuple[Change, Group, str]]:
    """Yield one row at a time what becomes of rows whose facts are in the files."""
    for pair in pairs_of(files, sorted(rows)):
        group = rows[pair.row]
        comparisons = comparisons_of(group.levels, group.evidence)
        facts = facts_of(pair.enrolment, pair.resident)
        assert comparisons is not None  # noqa: S101  only results with levels can be undecided
        change, cause = _outcome(conclude(comparisons, old, facts), conclude(comparisons, new, facts))
        yield change, group.of_row(pair.row), cause
