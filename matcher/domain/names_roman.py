"""Two names in Latin letters.

EQUIVALENT: the same letters after width, case, separators, diacritics (bare or ICAO 9303), with the tokens rotated or
reversed as family-given and given-family order do, with one side cutting its tokens finer (XIAO MING / XIAOMING), and
with one side written without any cut, in the order of the other, if it is too long for one name (KIMMINSU).
COMPATIBLE: a middle name dropped or cut at the field length, another order, another romanisation (OHNO/ONO, KIM/GIM).

>>> from matcher.domain.findings import finish
>>> finish(compare_roman("SMITH JOHN PAUL", "John Paul Smith")).level.value
'EQUIVALENT'
>>> [str(found.evidence) for found in finish(compare_roman("GRÖßE ANNA", "GROESSE ANNA")).findings]
['icao9303']
>>> finish(compare_roman("OHNO KEN", "ONO KEN")).level.value, finish(compare_roman("LI JIA", "LI JIE")).level.value
('COMPATIBLE', 'DISAGREE')

Source: ICAO Doc 9303 part 3; 문화관광부 고시 제2000-8호 and the usual passport spellings beside it; Hepburn of
旅券法施行規則.
"""

import re
from functools import partial

from matcher.domain.findings import Finding, Outcome, Pending, conclude
from matcher.domain.levels import Level
from normalizers.romaji import ascii_forms, roman_reasons, roman_tokens

_MAX_TOKENS = 8
_LETTERS_DIFFER = (Finding("letters_differ"),)
_WHOLE, _WITH_MIDDLE = 2, 3
_TRUNCATED_FIELD = 20
_LONG_JOINED = 7
"""From this length on a name without any cut is a family and a given name; a shorter one (TANAKA) may be only one."""
_KOREAN = (
    "KIM GIM", "LEE YI RHEE I LI REE RI", "PARK PAK BAK BARK", "CHOI CHOE CHOY", "JUNG JEONG CHUNG JOUNG CHONG",
    "KANG GANG",
    "CHO JO", "YOON YUN", "JANG CHANG", "LIM IM RIM YIM", "HAN HAHN", "SHIN SIN", "SEO SUH SO", "KWON GWON",
    "HWANG WHANG",
    "AN AHN", "YOO YU RYU YOU LYU", "JEON JUN CHUN CHON", "HONG", "KO GO KOH", "MOON MUN", "YANG RYANG",
    "SON SOHN SHON",
    "BAE PAE", "BAEK PAEK BAIK PAIK", "HEO HUH HUR", "NO NOH ROH RO", "NAM", "SIM SHIM", "HA", "JOO JU CHU",
    "KOO GU KU GOO",
    "WOO U WU", "MIN", "JIN CHIN", "NA RA", "CHA", "OH O", "KWAK GWAK", "SUNG SEONG", "BYUN BYEON PYUN PYON",
    "EOM UM UHM",
)  # fmt: skip
_KOREAN_NAME = {spelling: group.split()[0] for group in _KOREAN for spelling in group.split()}
_JAPANESE_LONG = (
    (re.compile("O[HU](?![AEIOUY])"), "O"),
    (re.compile("([AIUEO])\\1"), "\\1"),
    (re.compile("M(?=[BPM])"), "N"),
)


def compare_roman(enrolment: str, resident: str) -> Outcome | Pending:
    """Compare two Latin names, as written; names of very many tokens are not looked into."""
    one, other = roman_tokens(enrolment), roman_tokens(resident)
    if max(len(one), len(other)) > _MAX_TOKENS:
        return Outcome(Level.EQUIVALENT if one == other else Level.DISAGREE, (Finding("over_long"),))
    same = _same(one, other)
    if same is not None:
        return conclude((), _reasons(enrolment, resident, same))
    ascii_only = enrolment.isascii() and resident.isascii()
    for mine in () if ascii_only else ascii_forms(enrolment):
        for theirs in ascii_forms(resident):
            same = _same(tuple(mine.split()), tuple(theirs.split()))
            if same is not None:
                return conclude((), _reasons(enrolment, resident, [*same, "icao9303"]))
    return partial(_doubtful, one, other, min(len(enrolment), len(resident)))


