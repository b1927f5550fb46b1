"""The 氏名 item: an enrolment name against every registered form of the resident, the best level first.

Forms, in this order: 氏名, 通称 (alias), 旧氏 with the registered given name (former), ローマ字氏名 (Roman). Equal to
a form other than the name is EQUIVALENT with the form named. Between two scripts there is evidence, never equality. A
form in the same script that differs outweighs one that cannot be compared. A name in kana is held against the
registered kana, too, unless the resident is foreign, whose kana is not certified.

>>> resident = RegisteredNames("NGUYEN VAN ANH", "", "青木 安", "", "", foreign=True)
>>> compare_name("NGUYEN VAN ANH", resident).level.value
'EXACT'
>>> comparison = compare_name("青木安", resident)
>>> comparison.level.value, [str(evidence) for evidence in comparison.evidence]
('EQUIVALENT', ['form_alias', 'space_width'])
>>> compare_name("グエン ヴァン アン", resident).level.value, compare_name("田中 実", resident).level.value
('COMPATIBLE', 'DISAGREE')

Source: 住民基本台帳事務処理要領 (通称・旧氏); 入管法に基づく在留カードの氏名表記.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import partial

from matcher.domain.findings import Finding, Outcome, Pending, conclude, finish, missing
from matcher.domain.levels import Comparison, Level
from matcher.domain.names_kanji import compare_written
from matcher.domain.names_roman import compare_roman
from matcher.domain.names_scripts import Script, compare_scripts, script_of
from normalizers.kana import normalize_kana
from normalizers.spelling import MASKS, spell
from normalizers.widths import fold_encoding

MAX_LENGTH = 200
"""Longer values are no names: they are compared as they are, so that a hostile field costs no more than a name."""

_SUBSTANCE = re.compile("[0-9A-Za-zぁ-ゖァ-ヺｦ-ﾝ一-鿿]")
_WRITES = frozenset(("Lu", "Ll", "Lt", "Lo", "Nd", "Nl", "No", "Co", "Cn"))
"""Unicode categories that write a name. Marks that only repeat, lengthen or voice another character (Lm, Sk) do not."""
_CERTAIN = (Level.EXACT, Level.EQUIVALENT)


@dataclass(frozen=True, slots=True)
class RegisteredNames:
    """Every name that the registry holds for one resident, as written; empty text where it holds none."""

    name: str
    name_kana: str = ""
    alias: str = ""
    former_name: str = ""
    name_roman: str = ""
    foreign: bool = False


def compare_name(enrolment: str, resident: RegisteredNames) -> Comparison:
    """Compare an enrolment name with the registered names.

    Args:
        enrolment: the name of the enrolment, as written.
        resident: the registered names, as written.
    """
    if enrolment == resident.name and not is_blank(enrolment):
        return Comparison(Level.EXACT)
    return name_outcome(enrolment, resident).comparison


def name_outcome(enrolment: str, resident: RegisteredNames) -> Outcome:
    """Return the level with findings that may show characters: for the audited reveal and `--explain` only."""
    if enrolment == resident.name and not is_blank(enrolment):
        return Outcome(Level.EXACT)
    forms = [(code, form) for code, form in _forms(enrolment, resident) if form and not is_blank(form)]
    if is_blank(enrolment) or not forms:
        return missing(enrolment=is_blank(enrolment), resident=not forms)
    begun: list[tuple[str, Outcome | Pending]] = []
    for code, form in forms:
        outcome = _compare_form(enrolment, form, foreign=resident.foreign)
        if isinstance(outcome, Outcome):
            outcome = _of_form(code, outcome)
            if outcome.level in _CERTAIN:
                return outcome
            begun.append(("", outcome))
        else:
            begun.append((code, outcome))
    if not resident.foreign and resident.name_kana and script_of(enrolment) is Script.KANA:
        return _in_kana(enrolment, resident.name_kana, _best(begun))
    return _best(begun)


def _in_kana(enrolment: str, registered: str, found: Outcome) -> Outcome:
    """Return what a name in kana is worth where the registry has kana to hold it against."""
    if found.level is Level.DISAGREE:
        return found
    if normalize_kana(enrolment).key == normalize_kana(registered).key:
        return conclude((), ["kana_for_name"])
    if found.level is Level.NOT_COMPARABLE:
        return Outcome(Level.DISAGREE, (Finding("kana_contradicted"),))
    return found


def _of_form(code: str, found: Outcome) -> Outcome:
    """Return an outcome with the form that it is about; of the first form, the name itself, nothing is said."""
    if not code:
        return found
    level = Level.EQUIVALENT if found.level is Level.EXACT else found.level
    level = Level.COMPATIBLE if code == "former_cut_unknown" and level in _CERTAIN else level
    return Outcome(level, (Finding(code), *found.findings))


def _best(begun: list[tuple[str, Outcome | Pending]]) -> Outcome:
    """Return the first that is COMPATIBLE, which nothing here surpasses; else the first that differs, or the first."""
    finished = []
    for code, outcome in begun:
        found = _of_form(code, finish(outcome))
        if found.level is Level.COMPATIBLE:
            return found
        finished.append(found)
    return next((found for found in finished if found.level is Level.DISAGREE), finished[0])


def is_blank(text: str) -> bool:
    """Return whether a name carries nothing: no letter, kanji, digit or gaiji (a registry prints ＊ for none)."""
    if not text or _SUBSTANCE.search(text):
        return not text
    return not any(unicodedata.category(char) in _WRITES for char in fold_encoding(text[: MAX_LENGTH + 1]))


def masked_characters(text: str) -> int:
    """Return how many characters of a raw name are masks.

    >>> masked_characters("山●　太郎"), masked_characters("ﾔﾏﾀﾞ")
    (1, 0)
    """
    return sum(char in MASKS for char in spell(text).text)


def _forms(enrolment: str, resident: RegisteredNames) -> list[tuple[str, str]]:
    """Return the registered forms with what the evidence calls them; of equal ones the first is enough."""
    forms = [("", resident.name), ("form_alias", resident.alias)]
    if resident.former_name:
        forms += _former(enrolment, resident)
    if resident.name_roman != resident.name:
        forms.append(("form_roman", resident.name_roman))
    return forms


def _former(enrolment: str, resident: RegisteredNames) -> list[tuple[str, str]]:
    """Return 旧氏 + given name; where the registry shows no cut, the cut of the enrolment is only a doubt."""
    name, former = spell(resident.name), "".join(resident.former_name.split())
    if len(name.cuts) == 1:
        (cut,) = name.cuts
        return [("form_former", f"{former} {_raw(resident.name, name.cell(cut).position)}")]
    mine = spell(enrolment)
    if len(mine.cuts) == 1:
        (cut,) = mine.cuts
        given = mine.text[cut:]
        at = len(name.text) - len(given)
        if at > 0 and name.text.endswith(given):
            return [("former_cut_unknown", f"{former} {_raw(resident.name, name.cell(at).position)}")]
    return []


def _raw(text: str, position: int) -> str:
    return text[position - 1 :]


def _compare_form(enrolment: str, form: str, *, foreign: bool) -> Outcome | Pending:
    if enrolment == form:
        return Outcome(Level.EXACT)
    if max(len(enrolment), len(form)) > MAX_LENGTH:
        return Outcome(Level.DISAGREE, (Finding("over_long"),))
    mine, theirs = script_of(enrolment), script_of(form)
    if mine is Script.LATIN and theirs is Script.LATIN:
        return compare_roman(enrolment, form)
    one, other = spell(enrolment), spell(form)
    if mine is not theirs:
        return compare_scripts(enrolment, form, mine, theirs, one, other, foreign=foreign)
    begun = compare_written(one, other, foreign=foreign)
    if isinstance(begun, Outcome) or mine is not Script.KANA:
        return begun
    return partial(_kana_names, begun, enrolment, form)


def _kana_names(begun: Pending, enrolment: str, form: str) -> Outcome:
    same = normalize_kana(enrolment).key == normalize_kana(form).key
    return conclude((), ["kana_in_name"]) if same else begun()
