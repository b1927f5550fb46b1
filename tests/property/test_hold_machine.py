"""The hold machine under every order of events: what nobody looked at is never answered, and no decision is ever lost.

The model beside the machine is a plain log: which pair is the one of now, what the last check said of which pair, and
which releases were acknowledged for which pair. Everything that the lookup may answer must follow from the log alone.
"""

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from matcher.domain.fingerprints import NO_RESIDENT, Fingerprint, fingerprint
from matcher.domain.holds import Decision, HoldState, Pair, Record, change, check, correct, release, withheld
from matcher.domain.refusals import InvalidDecision
from matcher.domain.verdicts import Scope
from rules import load_rules

REASONS = load_rules().release_reasons
SIDES = [fingerprint("enrolment", str(number)) for number in range(3)]
RESIDENTS = [NO_RESIDENT, *(fingerprint("resident", str(number)) for number in range(2))]
SCOPES = st.sampled_from(list(Scope))


class HoldMachine(RuleBasedStateMachine):
    """Events come in any order, decisions on any pair that was ever shown."""

    @initialize(enrolment=st.sampled_from(SIDES), resident=st.sampled_from(RESIDENTS))
    def register(self, enrolment: Fingerprint, resident: Fingerprint) -> None:
        self.record = Record(Pair(1, enrolment, resident))
        self.shown = [self.record.pair]
        self.last_check: tuple[Pair, Scope] | None = None
        self.releases: list[Decision] = []
        self.corrections: list[Decision] = []
        self.released_now = False

    def now(self, pair: Pair) -> None:
        """Note that `pair` is the one of now."""
        if pair != self.shown[-1]:
            self.shown.append(pair)
            self.last_check = None
            self.released_now = False

    @rule(resident=st.sampled_from(RESIDENTS))
    def registry_changes(self, resident: Fingerprint) -> None:
        pair = Pair(self.record.pair.version, self.record.pair.enrolment, resident)
        self.record = change(self.record, pair)
        self.now(pair)

    @rule(enrolment=st.sampled_from(SIDES))
    def a_new_version_comes(self, enrolment: Fingerprint) -> None:
        pair = Pair(self.record.pair.version + 1, enrolment, self.record.pair.resident)
        self.record = change(self.record, pair)
        self.now(pair)

    @rule(scope=SCOPES)
    def check_now(self, scope: Scope) -> None:
        self.record = check(self.record, self.record.pair, scope)
        self.last_check = (self.record.pair, scope)
        if scope is Scope.NONE:
            self.released_now = False

    @rule(data=st.data(), scope=SCOPES)
    def a_late_check_arrives(self, data: st.DataObject, scope: Scope) -> None:
        pair = data.draw(st.sampled_from(self.shown))
        if pair != self.record.pair:
            before = self.record
            with pytest.raises(InvalidDecision):
                check(self.record, pair, scope)
            assert self.record == before

    @rule(scope=st.sampled_from([Scope.BOTH, Scope.MEDICAL]))
    def check_and_hold(self, scope: Scope) -> None:
        self.check_now(scope)

    @rule(reason=st.sampled_from(["01", "08"]))
    def release_what_is_shown_now(self, reason: str) -> None:
        self.release(self.shown[-1], reason, "")

    @rule(data=st.data(), reason=st.sampled_from(["01", "99", "77", ""]), text=st.sampled_from(["", " ", "seen"]))
    def release_what_was_shown(self, data: st.DataObject, reason: str, text: str) -> None:
        self.release(data.draw(st.sampled_from(self.shown)), reason, text)

    def release(self, seen: Pair, reason: str, text: str) -> None:
        decision = Decision(reason, text, f"reviewer {len(self.releases)}", seen)
        try:
            self.record = release(self.record, decision, REASONS)
        except InvalidDecision as refusal:
            assert refusal.code in {"stale_decision", "hold_not_open", "unknown_release_reason"}  # noqa: PT017
            return
        assert seen == self.shown[-1], "a release on a pair that is not the one of now was acknowledged"
        assert reason in REASONS
        self.releases.append(decision)
        self.released_now = True

    @rule(enrolment=st.sampled_from(SIDES))
    def correct_what_is_shown_now(self, enrolment: Fingerprint) -> None:
        self.correct(self.shown[-1], enrolment, 1)

    @rule(data=st.data(), enrolment=st.sampled_from(SIDES), step=st.integers(min_value=0, max_value=2))
    def correct_what_was_shown(self, data: st.DataObject, enrolment: Fingerprint, step: int) -> None:
        self.correct(data.draw(st.sampled_from(self.shown)), enrolment, step)

    def correct(self, seen: Pair, enrolment: Fingerprint, step: int) -> None:
        pair = Pair(self.record.pair.version + step, enrolment, self.record.pair.resident)
        decision = Decision("", "", f"reviewer {len(self.corrections)}", seen)
        try:
            self.record = correct(self.record, decision, pair)
        except InvalidDecision:
            return
        assert seen == self.shown[-1]
        assert step > 0
        self.corrections.append(decision)
        self.now(pair)

    @invariant()
    def answers_only_what_was_checked_and_matched_or_released(self) -> None:
        checked_now = self.last_check is not None and self.last_check[0] == self.shown[-1]
        scope = self.last_check[1] if checked_now and self.last_check else Scope.BOTH
        expected = Scope.NONE if checked_now and self.released_now else scope
        assert withheld(self.record) is expected

    @invariant()
    def no_acknowledged_decision_is_lost(self) -> None:
        holds = [*self.record.past, *([self.record.hold] if self.record.hold else [])]
        kept = [hold.decision for hold in holds if hold.decision is not None]
        for decision in [*self.releases, *self.corrections]:
            assert decision in kept, "a decision is gone"

    @invariant()
    def one_live_hold_about_the_pair_of_now(self) -> None:
        if self.record.hold:
            assert self.record.hold.pair == self.record.pair
            assert self.record.hold.state in {HoldState.OPEN, HoldState.RELEASED}
        for hold in self.record.past:
            assert hold.state in {HoldState.CORRECTED, HoldState.SUPERSEDED, HoldState.CLOSED}


TestHoldMachine = HoldMachine.TestCase