def _doubtful(one: tuple[str, ...], other: tuple[str, ...], length: int) -> Outcome:
    doubt = _doubt(one, other, length)
    return Outcome(Level.DISAGREE, _LETTERS_DIFFER) if doubt is None else conclude((), [doubt])


def _reasons(enrolment: str, resident: str, codes: list[str]) -> list[str]:
    mine, theirs = set(roman_reasons(enrolment)), set(roman_reasons(resident))
    written = [str(code) for code in sorted(mine ^ theirs) if code not in codes]
    if not (enrolment.isascii() and resident.isascii()) and not {"width", "icao9303"} & {*written, *codes}:
        codes = [*codes, "diacritic"]
    return list(dict.fromkeys([*written, *codes])) or ["separator"]


def _same(one: tuple[str, ...], other: tuple[str, ...]) -> list[str] | None:
    """Return the codes of what differs between equal names, or None where the letters differ."""
    if one == other:
        return []
    if sorted("".join(one)) != sorted("".join(other)) or not one:
        return None
    joined = "".join(one)
    if 1 in (len(one), len(other)) and joined == "".join(other) and len(joined) >= _LONG_JOINED:
        return ["separator"]
    for order in _orders(one):
        codes = [] if order == one else ["token_order"]
        if order == other:
            return codes
        if _refines(order, other) or _refines(other, order):
            return [*codes, "separator"]
    return None


def _orders(tokens: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Return the orders in which one name is written: as it is, rotated, reversed."""
    rotations = [tokens[cut:] + tokens[:cut] for cut in range(len(tokens))]
    return [*rotations, tokens[::-1]]


def _refines(fine: tuple[str, ...], coarse: tuple[str, ...]) -> bool:
    """Return whether `coarse` is `fine` with some neighbours written together, and each name still has two parts."""
    if len(coarse) < _WHOLE or "".join(fine) != "".join(coarse):
        return False
    ends = {sum(map(len, fine[: index + 1])) for index in range(len(fine))}
    return {sum(map(len, coarse[: index + 1])) for index in range(len(coarse))} <= ends


def _doubt(one: tuple[str, ...], other: tuple[str, ...], length: int) -> str | None:
    short, long = sorted((one, other), key=lambda tokens: len("".join(tokens)))
    if len(short) >= _WHOLE and len(long) >= _WITH_MIDDLE and _dropped(short, long):
        return "middle_dropped"
    cut = "".join(long).startswith("".join(short)) and len(long) >= _WITH_MIDDLE
    if len(short) >= _WHOLE and cut and length >= _TRUNCATED_FIELD:
        return "truncation"
    if sorted(one) == sorted(other):
        return "token_rearranged"
    if len(one) == len(other) and any(all(map(_sounds, order, other)) for order in _orders(one)):
        return "romanisation_variant"
    return "token_rearranged" if "".join(one) == "".join(other) else None


def _dropped(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """Return whether `short` is `long` without some tokens after the first; an initial stands for its token."""
    for order in _orders(long):
        rest = iter(order)
        whole = sum(token in long for token in short)
        if whole >= _WHOLE and all(any(_abbreviates(token, full) for full in rest) for token in short):
            return True
    return False


def _abbreviates(token: str, full: str) -> bool:
    return token == full or (len(token) == 1 and full.startswith(token))


def _sounds(one: str, other: str) -> bool:
    if one == other or _KOREAN_NAME.get(one, one) == _KOREAN_NAME.get(other, other):
        return True
    return _japanese(one) == _japanese(other)


def _japanese(token: str) -> str:
    for pattern, becomes in _JAPANESE_LONG:
        token = pattern.sub(becomes, token)
    return token
