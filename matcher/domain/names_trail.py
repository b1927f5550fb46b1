"""The trail behind a name comparison, in words: one line per finding, Japanese and English.

It shows characters of both sides, so it belongs in the audited reveal and in `--explain`, never in a result or a log.

>>> from rules import load_rules
>>> trail = explain_name("髙橋太郎", RegisteredNames("高橋 太郎"), load_rules().reasons)
>>> print(trail[0].ja)
加入者情報の1文字目: 髙 U+9AD9 → 高 U+9AD8。JIS包摂規準・UCS統合規則で同じ字(MJ縮退マップ 1.2.0
JIS包摂規準UCS統合規則、MJ028902)
>>> print(trail[1].en)
spaces: another kind, or none
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from matcher.domain.findings import Finding, Outcome
from matcher.domain.kana import kana_outcome
from matcher.domain.levels import Level, Side
from matcher.domain.names import RegisteredNames, name_outcome

_SIDES = {Side.ENROLMENT: "加入者情報", Side.RESIDENT: "住民基本台帳"}
_MAX_SHOWN = 12
_SELECTORS = frozenset(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))


class BilingualText(Protocol):
    """A text in both languages, as the catalogue of evidence codes gives it."""

    @property
    def ja(self) -> str:
        """Return the Japanese text."""

    @property
    def en(self) -> str:
        """Return the English text."""


@dataclass(frozen=True, slots=True)
class TrailLine:
    """One finding in words."""

    code: str
    ja: str
    en: str


def explain_name(
    enrolment: str, resident: RegisteredNames, reasons: Mapping[str, BilingualText]
) -> tuple[TrailLine, ...]:
    """Explain the comparison of `compare_name`.

    Args:
        enrolment: the name of the enrolment, as written.
        resident: the registered names, as written.
        reasons: the catalogue of evidence codes (`RuleSet.reasons`).
    """
    return _lines(name_outcome(enrolment, resident), reasons)


def explain_kana(
    enrolment: str, resident: RegisteredNames, name_level: Level | None, reasons: Mapping[str, BilingualText]
) -> tuple[TrailLine, ...]:
    """Explain the comparison of `compare_name_kana`; the arguments are those of that function and the catalogue."""
    return _lines(kana_outcome(enrolment, resident, name_level), reasons)


def _lines(outcome: Outcome, reasons: Mapping[str, BilingualText]) -> tuple[TrailLine, ...]:
    return tuple(dict.fromkeys(_line(finding, reasons[finding.code]) for finding in outcome.findings))


def _line(finding: Finding, reason: BilingualText) -> TrailLine:
    place_ja = place_en = ""
    if finding.side is not None:
        place_ja, place_en = _SIDES[finding.side], str(finding.side)
        if finding.position is not None:
            place_ja, place_en = f"{place_ja}の{finding.position}文字目", f"{place_en}, character {finding.position}"
        change = " → ".join(filter(None, (code_points(finding.before), code_points(finding.after))))
        place_ja, place_en = (
            f"{place_ja}: {change}。" if change else f"{place_ja}: ",
            f"{place_en}: {change}" if change else place_en,
        )
        place_en += "; " if change else ": "
    source = [part for part in (finding.edition, finding.glyph) if part]
    return TrailLine(
        finding.code,
        f"{place_ja}{reason.ja}" + (f"({'、'.join(source)})" if source else ""),
        f"{place_en}{reason.en}" + (f" ({', '.join(source)})" if source else ""),
    )


def code_points(text: str) -> str:
    r"""Write characters with their code points, so that look-alikes differ; invisible ones show the code only.

    >>> code_points("髙"), code_points("邉\U000e0100")
    ('髙 U+9AD9', '邉 U+9089 U+E0100')
    """
    shown = "".join(
        char for char in text if char.isprintable() and not unicodedata.combining(char) and char not in _SELECTORS
    )
    codes = " ".join(f"U+{ord(char):04X}" for char in text[:_MAX_SHOWN])
    return f"{shown[:_MAX_SHOWN]} {codes}".strip()
