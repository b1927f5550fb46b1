"""Two names written in kanji or kana, character by character.

Position i of one side stands against position i of the other: nothing is inserted or dropped, because 毅 and 毅一 are
two people. Each position is the same character (`encoding`, tier A, tier B, tier F for a foreign name), or could be
for a named cause (mask, private-use gaiji, iteration mark, kana, tier C), or differs. A moved family/given cut (林
田中 / 林田 中) is COMPATIBLE at best, and so is the given name before the family name (太郎 山田 / 山田 太郎).

>>> from matcher.domain.findings import finish
>>> from normalizers.spelling import spell
>>> outcome = finish(compare_written(spell("髙橋太郎"), spell("高橋 太郎"), foreign=False))
>>> outcome.level.value, [str(finding.evidence) for finding in outcome.findings]
('EQUIVALENT', ['gaiji_shrink@enrolment.1', 'space_width'])
>>> finish(compare_written(spell("山●"), spell("山田"), foreign=False)).level.value
'COMPATIBLE'
>>> finish(compare_written(spell("林 田中"), spell("林田 中"), foreign=False)).level.value
'COMPATIBLE'
"""

from functools import partial

from matcher.domain.findings import Finding, Outcome, Pending, conclude
from matcher.domain.levels import Level, Side
from normalizers.kana import fold_small, katakana
from normalizers.readings import may_read
from normalizers.relation_tables import Relation
from normalizers.relations import active_relations
from normalizers.spelling import MASKS, SEPARATOR, Cell, Spelling
from normalizers.widths import EDITIONS, INVISIBLE, IVS, SPACE_WIDTH, sequence_glyph

_GA = frozenset("ケヶガカヵがかけ箇个")
_ITERATES = frozenset("々ゝヽ〻ゞヾ")
_KANA_FIRST, _KANA_LAST = "ぁ", "ヿ"
_PRIVATE = ((0xE000, 0xF8FF), (0xF0000, 0xFFFFD), (0x100000, 0x10FFFD))


def is_private(char: str) -> bool:
    """Return whether a character has only the meaning that its vendor gives it."""
    return char >= "\ue000" and any(first <= ord(char) <= last for first, last in _PRIVATE)


def is_kana(char: str) -> bool:
    """Return whether a character is hiragana or katakana, with the marks that go with them."""
    return _KANA_FIRST <= char <= _KANA_LAST


def compare_written(enrolment: Spelling, resident: Spelling, *, foreign: bool) -> Outcome | Pending:
    """Compare two spellings of one script family.

    Args:
        enrolment: the spelling of the enrolment side.
        resident: the spelling of one registered form.
        foreign: whether the resident is a foreign one, so that 告示582 rank 1 applies to every character.
    """
    findings: list[Finding] = []
    shorter = min(len(enrolment.text), len(resident.text))
    for index in _doubtful(enrolment, resident):
        one, other = (enrolment.cell(index), resident.cell(index)) if index < shorter else (None, None)
        found = None if one is None or other is None else _compare_cells(one, other, foreign=foreign)
        if found is None and index < shorter:
            found = _iteration(enrolment, resident, index)
        if found is None:
            return partial(_tell_apart, enrolment, resident, findings, index)
        findings += found
    layout = _layout(enrolment, resident)
    if not findings and not layout:
        kept = (code for code in (SPACE_WIDTH, SEPARATOR) if code in enrolment.dropped)
        layout = [str(next(kept, INVISIBLE))]
    return conclude(findings, layout)


def _doubtful(enrolment: Spelling, resident: Spelling) -> list[int]:
    """Return the positions that are not certainly the same, with the first that only one side has."""
    if enrolment.plain and resident.plain:
        pairs = enumerate(zip(enrolment.text, resident.text, strict=False))
        found = [index for index, (one, other) in pairs if one != other or one in MASKS]
    else:
        cells = enumerate(zip(enrolment.cells, resident.cells, strict=False))
        found = [index for index, (one, other) in cells if one.raw != other.raw or one.char in MASKS]
    sizes = len(enrolment.text), len(resident.text)
    return found if sizes[0] == sizes[1] else [*found, min(sizes)]


def _tell_apart(enrolment: Spelling, resident: Spelling, findings: list[Finding], index: int) -> Outcome:
    if _reversed(enrolment, resident) or _reversed(resident, enrolment):
        return conclude((), ["name_order"])
    return _substituted(enrolment, resident, findings, index) or differing(enrolment, resident, index)


def _reversed(one: Spelling, other: Spelling) -> bool:
    """Return whether `other` is the given name of `one` and then its family name, by the only cut of `one`."""
    if len(one.cuts) != 1 or len(one.text) != len(other.text):
        return False
    (cut,) = one.cuts
    return one.text[cut:] + one.text[:cut] == other.text and other.cuts <= {len(one.text) - cut}


