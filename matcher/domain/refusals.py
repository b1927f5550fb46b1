"""Refusals of the domain: one small tree whose stable codes the API maps to exit codes and problems.

>>> try:
...     raise StaleDecision("the record or the registry changed after it was shown")
... except Refusal as refusal:
...     print(refusal.code, "-", refusal)
stale_decision - the record or the registry changed after it was shown (read the hold again and decide anew)
"""

from rules.refusals import Refusal

__all__ = ["HoldNotOpen", "InvalidDecision", "Refusal", "StaleDecision", "UnknownReleaseReason"]


class InvalidDecision(Refusal):
    """A decision on a hold that cannot be taken as it was asked for."""

    code = "invalid_decision"


class StaleDecision(InvalidDecision):
    """The version or the fingerprints that the reviewer saw are no longer the current ones."""

    code = "stale_decision"
    hint = "read the hold again and decide anew"


class HoldNotOpen(InvalidDecision):
    """The hold was already released, closed or superseded."""

    code = "hold_not_open"
    hint = "list the open holds"


class UnknownReleaseReason(InvalidDecision):
    """The code is not in `rules/release_reasons.yaml`, or it needs a text that was not given."""

    code = "unknown_release_reason"
    hint = "`rules/release_reasons.yaml` lists the codes"
