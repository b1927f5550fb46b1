"""One pair of records → its judgement: the whole kernel behind one function.

`judge` is `compare_items` followed by `conclude`. An engine that sees the same values again and again may keep the
comparisons per distinct pair of values and the judgements per distinct pair of comparisons and facts: both functions
are pure, so what it keeps stays true for as long as the RuleSet is the same.

>>> from uuid import UUID
>>> from matcher.domain.records import ResidentStatus
>>> from rules import load_rules
>>> key = PersonKey(UUID(int=1))
>>> enrolment = Enrolment(
...     key, "山田 太郎", "ヤマダ タロウ", "昭和60年1月2日", "1", "東京都千代田区丸の内1-1-1", "2", ""
... )
>>> resident = Resident(
...     key,
...     "山田 太郎",
...     "ヤマダ タロウ",
...     "19850102",
...     "1",
...     "東京都千代田区丸の内1-1-1",
...     "",
...     "",
...     "",
...     False,
...     ResidentStatus.LIVING,
...     False,
... )
>>> judgement = judge(enrolment, resident, load_rules())
>>> judgement.verdict.name, judgement.evidence
('MATCHED', 'birth_date:date_notation')
>>> judge(enrolment, None, load_rules()).verdict.name
'NOT_FOUND'
"""

from matcher.domain.addresses import compare_address
from matcher.domain.conclude import Facts, conclude, no_number, not_found, rejected
from matcher.domain.dates import compare_birth_date
from matcher.domain.description import registered_names
from matcher.domain.fold import Comparisons
from matcher.domain.kana import compare_name_kana
from matcher.domain.levels import Comparison, Level
from matcher.domain.names import compare_name
from matcher.domain.records import Enrolment, PersonKey, Resident
from matcher.domain.sex import compare_sex
from matcher.domain.verdicts import Judgement
from rules import RuleSet

__all__ = [
    "Facts",
    "Judgement",
    "PersonKey",
    "compare_items",
    "conclude",
    "equal",
    "facts_of",
    "judge",
    "no_number",
    "not_found",
    "registered_names",
    "rejected",
]


def judge(enrolment: Enrolment, resident: Resident | None, rules: RuleSet) -> Judgement:
    """Judge one enrolment.

    Args:
        enrolment: a row that intake accepted.
        resident: the usable registry row with the same person key; None if there is none.
        rules: the policy in force.
    """
    if enrolment.person_key is None:
        return no_number(rules)
    if resident is None:
        return not_found(rules)
    return conclude(compare_items(enrolment, resident), rules, facts_of(enrolment, resident))


def equal(rules: RuleSet) -> Judgement:
    """Return the judgement of a pair with a living resident whose items are all EXACT: it is that under either key."""
    same = Comparison(Level.EXACT)
    return conclude((same, same, same, same, same), rules, Facts())


def compare_items(enrolment: Enrolment, resident: Resident) -> Comparisons:
    """Compare the five items, in the order of `Item`."""
    names = registered_names(resident)
    name = compare_name(enrolment.name, names)
    return (
        name,
        compare_name_kana(enrolment.name_kana, names, name.level),
        compare_birth_date(enrolment.birth_date, resident.birth_date),
        compare_sex(enrolment.sex, resident.sex),
        compare_address(enrolment.address, resident.address),
    )


def facts_of(enrolment: Enrolment, resident: Resident) -> Facts:
    """Return what the judgement of a pair reads besides its comparisons."""
    return Facts(enrolment.check_basis, resident.foreign, resident.status, not enrolment.qualified_to.strip())
