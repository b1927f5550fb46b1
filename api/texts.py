"""The sentence for a code, in Japanese and English, from the catalogues in `rules/`."""

from collections.abc import Iterator

from rules import RuleSet


def text_of(rules: RuleSet, catalogue: str, code: str) -> str:
    """Return `日本語 / English` for a code of `catalogue` (reasons, causes, signatures); the code if it has none."""
    text = getattr(rules, catalogue).get(code)
    return f"{text.ja} / {text.en}" if text else code


def evidence_lines(rules: RuleSet, evidence: str) -> Iterator[str]:
    """Yield one line per piece of evidence of a result row: `item:code@side.position` and its sentence."""
    for piece in evidence.split():
        code = piece.partition(":")[2].partition("@")[0]
        yield f"{piece}: {text_of(rules, 'reasons', code)}"
