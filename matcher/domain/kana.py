"""The カナ氏名 item: what kana habits explain, and what only the kanji side can decide.

EQUIVALENT: width, hiragana, marks, long-mark glyphs, ヴ row, separators, and small against large kana unless the
kanji side disagrees, or is unknown and two real readings differ by just that (じゆう / じゅう). COMPATIBLE: ヂ/ジ
ヅ/ズ ヲ/オ, a long mark against a vowel, a cut name, another reading of the same kanji, the given name first, and the
registered kanji in the place of the kana. Dakuten, long vowels and ッ
are never dropped. The kana of a foreign resident is not certified: whatever is not equal, an empty kana too, is
NOT_COMPARABLE.

>>> resident = RegisteredNames("佐々木 俊", "ササキ シュン")
>>> compare_name_kana("ｻｻｷ ｼﾕﾝ", resident, Level.EXACT).level.value
'EQUIVALENT'
>>> compare_name_kana("ｻｻｷ ｼﾕﾝ", resident, Level.DISAGREE).level.value
'COMPATIBLE'
>>> compare_name_kana("オノ ユキ", RegisteredNames("", "オオノ ユキ"), None).level.value
'DISAGREE'

Source: 戸籍の氏名の振り仮名 (令和7年5月26日施行); 年金記録 名寄せ (2007) for what is only a candidate.
"""

from functools import lru_cache

from matcher.domain.findings import Finding, Outcome, conclude, missing
from matcher.domain.levels import Comparison, Level, Side
from matcher.domain.names import MAX_LENGTH, RegisteredNames, is_blank
from matcher.domain.names_scripts import Script, script_of
from normalizers.forms import Reason
from normalizers.kana import fold_small, fold_v, katakana, normalize_kana
from normalizers.readings import colliding_kana, may_read
from normalizers.spelling import MASKS, spell

_AGREES = (Level.EXACT, Level.EQUIVALENT)
_SOUNDS = str.maketrans("ヂヅヲヱヰ", "ジズオエイ")
_COLUMNS = ("アカガサザタダナハバパマヤラワ", "イキギシジチヂニヒビピミリ", "ウクグスズツヅヌフブプムユル",
    "エケゲセゼテデネヘベペメレ",
            "オコゴソゾトドノホボポモヨロヲ")  # fmt: skip
_LENGTHENS = {
    kana: vowels for column, vowels in zip(_COLUMNS, ("ア", "イ", "ウ", "エイ", "オウ"), strict=True) for kana in column
}
_LONG = "ー"
_LONG_FIELD, _PARTS, _MIDDLE_TOKENS = 10, 2, 3


def compare_name_kana(enrolment: str, resident: RegisteredNames, name_level: Level | None) -> Comparison:
    """Compare an enrolment kana name with the registered one.

    Args:
        enrolment: the kana of the enrolment, as written.
        resident: the registered names, as written.
        name_level: the level of the 氏名 item of the same pair; None where it is not known.
    """
    if enrolment == resident.name_kana and not is_blank(enrolment):
        return Comparison(Level.EXACT)
    return kana_outcome(enrolment, resident, name_level).comparison


def kana_outcome(enrolment: str, resident: RegisteredNames, name_level: Level | None) -> Outcome:
    """Return the level with findings that may show characters: for the audited reveal and `--explain` only."""
    registered = resident.name_kana
    if enrolment == registered and not is_blank(enrolment):
        return Outcome(Level.EXACT)
    absent = is_blank(enrolment), is_blank(registered)
    if any(absent) and not resident.foreign:
        return missing(enrolment=absent[0], resident=absent[1])
    found = Outcome(Level.DISAGREE) if any(absent) else _compare(enrolment, resident, name_level)
    if resident.foreign and found.level not in _AGREES:
        return Outcome(Level.NOT_COMPARABLE, (Finding("kana_not_certified", Side.RESIDENT), *found.findings))
    return found


def _compare(enrolment: str, resident: RegisteredNames, name_level: Level | None) -> Outcome:
    registered, name = resident.name_kana, resident.name
    if max(len(enrolment), len(registered)) > MAX_LENGTH:
        return Outcome(Level.DISAGREE, (Finding("over_long"),))
    if script_of(enrolment) is Script.WRITTEN and spell(enrolment).text == spell(name).text:
        return conclude((), ["kanji_for_kana"])
    one, other = _tokens(enrolment), _tokens(registered)
    mine, theirs = "".join(one), "".join(other)
    if mine == theirs:
        return _equal(enrolment, registered, one, other)
    large = fold_small(mine), fold_small(theirs)
    if fold_v(large[0]) == fold_v(large[1]):
        small = "kana_small" if small_is_safe(one, other, name_level) else "kana_small_unconfirmed"
        differs = fold_v(mine) != fold_v(theirs)
        return _equal(enrolment, registered, one, other, small if differs else "")
    masked = _masked(enrolment, registered)
    if masked:
        return conclude(masked, ())
    code = _doubt(one, other, fold_v(large[0]), fold_v(large[1]))
    if code is None and name_level in _AGREES and may_read(spell(name).text, mine):
        code = "alternate_reading"
    return conclude((), [code]) if code else _differing(one, other)


@lru_cache(maxsize=4096)
def _tokens(text: str) -> tuple[str, ...]:
    return tuple(katakana(text).split(" "))


