"""Remembered comparisons: each distinct pair of values is compared once, each distinct outcome concluded once.

The functions of the domain are pure, so a remembered answer is the answer (see `matcher.domain.judgement`). Names and
kana that differ in notation only are compared once for each shape (`matcher.domain.name_shapes`); of dates, codes and
whatever else differs each distinct pair is. Every distinct comparison has a number, and so have the facts; six numbers
are what is concluded from. What is remembered is bounded; the least recently used goes first.

>>> from rules import load_rules
>>> memo = Memo(load_rules())
>>> memo.matched.verdict.name, [str(level) for level in memo.matched.levels] == ["EXACT"] * 5
('MATCHED', True)
"""

from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from matcher.domain.addresses import compare_address, compare_in_full
from matcher.domain.conclude import Facts, conclude
from matcher.domain.dates import compare_birth_date
from matcher.domain.judgement import equal, no_number, not_found, rejected
from matcher.domain.kana import compare_name_kana
from matcher.domain.levels import Comparison, Level
from matcher.domain.name_shapes import Shape, kana_shape, name_shape
from matcher.domain.names import RegisteredNames, compare_name, is_blank
from matcher.domain.records import ResidentStatus
from matcher.domain.sex import compare_sex
from matcher.domain.verdicts import Judgement
from matcher.engines.plain_dates import is_plain_date
from matcher.engines.records import DistinctPairs
from normalizers.addresses.dictionary import load_dictionary
from rules import RuleSet

if TYPE_CHECKING:
    from matcher.engines.address_columns import AddressColumns

Judged = tuple[list[Judgement], list[int]]
"""Judgements, each of several pairs, and for each pair the place of its own."""

_REMEMBERED = 1 << 16
"""Answers of each kind; names and addresses take about 1 KiB each."""
_NUMBERED = 1 << 18
"""Distinct comparisons after which everything is forgotten."""
_WORTH_COLUMNS = 64
"""Pairs of addresses from which on columns are worth their start."""
_EXACT = 0
_AGREEING = frozenset({Level.EXACT, Level.EQUIVALENT})


