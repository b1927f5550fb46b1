"""The canonical items of one side alone: what a search without the number compares.

A search sees one side at a time and many of them, so it works on keys, never on pairs: equal keys make a candidate, no
proof. What is proof is decided pair by pair, by `matcher.domain.judgement`, for the few that are found.

>>> from matcher.domain.records import Enrolment
>>> traits_of(Enrolment(None, "髙橋　絵里", "ﾀｶﾊｼ ｴﾘ", "昭和60年1月2日", "2", "", "", ""))
Traits(kana='タカハシエリ', names=('高橋絵里',), birth='19850102', sex='2', foreign=False, address='')

Source: docs/find.md.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from matcher.domain.records import Enrolment, Resident
from normalizers.dates import DateError, parse_date
from normalizers.identifiers import fold_digits
from normalizers.kana import kana_key, outside_kana
from normalizers.names import normalize_name

_SEXES = frozenset({"1", "2"})
_LETTER = re.compile("[A-Za-z]")
_APOSTROPHES = re.compile("['`]")
_BETWEEN_TOKENS = re.compile("[^0-9A-Z]+")


@dataclass(frozen=True, slots=True)
class Traits:
    """One side, canonical; empty text where it carries nothing.

    Args:
        kana: full-width katakana, large kana, no separators.
        names: the key of every form of the name, each once, the name first.
        birth: YYYYMMDD, 00 for what is unknown; empty where the date cannot be read.
        sex: 1, 2 or empty.
        foreign: whether the registry has the person as a foreign resident; False for a description.
        address: as written, because few are ever looked at.
    """

    kana: str
    names: tuple[str, ...]
    birth: str
    sex: str
    foreign: bool
    address: str


def traits_of(enrolment: Enrolment) -> Traits:
    """Return the traits of a description: an enrolment whose number is left out of account."""
    kana = kana_trait(enrolment.name_kana) or kana_in_name(enrolment)
    names = name_traits((enrolment.name,))
    birth, sex = birth_trait(enrolment.birth_date), sex_trait(enrolment.sex)
    return Traits(kana, names, birth, sex, foreign=False, address=enrolment.address)


def resident_traits(resident: Resident) -> Traits:
    """Return the traits of a resident, with every form of the name but the former surname, which is no whole name."""
    return Traits(
        kana_trait(resident.name_kana),
        name_traits((resident.name, resident.alias, resident.name_roman)),
        birth_trait(resident.birth_date),
        sex_trait(resident.sex),
        resident.foreign,
        resident.address,
    )


def kana_in_name(enrolment: Enrolment) -> str:
    """Return the key of the kana that the name is, empty if it has anything else."""
    return "" if outside_kana(enrolment.name) else kana_trait(enrolment.name)


def kana_trait(text: str) -> str:
    """Return the key of a kana name."""
    return kana_key(text) if text else ""


def name_traits(forms: tuple[str, ...]) -> tuple[str, ...]:
    """Return the keys of these forms, each once."""
    return each_once(*map(name_trait, forms))


def each_once(*keys: str) -> tuple[str, ...]:
    """Return the keys that are not empty, each once."""
    return tuple(dict.fromkeys(filter(None, keys)))


@lru_cache(1 << 14)
def name_trait(text: str) -> str:
    """Return the key of a name in any script: `normalize_name`, sparing plain Latin names its search for reasons.

    >>> name_trait("Smith, John"), normalize_name("Smith, John").key
    ('JOHNSMITH', 'JOHNSMITH')
    """
    if text.isascii() and _LETTER.search(text):
        if text.replace(" ", "").isalnum():
            return "".join(sorted(text.upper().split(" ")))
        return "".join(sorted(_BETWEEN_TOKENS.split(_APOSTROPHES.sub("", text).upper())))
    return normalize_name(text).key if text else ""


@lru_cache(1 << 16)
def birth_trait(text: str) -> str:
    """Return a birth date as YYYYMMDD, empty where it cannot be read.

    >>> birth_trait("19850230"), birth_trait("S60.1.2"), birth_trait("19500000")
    ('', '19850102', '19500000')
    """
    try:
        return parse_date(text).compact if text else ""
    except DateError:
        return ""


def sex_trait(text: str) -> str:
    """Return 1 or 2, empty for anything else: 3 (未設定) says nothing."""
    code = fold_digits(text)
    return code if code in _SEXES else ""
