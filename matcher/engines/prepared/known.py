"""What is known of a pair, and what becomes of it when something that decides has changed since.

A judgement says whole what it says of each item (`matcher.domain.rendered`), so the comparisons can be read back from
it. After a change of the rules what follows from them is concluded again, from no more than what is known. After a
change of what decides an item, that item of every pair is compared again, and no other.

>>> from matcher.domain.judgement import judge
>>> from matcher.engines.records import pairs_of
>>> from rules import load_rules
>>> rules = load_rules()
>>> ours = [["山田 太郎"], ["ヤマダ タロウ"], ["19850102"], ["1"], ["東京都千代田区丸の内1-1-1"], ["2"], [""]]
>>> theirs = [*ours[:4], ["東京都千代田区丸の内一丁目1番1号"], [""], [""], [""], [False], ["1"], [False]]
>>> [(enrolment, resident)] = pairs_of(ours, theirs)
>>> known = Known(judge(enrolment, resident, rules), facts_of(enrolment, resident))
>>> concluded_again(known, rules) == compared_again(known, enrolment, resident, {Item.ADDRESS}, rules) == known
True
"""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matcher.domain.addresses import compare_address
from matcher.domain.conclude import Facts, conclude
from matcher.domain.dates import compare_birth_date
from matcher.domain.description import registered_names
from matcher.domain.fold import Comparisons
from matcher.domain.judgement import facts_of
from matcher.domain.kana import compare_name_kana
from matcher.domain.levels import Item
from matcher.domain.names import compare_name
from matcher.domain.records import Enrolment, Resident
from matcher.domain.rendered import comparisons_of
from matcher.domain.sex import compare_sex
from matcher.domain.verdicts import Judgement
from matcher.engines.prepared.lookup import Lookup
from matcher.engines.prepared.searches import Searches
from rules import RuleSet

Longs = npt.NDArray[np.int64]

NAMES = "names"
"""Stands for name and kana: the kana is compared as the name was, so they are compared together."""
STEPS = (NAMES, Item.BIRTH_DATE, Item.SEX, Item.ADDRESS)
"""What can be compared again for itself."""


class Known(NamedTuple):
    """A judgement; of a pair with the facts that it follows from beside the items, of a second look without."""

    judgement: Judgement
    facts: Facts | None = None


@dataclass(slots=True)
class Memory:
    """What is known of an earlier run, and, after a run, what is known of that one.

    `known` is numbered by `pairs` (word of the enrolment, word of the resident) and by `looks` (two words of all that
    stands around, and of who was compared in the search, which `searches` says). `stale` are the steps of pairs that
    have to be made again, since what decides them has changed; then nothing is known of looks and searches.
    """

    pairs: Lookup = field(default_factory=Lookup.nothing)
    looks: Lookup = field(default_factory=Lookup.nothing)
    known: list[Known] = field(default_factory=list)
    stale: frozenset[str] = frozenset()
    searches: Searches = field(default_factory=Searches)

    def used(self, known: Sequence[Known]) -> "Memory":
        """Return the same with only those of `known` that are numbered, which get new numbers."""
        numbers = np.concatenate((self.pairs.numbers, self.looks.numbers))
        used, own = np.unique(numbers, return_inverse=True)
        pairs, looks = np.split(own, [len(self.pairs.numbers)])
        kept = [known[number] for number in used.tolist()]
        return Memory(self.pairs.renumbered(pairs), self.looks.renumbered(looks), kept, self.stale, self.searches)


class Register:
    """What is known by number, each once; it grows while a run learns."""

    def __init__(self, known: Iterable[Known]) -> None:
        """Begin with these."""
        self.known = list(known)
        self._numbers = {one: number for number, one in enumerate(self.known)}

    @property
    def judgements(self) -> list[Judgement]:
        """The judgements, by number."""
        return [one.judgement for one in self.known]

    def numbers(self, known: Iterable[Known]) -> Longs:
        """Return the number of each of these, which are added if they are new."""
        found = []
        for one in known:
            if self._numbers.setdefault(one, len(self.known)) == len(self.known):
                self.known.append(one)
            found.append(self._numbers[one])
        return np.array(found, np.int64)


def concluded_again(known: Known, rules: RuleSet) -> Known:
    """Return what follows under these rules from what is known of a pair."""
    if known.facts is None:
        raise ValueError("a second look is not concluded from its items")
    return Known(conclude(_comparisons(known), rules, known.facts), known.facts)


def compared_again(
    known: Known, enrolment: Enrolment, resident: Resident, steps: AbstractSet[str], rules: RuleSet
) -> Known:
    """Return what is known of a pair when these steps of it are made again."""
    name, kana, birth_date, sex, address = _comparisons(known)
    if NAMES in steps:
        names = registered_names(resident)
        name = compare_name(enrolment.name, names)
        kana = compare_name_kana(enrolment.name_kana, names, name.level)
    if Item.BIRTH_DATE in steps:
        birth_date = compare_birth_date(enrolment.birth_date, resident.birth_date)
    if Item.SEX in steps:
        sex = compare_sex(enrolment.sex, resident.sex)
    if Item.ADDRESS in steps:
        address = compare_address(enrolment.address, resident.address)
    facts = facts_of(enrolment, resident)
    return Known(conclude((name, kana, birth_date, sex, address), rules, facts), facts)


def _comparisons(known: Known) -> Comparisons:
    found = comparisons_of(known.judgement.levels, known.judgement.evidence)
    if found is None:
        raise ValueError("nothing was compared")
    return found