def _layout(enrolment: Spelling, resident: Spelling) -> list[str]:
    if enrolment.cuts == resident.cuts and enrolment.dropped == resident.dropped:
        return []
    codes = [str(code) for code in sorted(enrolment.dropped ^ resident.dropped)]
    if not (enrolment.cuts <= resident.cuts or resident.cuts <= enrolment.cuts):
        return [*codes, "space_position"]
    if enrolment.cuts != resident.cuts and "space_width" not in codes:
        codes.append("space_width")
    return codes


def _compare_cells(one: Cell, other: Cell, *, foreign: bool) -> list[Finding] | None:
    """Return the findings of one position, or None where the characters differ."""
    encoded = [] if one.raw == other.raw else _encoding(one, Side.ENROLMENT) + _encoding(other, Side.RESIDENT)
    for cell, side in ((one, Side.ENROLMENT), (other, Side.RESIDENT)):
        if cell.char in MASKS:
            return [*encoded, Finding("masked_character", side, cell.position, cell.raw)]
        if is_private(cell.char) and one.raw != other.raw:
            return [*encoded, Finding("gaiji_pua", side, cell.position, cell.raw)]
    if one.char == other.char:
        return encoded
    if is_kana(one.char) and is_kana(other.char) and fold_small(katakana(one.char)) == fold_small(katakana(other.char)):
        return [*encoded, Finding("kana_in_name", Side.ENROLMENT, one.position, one.raw, other.raw)]
    if one.char in _GA and other.char in _GA:
        return [*encoded, Finding("kana_in_name", Side.ENROLMENT, one.position, one.raw, other.raw)]
    relation = active_relations().between(one.char, other.char)
    return None if relation is None else [*encoded, _relation(relation, one, other, foreign=foreign)]


def _encoding(cell: Cell, side: Side) -> list[Finding]:
    return [
        Finding(
            reason, side, cell.position, cell.raw, cell.char, EDITIONS.get(reason, ""),
            sequence_glyph(cell.raw) if reason == IVS else "",
        )
        for reason in cell.reasons
    ]  # fmt: skip


def _relation(relation: Relation, one: Cell, other: Cell, *, foreign: bool) -> Finding:
    side, cell = (Side.ENROLMENT, one) if relation.source == one.char else (Side.RESIDENT, other)
    code = relation.code
    if relation.tier == "F" and not (foreign or relation.note == "simplified"):
        code = "foreign_kanji_unproven"
    return Finding(code, side, cell.position, relation.source, relation.target, relation.edition, relation.glyph)


def _iteration(enrolment: Spelling, resident: Spelling, index: int) -> list[Finding] | None:
    """Return the finding for 々 ゝ ヽ (and voiced ゞ ヾ) against the character repeated."""
    for one, other, side in ((enrolment, resident, Side.ENROLMENT), (resident, enrolment, Side.RESIDENT)):
        mark, written = one.text[index], other.text[index]
        if index and mark in _ITERATES and _repeats(mark, other.text[index - 1], written):
            cell = one.cell(index)
            return [Finding("iteration_mark", side, cell.position, cell.raw, written)]
    return None


def _repeats(mark: str, before: str, written: str) -> bool:
    voiced = mark in "ゞヾ"
    return before == written or (voiced and is_kana(before) and ord(written) - ord(before) == 1)


def _substituted(enrolment: Spelling, resident: Spelling, findings: list[Finding], start: int) -> Outcome | None:
    """Return COMPATIBLE where a run of kana stands for kanji that may be read so (ヘン見 / 辺見), else None."""
    one, other = enrolment.text, resident.text
    end = 0
    while end < min(len(one), len(other)) - start and one[-1 - end] == other[-1 - end]:
        end += 1
    runs = [
        (spelling.text[start : len(spelling.text) - end], side, spelling)
        for spelling, side in ((enrolment, Side.ENROLMENT), (resident, Side.RESIDENT))
    ]
    for (kana, side, spelling), (kanji, _, _) in (runs, runs[::-1]):
        written_out = kana and kanji and all(map(is_kana, kana)) and not any(map(is_kana, kanji))
        if written_out and start + end and may_read(kanji, katakana(kana)):
            found = Finding("kana_substitution", side, spelling.cell(start).position, kana, kanji)
            return conclude([*findings, found], _layout_of_different_lengths(enrolment, resident))
    return None


def _layout_of_different_lengths(enrolment: Spelling, resident: Spelling) -> list[str]:
    return [str(code) for code in sorted(enrolment.dropped ^ resident.dropped)]


def differing(enrolment: Spelling, resident: Spelling, index: int) -> Outcome:
    """Return DISAGREE, and say whether only the surname or only the given name differs, where a cut shows it."""
    for first, second in ((enrolment, resident), (resident, enrolment)):
        if len(first.cuts) == 1 and (not second.cuts or len(second.cuts) == 1):
            (cut,) = first.cuts
            given, family = first.text[cut:], first.text[:cut]
            if index >= cut and second.text.startswith(family) and second.cuts <= {cut}:
                return Outcome(Level.DISAGREE, (Finding("given_name_differs"),))
            if second.text.endswith(given) and second.cuts <= {len(second.text) - len(given)}:
                return Outcome(Level.DISAGREE, (Finding("surname_differs"),))
    return Outcome(Level.DISAGREE)
