"""Remembered comparisons: each distinct pair of values is compared once, each distinct outcome concluded once.

The functions of the domain are pure, so a remembered answer is the answer (see `matcher.domain.judgement`). What is
remembered is bounded; the least recently used goes first. Equal values are not worth it: that they are equal is seen
sooner than that they were seen before.

>>> from rules import load_rules
>>> memo = Memo(load_rules())
>>> memo.matched.verdict.name, [str(level) for level in memo.matched.levels] == ["EXACT"] * 5
('MATCHED', True)
"""

from functools import lru_cache, partial

from matcher.domain.addresses import compare_address
from matcher.domain.conclude import Facts, conclude
from matcher.domain.dates import compare_birth_date
from matcher.domain.fold import Comparisons
from matcher.domain.judgement import facts_of, no_number, not_found, registered_names, rejected
from matcher.domain.kana import compare_name_kana
from matcher.domain.levels import Comparison, Level
from matcher.domain.names import RegisteredNames, compare_name
from matcher.domain.records import Enrolment, Resident
from matcher.domain.sex import compare_sex
from matcher.domain.verdicts import Judgement
from matcher.engines.plain_dates import is_plain_date
from matcher.engines.records import Columns, pairs_of
from normalizers.addresses.dictionary import load_dictionary
from rules import RuleSet

Judged = tuple[list[Judgement], list[int]]
"""Distinct judgements, and for each pair the place of its own."""

_REMEMBERED = 1 << 16
"""Answers of each kind; names and addresses take about 1 KiB each."""


class Memo:
    """The judgements of one run under one RuleSet."""

    def __init__(self, rules: RuleSet) -> None:
        """Remember nothing yet."""
        self.rejected = rejected(rules)
        self.no_number = no_number(rules)
        self.not_found = not_found(rules)
        self._same = same = Comparison(Level.EXACT)
        self.matched = conclude((same, same, same, same, same), rules, Facts())
        remember = lru_cache(_REMEMBERED)
        self._name = remember(compare_name)
        self._kana = remember(compare_name_kana)
        self._birth_date = remember(compare_birth_date)
        self._sex = remember(compare_sex)
        self._address = remember(compare_address)
        self._conclude = remember(partial(_conclude, rules))

    def judge(self, enrolment: Enrolment, resident: Resident) -> Judgement:
        """Return what `matcher.domain.judgement.judge` returns of a pair."""
        names = registered_names(resident)
        name = (compare_name if enrolment.name == names.name else self._name)(enrolment.name, names)
        kana = compare_name_kana if enrolment.name_kana == names.name_kana else self._kana
        address = compare_address if enrolment.address == resident.address else self._address
        comparisons = (
            name,
            kana(enrolment.name_kana, names, name.level),
            self._same_date(enrolment, resident) or self._birth_date(enrolment.birth_date, resident.birth_date),
            self._sex(enrolment.sex, resident.sex),
            address(enrolment.address, resident.address),
        )
        return self._conclude(comparisons, facts_of(enrolment, resident))

    def _same_date(self, enrolment: Enrolment, resident: Resident) -> Comparison | None:
        """Spare the reading of equal dates that can certainly be read: most pairs have them."""
        same = enrolment.birth_date == resident.birth_date and is_plain_date(enrolment.birth_date)
        return self._same if same else None

    def judge_all(self, enrolments: Columns, residents: Columns) -> Judged:
        """Judge pairs of the same place in both columns: `ENROLMENT_ITEMS` and `RESIDENT_ITEMS`."""
        judgements: list[Judgement] = []
        numbers: dict[int, int] = {}
        places = []
        for enrolment, resident in pairs_of(enrolments, residents):
            judgement = self.judge(enrolment, resident)
            number = numbers.setdefault(id(judgement), len(judgements))
            if number == len(judgements):
                judgements.append(judgement)
            places.append(number)
        return judgements, places

    def warm_up(self) -> None:
        """Load the tables that comparisons need, before the first pair comes and before this process forks."""
        self.warm_up_names()
        self._address("東京都千代田区丸の内1-1-1", "東京都千代田区丸の内一丁目1番1号")
        load_dictionary().read_all()

    def warm_up_names(self) -> None:
        """Load the tables of names and readings."""
        names = RegisteredNames("高橋 太郎", "タカハシ タロウ")
        for written in ("髙橋太郎", "タカハシ タロウ", "TAKAHASHI TARO", "渡邊 花子"):
            self._name(written, names)
        self._name("KIM MINJUN", RegisteredNames("金 民俊", foreign=True))
        self._kana("ﾀｶﾊｼ", names, None)


def _conclude(rules: RuleSet, comparisons: Comparisons, facts: Facts) -> Judgement:
    return conclude(comparisons, rules, facts)
