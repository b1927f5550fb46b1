"""The hold machine, event by event: what each does, and what each refuses with which code."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from matcher.domain.fingerprints import NO_RESIDENT, fingerprint
from matcher.domain.holds import (
    Decision,
    Hold,
    HoldState,
    Pair,
    Record,
    change,
    check,
    correct,
    release,
    withheld,
)
from matcher.domain.refusals import HoldNotOpen, InvalidDecision, Refusal, StaleDecision, UnknownReleaseReason
from matcher.domain.verdicts import Scope
from rules import load_rules

REASONS = load_rules().release_reasons
PAIR = Pair(1, fingerprint("enrolment"), fingerprint("resident"))
MOVED = replace(PAIR, resident=fingerprint("another resident"))
NEXT = Pair(2, fingerprint("corrected enrolment"), PAIR.resident)
SEEN = Decision("08", "", "reviewer 7", PAIR)
OPEN = check(Record(PAIR), PAIR, Scope.BOTH)
RELEASED = release(OPEN, SEEN, REASONS)
MATCHED = check(Record(PAIR), PAIR, Scope.NONE)


WITHHELD = [
    (Record(PAIR), Scope.BOTH, "never checked"),
    (MATCHED, Scope.NONE, "matched"),
    (OPEN, Scope.BOTH, "held"),
    (check(Record(PAIR), PAIR, Scope.MEDICAL), Scope.MEDICAL, "held in part"),
    (RELEASED, Scope.NONE, "released"),
    (change(RELEASED, MOVED), Scope.BOTH, "released, then the registry changed"),
    (change(RELEASED, NEXT), Scope.BOTH, "released, then a new version came"),
    (change(MATCHED, MOVED), Scope.BOTH, "matched, then the registry changed"),
    (change(MATCHED, replace(PAIR, resident=NO_RESIDENT)), Scope.BOTH, "matched, then the resident vanished"),
    (change(change(RELEASED, MOVED), PAIR), Scope.BOTH, "released, changed and changed back: to be checked again"),
    (check(change(RELEASED, MOVED), MOVED, Scope.BOTH), Scope.BOTH, "the release was for other values"),
    (change(RELEASED, PAIR), Scope.NONE, "released, and the same values again"),
    (check(RELEASED, PAIR, Scope.BOTH), Scope.NONE, "released, and checked again with the same values"),
    (check(RELEASED, PAIR, Scope.NONE), Scope.NONE, "released, and matched under new rules"),
    (check(OPEN, PAIR, Scope.MEDICAL), Scope.MEDICAL, "held, and checked again under another policy"),
    (correct(OPEN, SEEN, NEXT), Scope.BOTH, "corrected, not checked yet"),
    (check(correct(OPEN, SEEN, NEXT), NEXT, Scope.NONE), Scope.NONE, "corrected and matched"),
]


@pytest.mark.parametrize(("record", "scope"), [case[:2] for case in WITHHELD], ids=[case[2] for case in WITHHELD])
def test_withheld(record: Record, scope: Scope) -> None:
    assert withheld(record) is scope


PAST = [
    (change(OPEN, MOVED), HoldState.SUPERSEDED, None, "the registry changed"),
    (change(RELEASED, MOVED), HoldState.SUPERSEDED, SEEN, "the registry changed after a release"),
    (correct(OPEN, SEEN, NEXT), HoldState.CORRECTED, SEEN, "corrected"),
    (check(OPEN, PAIR, Scope.NONE), HoldState.CLOSED, None, "matched under new rules"),
    (check(RELEASED, PAIR, Scope.NONE), HoldState.CLOSED, SEEN, "released, then matched under new rules"),
]


@pytest.mark.parametrize(("record", "state", "decision"), [case[:3] for case in PAST], ids=[case[3] for case in PAST])
def test_a_hold_that_ended_is_kept_with_its_decision(
    record: Record, state: HoldState, decision: Decision | None
) -> None:
    assert record.hold is None
    assert record.past == (Hold(PAIR, Scope.BOTH, state, decision),)


REFUSED: list[tuple[Callable[[], Record], type[InvalidDecision], str]] = [
    (lambda: release(MATCHED, SEEN, REASONS), HoldNotOpen, "release of what is not held"),
    (lambda: release(Record(PAIR), SEEN, REASONS), HoldNotOpen, "release of what was not checked"),
    (lambda: release(RELEASED, SEEN, REASONS), HoldNotOpen, "release twice"),
    (lambda: release(check(change(OPEN, MOVED), MOVED, Scope.BOTH), SEEN, REASONS), StaleDecision, "another resident"),
    (lambda: release(check(change(OPEN, NEXT), NEXT, Scope.BOTH), SEEN, REASONS), StaleDecision, "another version"),
    (lambda: release(OPEN, replace(SEEN, reason="77"), REASONS), UnknownReleaseReason, "an unknown reason"),
    (lambda: release(OPEN, replace(SEEN, reason=""), REASONS), UnknownReleaseReason, "no reason"),
    (
        lambda: release(OPEN, replace(SEEN, reason="99"), REASONS),
        UnknownReleaseReason,
        "another reason, not said which",
    ),
    (lambda: release(OPEN, replace(SEEN, reason="99", text="　"), REASONS), UnknownReleaseReason, "a blank text"),
    (lambda: correct(RELEASED, SEEN, NEXT), HoldNotOpen, "correction of what is released"),
    (lambda: correct(change(OPEN, MOVED), SEEN, NEXT), StaleDecision, "correction of what changed"),
    (lambda: correct(OPEN, SEEN, PAIR), StaleDecision, "correction that is no new version"),
    (lambda: check(OPEN, MOVED, Scope.NONE), StaleDecision, "a check of values that are not those of now"),
]


@pytest.mark.parametrize(("event", "refusal"), [case[:2] for case in REFUSED], ids=[case[2] for case in REFUSED])
def test_refused(event: Callable[[], Record], refusal: type[InvalidDecision]) -> None:
    with pytest.raises(refusal) as refused:
        event()
    assert isinstance(refused.value, Refusal)
    assert refused.value.code == refusal.code
    assert refused.value.hint


def test_a_reason_with_its_text_is_accepted() -> None:
    assert withheld(release(OPEN, replace(SEEN, reason="99", text="住民票を確認"), REASONS)) is Scope.NONE


def test_a_refusal_without_hint_is_its_message() -> None:
    assert str(HoldNotOpen("the hold is not open")) == "the hold is not open (list the open holds)"
    assert str(Refusal("no", code="x")) == "no"
