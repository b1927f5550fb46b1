"""The sentence for a code, in Japanese and English, from the catalogues in `rules/`.

>>> from rules import load_rules
>>> rules = load_rules()
>>> text_of(rules.causes, "number_not_found")
'個人番号が住民基本台帳にない / no usable resident has this 個人番号'
>>> text_of(rules.causes, "of_another_version")
'of_another_version'
"""

from collections.abc import Iterator, Mapping

from matcher.domain.advice import advise
from matcher.service.review import HoldDetail
from rules import RuleSet, Text


def text_of(catalogue: Mapping[str, Text], code: str) -> str:
    """Return `日本語 / English` for a code; the code itself if the catalogue does not have it."""
    text = catalogue.get(code)
    return f"{text.ja} / {text.en}" if text else code


def texts_of(detail: HoldDetail, rules: RuleSet) -> dict[str, Text]:
    """Return the text of every code of a hold: evidence, cause, signature and the reasons of its decisions."""
    named = (
        (evidence_texts(rules), [_code(piece) for piece in detail.evidence.split()]),
        (rules.causes, [detail.summary.cause]),
        (rules.signatures, [detail.summary.signature]),
        (rules.release_reasons, [decision.reason for decision in detail.decisions]),
    )
    return {code: catalogue[code] for catalogue, codes in named for code in codes if code in catalogue}


def evidence_texts(rules: RuleSet) -> dict[str, Text]:
    """Return the text of every code that evidence may name: of an item, or of what stands around the record."""
    return {**rules.reasons, **rules.signals}


def evidence_lines(rules: RuleSet, evidence: str) -> Iterator[str]:
    """Yield one line per piece of evidence of a result row: `item:code@side.position` and its sentence."""
    for piece in evidence.split():
        yield f"{piece}: {text_of(evidence_texts(rules), _code(piece))}"


def advice_lines(rules: RuleSet, cause: str, signature: str) -> Iterator[str]:
    """Yield what a reviewer is told to do, and the release reason for the case that it is the right person.

    >>> from rules import load_rules
    >>> len(list(advice_lines(load_rules(), "masked_character", ""))), list(advice_lines(load_rules(), "", ""))
    (2, [])
    """
    advice = advise(cause, signature, rules)
    if advice is None:
        return
    yield f"to do     {advice.todo.ja} / {advice.todo.en}"
    if advice.release_reason:
        reason = f"{advice.release_reason}: {text_of(rules.release_reasons, advice.release_reason)}"
        yield f"release   {reason} (where it is the right person)"


def _code(piece: str) -> str:
    """Return the code of one piece of evidence, `item:code@side.position`."""
    return piece.partition(":")[2].partition("@")[0]
