r"""Fold how a character is encoded or how wide it is drawn; what it means stays.

One table serves every name: a code point that only encodes another one → (what it becomes, the reason). Order of the
steps, which is also the order of the reasons: `invisible` → `ivs` → `compat_ideograph` → `radical` → `width` →
`space_width`; then a voiced mark joins its kana (`dakuten_encoding`). NFKC is not used: it turns U+309B into a
space with a mark, expands ㈱ and leaves variation selectors, U+2212 and half of the radicals as they are.

>>> fold_encoding("\ufa19\N{IDEOGRAPHIC SPACE}ｼﾞ邉\U000e0100")
'神 ジ邉'
>>> encoding_reasons("\ufa19\N{IDEOGRAPHIC SPACE}ｼﾞ邉\U000e0100")
('ivs', 'compat_ideograph', 'width', 'space_width')
>>> fold_encoding("か\N{KATAKANA-HIRAGANA VOICED SOUND MARK}")
'が'

Source: Unicode 16 (UCD, Unihan kCompatibilityVariant, EquivalentUnifiedIdeograph); half-width forms of JIS X 0201.
"""

import re
import unicodedata
from functools import cache

from normalizers.charmap import CharacterMap
from normalizers.forms import Reason
from normalizers.tables import character, code_point, committed_lines

INVISIBLE = Reason("invisible")
IVS = Reason("ivs")
COMPAT_IDEOGRAPH = Reason("compat_ideograph")
RADICAL = Reason("radical")
WIDTH = Reason("width")
SPACE_WIDTH = Reason("space_width")
DAKUTEN_ENCODING = Reason("dakuten_encoding")
EDITIONS = {
    IVS: "Unicode IVD 2022-09-13",
    COMPAT_IDEOGRAPH: "Unihan 16 kCompatibilityVariant",
    RADICAL: "UCD EquivalentUnifiedIdeograph",
}
"""The table behind a step, for the steps that have one."""
ENCODING_ORDER = (INVISIBLE, IVS, COMPAT_IDEOGRAPH, RADICAL, WIDTH, SPACE_WIDTH, DAKUTEN_ENCODING)

VOICED, SEMI_VOICED = (
    "\N{COMBINING KATAKANA-HIRAGANA VOICED SOUND MARK}",
    "\N{COMBINING KATAKANA-HIRAGANA SEMI-VOICED SOUND MARK}",
)
_HALF_KANA = (
    "。「」、・ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン"
    + VOICED + SEMI_VOICED
)  # fmt: skip
_HANGUL_FILLERS = "\u115f\u1160\u3164\uffa0"
_SPACES = (
    "\t\n\v\f\r\x85\u00a0\u1680\u2028\u2029\u202f\u205f\u3000"
    + "".join(map(chr, range(0x2000, 0x200B)))
    + _HANGUL_FILLERS
)
_INVISIBLE_RANGES = (
    (0x00AD, 0x00AD), (0x034F, 0x034F), (0x061C, 0x061C), (0x180E, 0x180E), (0x200B, 0x200F), (0x202A, 0x202E),
    (0x2060, 0x2064), (0x2066, 0x206F), (0xFEFF, 0xFEFF), (0xFFF9, 0xFFFB), (0xE0001, 0xE0001), (0xE0020, 0xE007F),
)  # fmt: skip
_SELECTOR_RANGES = ((0x180B, 0x180D), (0xFE00, 0xFE0F), (0xE0100, 0xE01EF))
_MARK_AFTER_KANA = re.compile(f"[\u3041-\u30ff][{VOICED}{SEMI_VOICED}]")


@cache
def encoding_table() -> dict[int, tuple[str, Reason]]:
    """Return code point → (what it encodes, the reason), for every code point that this step changes."""
    table: dict[int, tuple[str, Reason]] = {0x309B: (VOICED, DAKUTEN_ENCODING), 0x309C: (SEMI_VOICED, DAKUTEN_ENCODING)}
    for kind, reason in (("compat_ideograph", COMPAT_IDEOGRAPH), ("radical", RADICAL)):
        table.update(
            (int(row[2 : row.index("\t")], 16), (character(row.split("\t")[1]), reason))
            for row in committed_lines(kind)
        )
    table.update((code, (chr(code - 0xFEE0), WIDTH)) for code in range(0xFF01, 0xFF5F))
    table.update((0xFF61 + number, (kana, WIDTH)) for number, kana in enumerate(_HALF_KANA))
    table.update((ord(space), (" ", SPACE_WIDTH)) for space in _SPACES)
    for ranges, reason in ((_INVISIBLE_RANGES, INVISIBLE), (_SELECTOR_RANGES, IVS)):
        table.update((code, ("", reason)) for first, last in ranges for code in range(first, last + 1))
    return table


@cache
def encoding_map() -> CharacterMap[str]:
    """Return the map of `str.translate` for this step."""
    table = encoding_table()
    return CharacterMap(lambda char: table[ord(char)][0] if ord(char) in table else char)


@cache
def _sequences() -> dict[str, str]:
    return dict(row.rsplit("\t", 1) for row in committed_lines("ivs"))


def sequence_glyph(sequence: str) -> str:
    r"""Return the MJ number of the glyph that a variation sequence asks for, or nothing.

    >>> sequence_glyph("邉\U000e010f"), sequence_glyph("邉")
    ('MJ026190', '')
    """
    return _sequences().get("\t".join(map(code_point, sequence)), "")


def fold_encoding(text: str) -> str:
    """Return `text` with one encoding per character: every space a U+0020, nothing invisible, kana whole."""
    folded = text.translate(encoding_map())
    if VOICED in folded or SEMI_VOICED in folded:
        folded = _MARK_AFTER_KANA.sub(lambda match: unicodedata.normalize("NFC", match.group()), folded)
    return folded


def encoding_reasons(text: str) -> tuple[Reason, ...]:
    """Return why `fold_encoding` changes `text`, in the order of the steps."""
    table = encoding_table()
    found = {table[ord(char)][1] for char in set(text) if ord(char) in table}
    if VOICED in text or SEMI_VOICED in text:
        found.add(DAKUTEN_ENCODING)
    return tuple(reason for reason in ENCODING_ORDER if reason in found)
