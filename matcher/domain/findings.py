"""What a name comparison finds, step by step: more than the evidence, because it may show characters.

A finding becomes evidence by leaving its characters out; only the audited reveal and `--explain` show the rest.

>>> found = Finding("gaiji_shrink", Side.ENROLMENT, 1, "髙", "高", "MJ縮退マップ 1.2.0", "MJ028902")
>>> str(found.evidence)
'gaiji_shrink@enrolment.1'
>>> conclude([found], frozenset()).level
<Level.EQUIVALENT: 'EQUIVALENT'>
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from matcher.domain.levels import Comparison, Evidence, Level, Side

DOUBTS = frozenset({
    "masked_character", "gaiji_pua", "iteration_mark", "kana_in_name", "kana_substitution", "space_position",
    "separate_kanji", "lookalike_kanji", "dictionary_kanji", "analogy_kanji", "sibling_kanji", "foreign_kanji_rank2",
    "simplified_kanji", "foreign_kanji_unproven", "local_kanji_doubt",
    "middle_dropped", "truncation", "romanisation_variant", "token_rearranged",
    "yotsugana_wo", "kana_small_unconfirmed", "long_vowel_notation", "alternate_reading",
    "reading_supported", "pinyin_supported", "hangul_supported", "sound_supported", "former_cut_unknown",
    "name_order", "kana_for_name", "kanji_for_kana",
})  # fmt: skip
"""Codes that explain without proving: an item that carries one is COMPATIBLE at best."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule that was applied: to which character of which side, what it became, by which table."""

    code: str
    side: Side | None = None
    position: int | None = None
    before: str = ""
    after: str = ""
    edition: str = ""
    glyph: str = ""

    @property
    def evidence(self) -> Evidence:
        """Return the part that may stand in a result."""
        return Evidence(self.code, self.side, self.position)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A level and the findings that led to it."""

    level: Level
    findings: tuple[Finding, ...] = ()

    @property
    def comparison(self) -> Comparison:
        """Return the level with the evidence, each piece once."""
        found = [Evidence(finding.code, finding.side, finding.position) for finding in self.findings]
        return Comparison(self.level, tuple(found if len(found) <= 1 else dict.fromkeys(found)))


Pending = Callable[[], Outcome]
"""Says how far two names agree that are not the same; the work is done only if that matters."""


def finish(begun: Outcome | Pending) -> Outcome:
    """Return the outcome, worked out now if it was left."""
    return begun if isinstance(begun, Outcome) else begun()


def conclude(findings: Iterable[Finding], extra: Iterable[str]) -> Outcome:
    """Return EQUIVALENT, or COMPATIBLE if any finding is a doubt; `extra` are codes about the item as a whole."""
    found = (*findings, *(Finding(code) for code in extra))
    doubtful = any(finding.code in DOUBTS for finding in found)
    return Outcome(Level.COMPATIBLE if doubtful else Level.EQUIVALENT, found)


def missing(*, enrolment: bool, resident: bool) -> Outcome:
    """Return MISSING for the sides that carry nothing."""
    sides = [side for side, absent in ((Side.ENROLMENT, enrolment), (Side.RESIDENT, resident)) if absent]
    return Outcome(Level.MISSING, tuple(Finding("missing", side) for side in sides))