class Memo:
    """The judgements of one run under one RuleSet."""

    def __init__(self, rules: RuleSet) -> None:
        """Remember nothing yet."""
        self._rules = rules
        self.rejected = rejected(rules)
        self.no_number = no_number(rules)
        self.not_found = not_found(rules)
        self.matched = equal(rules)
        self._forget()

    def _forget(self) -> None:
        """Remember nothing but the number of EXACT."""
        remember = lru_cache(_REMEMBERED)
        self._comparisons = [Comparison(Level.EXACT)]
        self._numbers = {self._comparisons[_EXACT]: _EXACT}
        self._known = {id(self._comparisons[_EXACT]): _EXACT}
        self._names: dict[Shape, int] = {}
        self._kana: dict[Shape, int] = {}
        self._other_name = remember(self._compare_name)
        self._other_kana = remember(self._compare_kana)
        self._birth_date = remember(self._compare_birth_date)
        self._sex = remember(self._compare_sex)
        self._facts: list[Facts] = []
        self._numbers_of_facts: dict[Facts, int] = {}
        self._conclude = remember(self._concluded)

    def judge(self, pairs: DistinctPairs) -> Judged:
        """Judge pairs, by what is distinct in them."""
        if len(self._comparisons) > _NUMBERED:
            self._forget()
        names = [*map(self._number_names, *pairs.names)]
        dates, sexes = [*map(self._number_date, *pairs.dates)], [*map(self._sex, *pairs.sexes)]
        addresses = self._number_addresses(*pairs.addresses)
        facts = [*map(self._number_facts, *pairs.facts)]
        known: dict[tuple[int, ...], int] = {}
        distinct: list[Judgement] = []
        places = []
        for name, date, sex, address, fact in zip(*pairs.numbers, strict=True):
            outcome = (*names[name], dates[date], sexes[sex], addresses[address], facts[fact])
            place = known.get(outcome)
            if place is None:
                place = known[outcome] = len(distinct)
                distinct.append(self._conclude(*outcome))
            places.append(place)
        return distinct, places

    def warm_up(self) -> None:
        """Load the tables that comparisons need, before the first pair comes and before this process forks."""
        self.warm_up_names()
        pair = "東京都千代田区丸の内1-1-1", "東京都千代田区丸の内一丁目1番1号"
        compare_address(*pair)
        load_dictionary().read_all()
        self._address_columns.compare(*([address] for address in pair))

    def warm_up_names(self) -> None:
        """Load the tables of names and readings."""
        names = RegisteredNames("高橋 太郎", "タカハシ タロウ")
        for written in ("髙橋太郎", "タカハシ タロウ", "TAKAHASHI TARO", "渡邊 花子"):
            compare_name(written, names)
        compare_name("KIM MINJUN", RegisteredNames("金 民俊", foreign=True))
        compare_name_kana("ﾀｶﾊｼ", names, None)

    @cached_property
    def _address_columns(self) -> "AddressColumns":
        """Addresses in columns; what they need is not loaded before, because NumPy takes a while and starts threads."""
        from matcher.engines.address_columns import AddressColumns  # noqa: PLC0415

        return AddressColumns()

    def _number_names(self, written: str, kana: str, *forms: *tuple[str, str, str, str, str, bool]) -> tuple[int, int]:
        """Return the numbers of the comparisons of name and kana; `forms` are those of `RegisteredNames`."""
        name = self._number_name(written, forms)
        return name, self._number_kana(kana, forms, name)

    def _number_facts(self, basis: str, end: str, foreign: bool, status: str) -> int:  # noqa: FBT001  a column
        facts = Facts(basis, foreign, ResidentStatus(status), not end.strip())
        number = self._numbers_of_facts.setdefault(facts, len(self._facts))
        if number == len(self._facts):
            self._facts.append(facts)
        return number

    def _number_name(self, enrolment: str, forms: tuple[str, str, str, str, str, bool]) -> int:
        registered = forms[0]
        if enrolment == registered:
            return self._compare_name(enrolment, forms) if is_blank(enrolment) else _EXACT
        shape = name_shape(enrolment, registered)
        if shape is None:
            return self._other_name(enrolment, forms)
        known = self._names.get(shape)
        return self._names.setdefault(shape, self._compare_name(enrolment, forms)) if known is None else known

    def _number_kana(self, enrolment: str, forms: tuple[str, str, str, str, str, bool], name: int) -> int:
        registered = forms[1]
        if enrolment == registered and not is_blank(enrolment):
            return _EXACT
        agrees = self._comparisons[name].level in _AGREEING and not forms[5]
        shape = kana_shape(enrolment, registered) if agrees else None
        if shape is None:
            return self._other_kana(enrolment, forms, self._comparisons[name].level)
        known = self._kana.get(shape)
        if known is None:
            known = self._kana[shape] = self._compare_kana(enrolment, forms, self._comparisons[name].level)
        return known

    def _number_date(self, enrolment: str, resident: str) -> int:
        """Spare the reading of equal dates that can certainly be read: most pairs have them."""
        if enrolment == resident and is_plain_date(enrolment):
            return _EXACT
        return self._birth_date(enrolment, resident)

    def _number_addresses(self, enrolments: list[str], residents: list[str]) -> list[int]:
        """Compare addresses by columns, and one by one what these do not tell, or if there are few."""
        if len(enrolments) < _WORTH_COLUMNS:
            return [*map(self._number_address, enrolments, residents)]
        told = self._address_columns.compare(enrolments, residents)
        return [
            self._number_other(enrolment, resident) if comparison is None else self._number(comparison)
            for comparison, enrolment, resident in zip(told, enrolments, residents, strict=True)
        ]

    def _number_other(self, enrolment: str, resident: str) -> int:
        """Compare what columns do not tell of: hardly any of it would be seen at a glance."""
        if enrolment == resident or not (enrolment.strip() and resident.strip()):
            return self._number_address(enrolment, resident)
        return self._number(compare_in_full(enrolment, resident))

    def _number_address(self, enrolment: str, resident: str) -> int:
        """Remember nothing: pairs come as what is distinct, and what addresses share is remembered by its parts."""
        if enrolment == resident and enrolment.strip():
            return _EXACT
        return self._number(compare_address(enrolment, resident))

    def _compare_name(self, enrolment: str, forms: tuple[str, str, str, str, str, bool]) -> int:
        return self._number(compare_name(enrolment, RegisteredNames(*forms)))

    def _compare_kana(self, enrolment: str, forms: tuple[str, str, str, str, str, bool], level: Level) -> int:
        return self._number(compare_name_kana(enrolment, RegisteredNames(*forms), level))

    def _compare_birth_date(self, enrolment: str, resident: str) -> int:
        return self._number(compare_birth_date(enrolment, resident))

    def _compare_sex(self, enrolment: str, resident: str) -> int:
        return self._number(compare_sex(enrolment, resident))

    def _number(self, comparison: Comparison) -> int:
        """Return the number of a comparison; equal ones have the same.

        Most are the very object that was numbered: it is told by where it lies, for a hash of all evidence is dear.
        """
        known = self._known.get(id(comparison))
        if known is not None:
            return known
        number = self._numbers.setdefault(comparison, len(self._comparisons))
        if number == len(self._comparisons):
            self._comparisons.append(comparison)
            self._known[id(comparison)] = number
        return number

    def _concluded(self, name: int, kana: int, date: int, sex: int, address: int, facts: int) -> Judgement:
        known = self._comparisons
        comparisons = known[name], known[kana], known[date], known[sex], known[address]
        return conclude(comparisons, self._rules, self._facts[facts])
