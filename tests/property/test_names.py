"""Names under any input: keys are stable, quick paths equal slow ones, comparison is fair to both sides."""

import unicodedata

from hypothesis import given

from matcher.domain.kana import compare_name_kana
from matcher.domain.levels import Level
from matcher.domain.names import RegisteredNames, compare_name, is_blank
from matcher.domain.names_trail import explain_name
from normalizers.kana import fold_small, fold_v, kana_reasons, katakana, normalize_kana
from normalizers.names import normalize_name
from normalizers.relations import active_relations
from normalizers.romaji import is_latin
from normalizers.spelling import SEPARATORS, spell
from normalizers.widths import fold_encoding
from rules import load_rules
from tests.name_texts import TEXTS

SAME = {Level.EXACT, Level.EQUIVALENT}


@given(TEXTS)
def test_the_name_key_is_its_steps_one_by_one(text: str) -> None:
    if is_latin(text):
        return
    relations = active_relations()
    folded = (
        unicodedata.normalize("NFC", fold_encoding(text))
        if any("\u0300" <= c <= "\u036f" for c in text)
        else fold_encoding(text)
    )
    upper = "".join(chr(ord(char) - 32) if "a" <= char <= "z" else char for char in folded if char not in SEPARATORS)
    slow = "".join(found.target if (found := relations.key_target(char)) else char for char in upper)
    assert unicodedata.normalize("NFC", normalize_name(text).key) == unicodedata.normalize("NFC", slow)


@given(TEXTS)
def test_the_kana_key_is_its_steps_one_by_one(text: str) -> None:
    found = normalize_kana(text)
    assert found.key == fold_v(fold_small(katakana(text)).replace(" ", ""))
    assert found.reasons == kana_reasons(text)


@given(TEXTS)
def test_cells_cover_the_name_once(text: str) -> None:
    spelling = spell(text)
    positions = [cell.position for cell in spelling.cells]
    assert positions == sorted(set(positions))
    assert all(text[cell.position - 1] == cell.raw[0] for cell in spelling.cells)


@given(TEXTS, TEXTS)
def test_either_side_may_be_the_enrolment(one: str, other: str) -> None:
    assert compare_name(one, RegisteredNames(other)).level is compare_name(other, RegisteredNames(one)).level
    forth = compare_name_kana(one, RegisteredNames("", other), None).level
    assert forth is compare_name_kana(other, RegisteredNames("", one), None).level


@given(TEXTS, TEXTS)
def test_a_name_that_is_the_same_shares_a_key(one: str, other: str) -> None:
    comparison = compare_name_kana(one, RegisteredNames("", other), None)
    if comparison.level in SAME:
        assert normalize_kana(one).key == normalize_kana(other).key
    assert compare_name(one, RegisteredNames(one)).level is (Level.MISSING if is_blank(one) else Level.EXACT)


@given(TEXTS, TEXTS)
def test_every_equivalence_says_why_and_can_be_explained(one: str, other: str) -> None:
    reasons = load_rules().reasons
    comparison = compare_name(one, RegisteredNames(other))
    if comparison.level is not Level.DISAGREE and comparison.level is not Level.EXACT:
        assert comparison.evidence
    lines = explain_name(one, RegisteredNames(other), reasons)
    assert {line.code for line in lines} == {found.code for found in comparison.evidence}
    for found in comparison.evidence:
        best = reasons[found.code].level
        assert comparison.level is Level.DISAGREE or best in {"EQUIVALENT", str(comparison.level)}
