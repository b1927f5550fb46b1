"""Why a pair is held: from levels and evidence to one main cause and further ones. Triage: it decides nothing.

Each × item of the key has one cause, found in this order:

1. a name item that disagrees while the other one agrees is a question of writing, whichever part of the name it is:
   `kanji_differs` for the kanji, or `foreign_name` where a side is in Latin letters; for the kana the cause of the
   registered form (旧氏, 通称) that the kanji agrees with; the name of a foreign resident that disagrees while birth
   date, sex and address agree is `foreign_name`, as an alias (通称) that is not registered;
2. the cause that `rules/reasons.yaml` gives to the first piece of its evidence that has one, of those that made the
   level before those that are merely there;
3. for a kana name that disagrees while the kanji name does, too: the cause of the kanji name;
4. the cause that `rules/causes.yaml` gives to its level.

Of those the first in the order of `rules/causes.yaml` is the main one. If two of them are suspicious, nothing in the
notation explains the pair, and `unexplained` stands before all others. A pair without any × has `no_basis`.

>>> from matcher.domain.levels import Evidence
>>> from rules import Mark, load_rules
>>> same, swapped = Comparison(Level.EXACT), Comparison(Level.DISAGREE, (Evidence("day_month_swapped"),))
>>> find_causes((same, same, swapped, same, same), {"birth_date": Mark.DIFFERS}, load_rules())
('birth_date_swapped',)
>>> other = Comparison(Level.DISAGREE)
>>> marks = {"name": Mark.DIFFERS, "name_kana": Mark.DIFFERS, "address": Mark.DIFFERS}
>>> find_causes((other, other, same, same, other), marks, load_rules())
('unexplained', 'name_differs', 'address_differs')
"""

from collections.abc import Mapping

from matcher.domain.fold import Comparisons
from matcher.domain.levels import Comparison, Item, Level
from matcher.domain.records import ResidentStatus
from rules import Mark, RuleSet

_AGREEING = frozenset({Level.EXACT, Level.EQUIVALENT})
_OF_STATUS = {ResidentStatus.DEAD: "resident_dead", ResidentStatus.MOVED_OUT: "resident_moved_out"}
_OTHER_NAME = {Item.NAME: Item.NAME_KANA, Item.NAME_KANA: Item.NAME}
_SEVERAL = 2
_LATIN = frozenset({"letters_differ", "sound_contradicted", "reading_contradicted"})

FORMS = frozenset({"form_alias", "form_former", "form_roman"})
"""Evidence that the name agrees with another registered form of it."""

NAME_PARTS = frozenset({"given_name_differs", "surname_differs"})
"""Evidence that one part of a name is another and the rest is the same."""


def cause_of_inactive(status: ResidentStatus) -> str:
    """Return the cause for a resident who is not living where the registry has them."""
    return _OF_STATUS[status]


def find_causes(comparisons: Comparisons, marks: Mapping[str, Mark], rules: RuleSet) -> tuple[str, ...]:
    """Return the causes of a mismatched pair, the main one first.

    Args:
        comparisons: the five comparisons, in the order of `Item`.
        marks: the mark of every item of the key.
        rules: the catalogues.
    """
    by_item = dict(zip(Item, comparisons, strict=True))
    found = {_cause_of(Item(item), by_item, rules) for item, mark in marks.items() if mark is Mark.DIFFERS}
    if not found:
        return ("no_basis",)
    ordered = tuple(code for code in rules.causes if code in found)
    suspicious = sum(rules.causes[code].suspicious for code in ordered)
    return ("unexplained", *ordered) if suspicious >= _SEVERAL else ordered


def _cause_of(item: Item, by_item: Mapping[Item, Comparison], rules: RuleSet) -> str:
    comparison = by_item[item]
    written_only = item in _OTHER_NAME and by_item[_OTHER_NAME[item]].level in _AGREEING
    if written_only and item is Item.NAME and comparison.level is Level.DISAGREE:
        return "foreign_name" if _in_latin(comparison) else "kanji_differs"
    if item is Item.NAME and comparison.level is Level.DISAGREE and _unregistered_alias(by_item):
        return "foreign_name"
    if written_only and item is Item.NAME_KANA:
        forms = [evidence.code for evidence in by_item[Item.NAME].evidence if evidence.code in FORMS]
        if forms:
            return rules.reasons[forms[0]].cause
    codes = [evidence.code for evidence in comparison.evidence if not (written_only and evidence.code in NAME_PARTS)]
    reasons = [rules.reasons[code] for code in codes if code in rules.reasons and rules.reasons[code].cause]
    if reasons:
        return min(reasons, key=lambda reason: reason.level != comparison.level).cause
    if item is Item.NAME_KANA and {comparison.level, by_item[Item.NAME].level} == {Level.DISAGREE}:
        return _cause_of(Item.NAME, by_item, rules)
    return next(code for code, cause in rules.causes.items() if (item, comparison.level) in cause.of)


def _in_latin(comparison: Comparison) -> bool:
    return any(evidence.code in _LATIN for evidence in comparison.evidence)


def _unregistered_alias(by_item: Mapping[Item, Comparison]) -> bool:
    """Return whether a foreign resident agrees in everything but the name."""
    foreign = any(evidence.code == "kana_not_certified" for evidence in by_item[Item.NAME_KANA].evidence)
    return foreign and all(by_item[item].level in _AGREEING for item in (Item.BIRTH_DATE, Item.SEX, Item.ADDRESS))
