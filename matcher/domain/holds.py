"""The hold of a record (閲覧停止) and its states, as a pure machine: what withholds, who may release, what reopens.

| event | from | to |
|---|---|---|
| `check` says held, and no live hold is about this pair | – | open |
| `release` with a reason, by somebody who saw this pair | open | released |
| `correct`, by somebody who saw this pair | open | corrected; the new version has yet to be checked |
| `change` of either side | open, released | superseded; the new pair has yet to be checked |
| `check` says not held | open, released | closed |

A hold is about one exact pair: a version of the enrolment and the fingerprints of both sides. A decision hands back
the pair that its reviewer saw and is refused if that is not the pair of now (compare-and-set); so a decision can
never clear values that nobody looked at. Holds that ended are kept with their decisions.

`withheld` is the one question of the lookup. It fails closed: what was not checked in its present form is withheld.

>>> from matcher.domain.fingerprints import fingerprint
>>> from rules import load_rules
>>> first = Pair(1, fingerprint("山田 太郎"), fingerprint("山本 太郎"))
>>> record = check(Record(first), first, Scope.BOTH)
>>> withheld(record).value
'eligibility+medical'
>>> released = release(record, Decision("08", "", "reviewer 7", first), load_rules().release_reasons)
>>> withheld(released).value
''
>>> moved = change(released, Pair(1, first.enrolment, fingerprint("山本 一郎")))
>>> withheld(moved).value, moved.past[0].state.value
('eligibility+medical', 'superseded')
>>> release(check(moved, moved.pair, Scope.BOTH), Decision("08", "", "reviewer 7", first), load_rules().release_reasons)
Traceback (most recent call last):
    ...
matcher.domain.refusals.StaleDecision: ... (read the hold again and decide anew)
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from matcher.domain.fingerprints import Fingerprint
from matcher.domain.refusals import HoldNotOpen, StaleDecision, UnknownReleaseReason
from matcher.domain.verdicts import Scope
from rules.model import ReleaseReasonText


class HoldState(StrEnum):
    """Where a hold stands. Open and released ones are live; the others have ended and never change again."""

    OPEN = "open"
    RELEASED = "released"
    CORRECTED = "corrected"
    SUPERSEDED = "superseded"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Pair:
    """What is compared, and what a reviewer sees: one version of an enrolment beside the resident of now."""

    version: int
    enrolment: Fingerprint
    resident: Fingerprint


@dataclass(frozen=True, slots=True)
class Decision:
    """A human judgement: who, why (a code, empty in a correction, and words), and the pair that was seen."""

    reason: str
    text: str
    reviewer: str
    seen: Pair


@dataclass(frozen=True, slots=True)
class Hold:
    """One hold about one pair, with the decision that ended or released it, if any."""

    pair: Pair
    scope: Scope
    state: HoldState = HoldState.OPEN
    decision: Decision | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """One enrolment: its pair of now, the pair of its last check, the live hold, and those that ended, oldest first."""

    pair: Pair
    checked: Pair | None = None
    hold: Hold | None = None
    past: tuple[Hold, ...] = ()


def withheld(record: Record) -> Scope:
    """Return what may not be answered: everything, unless the pair of now was checked and nothing withholds it."""
    if record.checked != record.pair:
        return Scope.BOTH
    if record.hold is None or record.hold.state is HoldState.RELEASED:
        return Scope.NONE
    return record.hold.scope


def change(record: Record, pair: Pair) -> Record:
    """Return the record after either side has changed; the same pair again changes nothing."""
    return record if pair == record.pair else _end(replace(record, pair=pair, checked=None), HoldState.SUPERSEDED)


def check(record: Record, pair: Pair, scope: Scope) -> Record:
    """Return the record after a check of `pair` whose judgement withholds `scope`.

    A hold about this pair stays as it is, released or not: the same values were looked at already.

    Raises:
        StaleDecision: the pair that was checked is no longer the one of now.
    """
    if pair != record.pair:
        raise StaleDecision("the record or the registry changed while it was checked", hint="check the record again")
    checked = replace(record, checked=pair)
    if scope is Scope.NONE:
        return _end(checked, HoldState.CLOSED)
    hold = replace(record.hold, scope=scope) if record.hold else Hold(pair, scope)
    return replace(checked, hold=hold)


def release(record: Record, decision: Decision, reasons: Mapping[str, ReleaseReasonText]) -> Record:
    """Return the record after its hold was released with a reason (理由付き疑いなし).

    Args:
        record: the record as it stands now.
        decision: who decides what, and the pair that was seen.
        reasons: the catalogue of release reasons.

    Raises:
        UnknownReleaseReason: the code is not in the catalogue, or it needs a text and has none.
        HoldNotOpen: there is no open hold.
        StaleDecision: the pair that was seen is no longer the one of now.
    """
    check_reason(decision.reason, decision.text, reasons)
    hold = decidable(record, decision.seen)
    return replace(record, hold=replace(hold, state=HoldState.RELEASED, decision=decision))


def correct(record: Record, decision: Decision, pair: Pair) -> Record:
    """Return the record after its enrolment was corrected to `pair`, which has yet to be checked.

    Raises:
        HoldNotOpen: there is no open hold.
        StaleDecision: the pair that was seen is no longer the one of now, or the correction is no new version.
    """
    hold = decidable(record, decision.seen)
    if pair.version <= record.pair.version:
        raise StaleDecision("a newer version of the record exists")
    decided = replace(record, pair=pair, checked=None, hold=replace(hold, decision=decision))
    return _end(decided, HoldState.CORRECTED)


def decidable(record: Record, seen: Pair) -> Hold:
    """Return the open hold that somebody who saw `seen` may decide on.

    Raises:
        HoldNotOpen: there is no open hold.
        StaleDecision: `seen` is not the pair of now.
    """
    if seen != record.pair:
        raise StaleDecision("the record or the registry changed after it was shown")
    if record.hold is None or record.hold.state is not HoldState.OPEN:
        raise HoldNotOpen("the hold is not open")
    return record.hold


def check_reason(reason: str, text: str, reasons: Mapping[str, ReleaseReasonText]) -> None:
    """Refuse a release whose reason is not in the catalogue or lacks the text that it needs.

    Raises:
        UnknownReleaseReason: it is so.
    """
    known = reasons.get(reason)
    if known is None:
        raise UnknownReleaseReason("there is no such release reason", hint=f"known: {', '.join(reasons)}")
    if known.text_required and not text.strip():
        raise UnknownReleaseReason(f"reason {reason} needs a text", hint="say in words why the person is the right one")


def _end(record: Record, state: HoldState) -> Record:
    """Return the record with its live hold, if any, ended and kept."""
    if record.hold is None:
        return record
    return replace(record, hold=None, past=(*record.past, replace(record.hold, state=state)))
