"""One name in two scripts: what supports it, what contradicts it, and where there is no basis.

| pair | basis | supported | contradicted |
|---|---|---|---|
| kana and kanji | reading lattice | COMPATIBLE | NOT_COMPARABLE (names are read freely) |
| kanji and Latin | Mandarin, Korean, Japanese reading | COMPATIBLE | DISAGREE |
| kana and Latin | sound of every token, the worst decides | COMPATIBLE | DISAGREE |
| anything else | none | | NOT_COMPARABLE |

Never EQUIVALENT: a sound is no spelling. How often each is right is measured in `docs/names.md`.

>>> one, other = "鄧小平", "DENG XIAOPING"
>>> scripts = script_of(one), script_of(other)
>>> compare_scripts(one, other, *scripts, spell(one), spell(other), foreign=True)().level.value
'COMPATIBLE'
"""

import re
from enum import Enum, auto
from functools import lru_cache, partial

from matcher.domain.findings import Finding, Outcome, Pending, conclude
from matcher.domain.levels import Level
from matcher.domain.names_kanji import compare_written
from normalizers.foreign_readings import hangul_supports, pinyin_supports, romaji_supports
from normalizers.kana import katakana
from normalizers.readings import may_read
from normalizers.romaji import is_latin, roman_tokens
from normalizers.sounds import sound_supports
from normalizers.spelling import MASKS, Spelling, spell

__all__ = ["Script", "compare_scripts", "script_of", "spell"]


class Script(Enum):
    """What a name is written in; WRITTEN is kanji, or kanji with kana."""

    LATIN = auto()
    KANA = auto()
    WRITTEN = auto()
    OTHER = auto()


_NO_MASKS = dict.fromkeys(map(ord, MASKS))
_PLAIN_WRITTEN = re.compile("[ \u3000]?[㐀-䶿一-鿿]+[ \u3000]?[㐀-䶿一-鿿々ぁ-ゖァ-ヺ]*")
_KANA = re.compile("[ぁ-ヿ~-]+")
_WRITTEN = re.compile("[\u2e80-\uabff\ud800-\uffff\U00010000-\U0010ffff]+")


def script_of(text: str) -> Script:
    """Return the script of a name; masks and separators count for nothing.

    >>> script_of("ﾔﾏﾀﾞ"), script_of("みすず学"), script_of("Иван")
    (<Script.KANA: 2>, <Script.WRITTEN: 3>, <Script.OTHER: 4>)
    """
    return Script.WRITTEN if _PLAIN_WRITTEN.fullmatch(text) else _script_of(text)


@lru_cache(maxsize=8192)
def _script_of(text: str) -> Script:
    if is_latin(text):
        return Script.LATIN
    chars = spell(text).text.translate(_NO_MASKS)
    if _KANA.fullmatch(chars):
        return Script.KANA
    return Script.WRITTEN if not chars or _WRITTEN.fullmatch(chars) else Script.OTHER


def compare_scripts(
    enrolment: str, form: str, mine: Script, theirs: Script, one: Spelling, other: Spelling, *, foreign: bool
) -> Outcome | Pending:
    """Compare a name in one script with a form in another."""
    scripts = {mine, theirs}
    if scripts == {Script.KANA, Script.WRITTEN}:
        written = compare_written(one, other, foreign=foreign)
        kanji, kana = (one, form) if mine is Script.WRITTEN else (other, enrolment)
        return written if isinstance(written, Outcome) else partial(_written_or_read, written, kanji.text, kana)
    if Script.LATIN in scripts and Script.OTHER not in scripts:
        latin, spelled, text, script = (
            (enrolment, other, form, theirs) if mine is Script.LATIN else (form, one, enrolment, mine)
        )
        return partial(_latin_against, roman_tokens(latin), spelled, text, script)
    return Outcome(Level.NOT_COMPARABLE, _NO_BASIS)


def _written_or_read(written: Pending, kanji: str, kana: str) -> Outcome:
    found = written()
    if found.level is not Level.DISAGREE:
        return found
    return _supported("reading_supported") if may_read(kanji, kana) else Outcome(Level.NOT_COMPARABLE, _NO_BASIS)


_NO_BASIS = (Finding("no_common_script"),)


def _supported(code: str) -> Outcome:
    return conclude((), [code])


def _latin_against(tokens: tuple[str, ...], spelled: Spelling, text: str, script: Script) -> Outcome:
    if script is Script.KANA:
        supported = sound_supports(tokens, katakana(text).split(" "))
        return _supported("sound_supported") if supported else Outcome(Level.DISAGREE, (Finding("sound_contradicted"),))
    for code, supports in (
        ("pinyin_supported", pinyin_supports), ("hangul_supported", hangul_supports), ("reading_supported",
            romaji_supports),
    ):  # fmt: skip
        if supports(tokens, spelled.text):
            return _supported(code)
    return Outcome(Level.DISAGREE, (Finding("reading_contradicted"),))
