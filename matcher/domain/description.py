"""Whether an enrolment describes a resident: by name and birth date, never by the number or the address.

`fits` is asked of many pairs, nearly all of them strangers, so it is cheap for those: it looks at the birth dates
first, then at keys, and compares in full only who was born on the same day. It is true where

- the birth dates agree in their known parts, and the names fit: an equal key of any registered form, an equal kana key,
  or, compared in full, an item that agrees, one that is compatible and not contradicted, or the same given name;
- or the birth dates differ by a slip of the pen or one is missing, and the keys of name and kana are both equal.

`describes` asks the same of a pair that was compared already.

>>> from matcher.domain.levels import Evidence
>>> same, other = Comparison(Level.EXACT), Comparison(Level.DISAGREE)
>>> slip = Comparison(Level.DISAGREE, (Evidence("one_digit"),))
>>> describes((other, same, same, same, other)), describes((same, same, slip, same, same))
(True, True)
>>> describes((other, other, same, same, same)), describes((same, same, other, same, same))
(False, False)
"""

from matcher.domain.dates import compare_birth_date
from matcher.domain.fold import Comparisons
from matcher.domain.kana import compare_name_kana
from matcher.domain.levels import Comparison, Level
from matcher.domain.names import RegisteredNames, compare_name
from matcher.domain.records import Enrolment, Resident
from matcher.domain.traits import birth_trait, kana_trait, name_trait, sex_trait

AGREEING = frozenset({Level.EXACT, Level.EQUIVALENT})
SLIPS = frozenset({"day_month_swapped", "era_slip", "one_day_off", "one_year_off", "digits_swapped", "one_digit"})
"""Evidence that one birth date may be the other one, written wrongly."""

ThreeItems = tuple[str, str, str]
"""Kana key, birth date as YYYYMMDD and sex: canonical, as in `matcher.domain.traits`."""

_UNKNOWN = "00"
_NEW_YEAR = {"1231", "0101"}


def fits(enrolment: Enrolment, resident: Resident, comparisons: Comparisons | None = None) -> bool:
    """Return whether the enrolment describes this resident; `comparisons` are those of the two, if they were made."""
    ours, theirs = birth_trait(enrolment.birth_date), birth_trait(resident.birth_date)
    if not ours or not theirs:
        return _same_keys(enrolment, resident)
    if same_birth(ours, theirs):
        return _same_key(enrolment, resident) or _names_fit(
            *(comparisons[:2] if comparisons else _compared_names(enrolment, resident))
        )
    if not _may_be_slip(ours, theirs) or not _same_keys(enrolment, resident):
        return False
    return _is_slip(comparisons[2] if comparisons else compare_birth_date(enrolment.birth_date, resident.birth_date))


def describes(comparisons: Comparisons) -> bool:
    """Return whether the enrolment of a compared pair describes its resident."""
    name, kana, birth, _, _ = comparisons
    if birth.level in AGREEING:
        return _names_fit(name, kana)
    if birth.level is Level.DISAGREE and not _is_slip(birth):
        return False
    return Level.DISAGREE not in {name.level, kana.level} and bool(AGREEING & {name.level, kana.level})


def same_birth(ours: str, theirs: str) -> bool:
    """Return whether two dates as YYYYMMDD agree in their known parts.

    >>> same_birth("19850102", "19850100"), same_birth("19850102", "19850203")
    (True, False)
    """
    if ours == theirs:
        return True
    parts = ((ours[4:6], theirs[4:6]), (ours[6:], theirs[6:]))
    return ours[:4] == theirs[:4] and all(one == other or _UNKNOWN in (one, other) for one, other in parts)


def three_items(name_kana: str, birth_date: str, sex: str) -> ThreeItems | None:
    """Return the three-item key in which residents are counted; None where an item is missing or unreadable.

    >>> three_items("ﾔﾏﾀﾞ ｼｮｳｺ", "昭和60年1月2日", "２")
    ('ヤマダシヨウコ', '19850102', '2')
    """
    items = kana_trait(name_kana), birth_trait(birth_date), sex_trait(sex)
    return items if all(items) else None


def description_key(enrolment: Enrolment) -> ThreeItems | None:
    """Return the key that rows about one person share: the kana, or without one the name, birth date and sex."""
    name = kana_trait(enrolment.name_kana) or name_trait(enrolment.name)
    items = name, birth_trait(enrolment.birth_date), sex_trait(enrolment.sex)
    return items if all(items) else None


def registered_names(resident: Resident) -> RegisteredNames:
    """Return every form of the name that the registry has."""
    return RegisteredNames(
        resident.name,
        resident.name_kana,
        resident.alias,
        resident.former_name,
        resident.name_roman,
        resident.foreign,
    )


def _may_be_slip(ours: str, theirs: str) -> bool:
    """Return whether it is worth comparing two dates: the year or the day is the same, or one is new year's eve."""
    return ours[:4] == theirs[:4] or ours[4:] == theirs[4:] or {ours[4:], theirs[4:]} == _NEW_YEAR


def _is_slip(birth: Comparison) -> bool:
    return any(evidence.code in SLIPS for evidence in birth.evidence)


def _same_key(enrolment: Enrolment, resident: Resident) -> bool:
    """Return whether a name key or the kana key is equal: enough where the birth dates agree."""
    return _same_kana(enrolment, resident) or _same_name(enrolment, resident)


def _same_keys(enrolment: Enrolment, resident: Resident) -> bool:
    return _same_kana(enrolment, resident) and _same_name(enrolment, resident)


def _same_kana(enrolment: Enrolment, resident: Resident) -> bool:
    kana = kana_trait(enrolment.name_kana)
    return bool(kana) and kana == kana_trait(resident.name_kana)


def _same_name(enrolment: Enrolment, resident: Resident) -> bool:
    name = name_trait(enrolment.name)
    return bool(name) and name in map(name_trait, (resident.name, resident.alias, resident.name_roman))


def _compared_names(enrolment: Enrolment, resident: Resident) -> tuple[Comparison, Comparison]:
    names = registered_names(resident)
    name = compare_name(enrolment.name, names)
    return name, compare_name_kana(enrolment.name_kana, names, name.level)


def _names_fit(name: Comparison, kana: Comparison) -> bool:
    """Return whether two name items may be those of one person who was born on the same day."""
    levels = {name.level, kana.level}
    if levels & AGREEING:
        return True
    if _same_given_name(name) or _same_given_name(kana):
        return not (_other_given_name(name) or _other_given_name(kana))
    return Level.COMPATIBLE in levels and Level.DISAGREE not in levels


def _same_given_name(comparison: Comparison) -> bool:
    return any(evidence.code == "surname_differs" for evidence in comparison.evidence)


def _other_given_name(comparison: Comparison) -> bool:
    return any(evidence.code == "given_name_differs" for evidence in comparison.evidence)