def _equal(enrolment: str, registered: str, one: tuple[str, ...], other: tuple[str, ...], small: str = "") -> Outcome:
    mine, theirs = _reasons(enrolment), _reasons(registered)
    codes = [str(code) for code in dict.fromkeys((*mine, *theirs)) if (code in mine) != (code in theirs)]
    codes = [small if code == "kana_small" else code for code in codes if small or code != "kana_small"]
    codes += [small] * (bool(small) and small not in codes)
    cuts = _cuts(tuple(map(_large, one))), _cuts(tuple(map(_large, other)))
    if not (cuts[0] <= cuts[1] or cuts[1] <= cuts[0]):
        codes.append("space_position")
    elif not codes:
        codes.append("space_width" if cuts[0] != cuts[1] else "separator")
    return conclude((), codes)


@lru_cache(maxsize=4096)
def _reasons(text: str) -> tuple[Reason, ...]:
    return normalize_kana(text).reasons


def _large(token: str) -> str:
    return fold_v(fold_small(token))


def _cuts(tokens: tuple[str, ...]) -> set[int]:
    return {sum(map(len, tokens[:index])) for index in range(1, len(tokens))}


def small_is_safe(one: tuple[str, ...], other: tuple[str, ...], name_level: Level | None) -> bool:
    """Return whether small against large kana is a habit of writing here, and not another name."""
    if name_level in _AGREES:
        return True
    if name_level is Level.DISAGREE:
        return False
    colliding = colliding_kana()
    whole = fold_small("".join(one))
    parts = {fold_small(token) for tokens in (one, other) for token in tokens}
    uncut = len(one) == 1 and len(other) == 1
    return not (parts & colliding or (uncut and any(whole.endswith(word) for word in colliding)))


def _doubt(one: tuple[str, ...], other: tuple[str, ...], mine: str, theirs: str) -> str | None:
    """Return the code of a named cause that is no proof, or None."""
    if mine.translate(_SOUNDS) == theirs.translate(_SOUNDS):
        return "yotsugana_wo"
    if _LONG in mine + theirs and _spell_long(mine, theirs):
        return "long_vowel_notation"
    if sorted(one) == sorted(other):
        return "name_order" if len(one) == _PARTS else "token_rearranged"
    short, long = sorted((one, other), key=lambda tokens: len("".join(tokens)))
    if len(long) >= _MIDDLE_TOKENS and len(short) > 1:
        cut = "".join(long).startswith("".join(short))
        if cut and (short == long[: len(short)] or len("".join(short)) >= _LONG_FIELD):
            return "truncation"
        rest = iter(long)
        if all(token in rest for token in short):
            return "middle_dropped"
    return None


def _spell_long(one: str, other: str) -> bool:
    """Return whether the names are equal once each ー is read as nothing or as the vowel that it lengthens."""
    ends = {(0, 0)}
    seen: set[tuple[int, int]] = set()
    while ends:
        i, j = ends.pop()
        if (i, j) == (len(one), len(other)):
            return True
        seen.add((i, j))
        steps = set()
        if i < len(one) and j < len(other) and one[i] == other[j]:
            steps.add((i + 1, j + 1))
        for (here, index), (there, at), turned in (((one, i), (other, j), False), ((other, j), (one, i), True)):
            if index and index < len(here) and here[index] == _LONG:
                lengths = {0, 1} if at < len(there) and there[at] in _LENGTHENS.get(here[index - 1], "") else {0}
                steps |= {(at + by, index + 1) if turned else (index + 1, at + by) for by in lengths}
        ends |= steps - seen
    return False


def _masked(enrolment: str, registered: str) -> list[Finding]:
    """Return the masks, if nothing but masks differs."""
    spelled = spell(enrolment), spell(registered)
    if MASKS.isdisjoint(spelled[0].text) and MASKS.isdisjoint(spelled[1].text):
        return []
    one, other = spelled[0].cells, spelled[1].cells
    if len(one) != len(other):
        return []
    found: list[Finding] = []
    for mine, theirs in zip(one, other, strict=True):
        if mine.char in MASKS or theirs.char in MASKS:
            side, cell = (Side.ENROLMENT, mine) if mine.char in MASKS else (Side.RESIDENT, theirs)
            found.append(Finding("masked_character", side, cell.position, cell.raw))
        elif _sound(mine.char) != _sound(theirs.char):
            return []
    return found


def _sound(char: str) -> str:
    """Return one character as the key has it; a dash alone is a long mark."""
    return fold_small(katakana(char)) or _LONG


def _differing(one: tuple[str, ...], other: tuple[str, ...]) -> Outcome:
    """Return DISAGREE, and whether only the surname or only the given name differs; a cut on one side shows it, too."""
    mine, theirs = tuple(map(_large, one)), tuple(map(_large, other))
    given = surname = False
    if len(mine) == len(theirs) > 1:
        given = mine[0] == theirs[0] != _LONG
        surname = mine[1:] == theirs[1:]
    for cut, whole in ((mine, theirs), (theirs, mine)):
        if (len(cut), len(whole)) == (_PARTS, 1):
            given = given or whole[0].startswith(cut[0])
            surname = surname or whole[0].endswith(cut[1])
    code = "given_name_differs" if given else "surname_differs" if surname else ""
    return Outcome(Level.DISAGREE, (Finding(code),) if code else ())
