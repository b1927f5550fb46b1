"""Triage with the whole file in view: signature, score and evidence of a record from what stands around it.

Verdict, class, scope and levels are decided by the pair alone (`matcher.domain.conclude`) and stay as they are: triage
never opens, narrows or releases a hold. What is looked for depends on the pair (`wanted`), so that an engine need look
up no more than that, and whoever looks up more gets the same answer:

| record | rows of its number | rows beside it, household, same description | candidates | sharing |
|---|---|---|---|---|
| held, the enrolment describes the answer | yes | – | where the address does not agree | in another municipality |
| held, it does not, or there is no answer | yes | yes | yes | – |
| MATCHED, the address is another one (three-item key) | yes | – | yes | yes |
| MATCHED otherwise | yes | – | – | – |

>>> from matcher.domain.levels import Comparison, Evidence
>>> from rules import load_rules
>>> from matcher.domain.conclude import Facts, conclude
>>> same, other = Comparison(Level.EXACT), Comparison(Level.DISAGREE, (Evidence("municipality_differs"),))
>>> wanted(conclude((same, same, same, same, other), load_rules(), Facts("2")))
Wanted(beside=False, candidates=True, sharing=True)
>>> wanted(conclude((other, other, other, same, other), load_rules(), Facts("2")))
Wanted(beside=True, candidates=True, sharing=False)
"""

from dataclasses import dataclass, replace

from matcher.domain import signals as found
from matcher.domain import signatures
from matcher.domain.description import AGREEING, describes
from matcher.domain.fold import Comparisons
from matcher.domain.levels import Level
from matcher.domain.rendered import comparisons_of
from matcher.domain.score import score
from matcher.domain.signals import Signals
from matcher.domain.surroundings import Record, Surroundings
from matcher.domain.verdicts import Judgement, Verdict
from rules import RuleSet

_ADDRESS = 4


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of its surroundings matters for a record; rows of the same number always do.

    Args:
        beside: the rows above and below, of the household, and of the same description.
        candidates: residents found without the number.
        sharing: how many residents share the three-item key.
    """

    beside: bool
    candidates: bool
    sharing: bool


def deserves_second_look(judgement: Judgement) -> bool:
    """Return whether a record gets triage even if no other row has its number."""
    if judgement.verdict is Verdict.MATCHED:
        return judgement.levels[_ADDRESS] is Level.DISAGREE
    return judgement.verdict is not Verdict.REJECTED


def wanted(judgement: Judgement) -> Wanted:
    """Return what has to be looked up for a record that was judged so."""
    return _wanted(judgement, comparisons_of(judgement.levels, judgement.evidence))


def triage(record: Record, comparisons: Comparisons | None, around: Surroundings, rules: RuleSet) -> Judgement:
    """Return the judgement of a record with what its surroundings say.

    Args:
        record: the record as judged from its pair.
        comparisons: the five comparisons of the pair; None where there is no answer.
        around: what stands around it; more than `wanted` changes nothing.
        rules: the catalogues and weights.
    """
    return _with_signals(record.judgement, comparisons, _signals(record, comparisons, around), rules)


def alone(judgement: Judgement, rules: RuleSet) -> Judgement:
    """Return what `triage` says of a record that was judged so and has nothing around it."""
    return _with_signals(judgement, comparisons_of(judgement.levels, judgement.evidence), Signals(), rules)


def _with_signals(judgement: Judgement, comparisons: Comparisons | None, signals: Signals, rules: RuleSet) -> Judgement:
    signature = _signature(judgement, comparisons, signals)
    if not signals:
        return judgement if signature == judgement.signature else replace(judgement, signature=signature)
    return replace(
        judgement,
        signature=signature,
        score=score(comparisons, signals, rules) if comparisons and judgement.score is not None else None,
        evidence=" ".join(filter(None, (judgement.evidence, signals.rendered()))),
    )


def _wanted(judgement: Judgement, comparisons: Comparisons | None) -> Wanted:
    if judgement.verdict is Verdict.MATCHED or comparisons is None:
        elsewhere = deserves_second_look(judgement)
        return Wanted(comparisons is None, elsewhere, elsewhere and comparisons is not None)
    stranger, agrees = not describes(comparisons), comparisons[_ADDRESS].level in AGREEING
    return Wanted(stranger, stranger or not agrees, not stranger and signatures.elsewhere(comparisons[_ADDRESS]))


def _signals(record: Record, comparisons: Comparisons | None, around: Surroundings) -> Signals:
    wish, signals = _wanted(record.judgement, comparisons), found.of_number(record, around)
    if wish.beside:
        signals |= found.of_others(record, around)
    elif wish.candidates and comparisons is not None:
        signals |= found.of_namesakes(record, comparisons[_ADDRESS], around)
    if wish.sharing:
        signals |= found.of_key(around)
    return signals


def _signature(judgement: Judgement, comparisons: Comparisons | None, signals: Signals) -> str:
    if comparisons is None:
        return signatures.of_unanswered(judgement.verdict, signals)
    if judgement.verdict is Verdict.MATCHED:
        return signatures.of_matched(comparisons, signals)
    signature = signatures.find_signature(comparisons, signals)
    if not signature and judgement.verdict is Verdict.INACTIVE:
        return signatures.of_inactive(judgement.cause)
    return signature
