"""The sentence for a code, in Japanese and English, from the catalogues in `rules/`.

>>> from rules import load_rules
>>> rules = load_rules()
>>> text_of(rules.causes, "number_not_found")
'個人番号が住民基本台帳にない / no usable resident has this 個人番号'
>>> text_of(rules.causes, "of_another_version")
'of_another_version'
"""

from collections.abc import Iterator, Mapping

from rules import RuleSet, Text


def text_of(catalogue: Mapping[str, Text], code: str) -> str:
    """Return `日本語 / English` for a code; the code itself if the catalogue does not have it."""
    text = catalogue.get(code)
    return f"{text.ja} / {text.en}" if text else code


def evidence_lines(rules: RuleSet, evidence: str) -> Iterator[str]:
    """Yield one line per piece of evidence of a result row: `item:code@side.position` and its sentence."""
    for piece in evidence.split():
        code = piece.partition(":")[2].partition("@")[0]
        yield f"{piece}: {text_of(rules.reasons, code)}"
