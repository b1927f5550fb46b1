"""How alike a description and a resident are, as one number from 0 to 1: a mean over the items, weighted by item.

An item that one side lacks does not count. Seen from the canonical items, it is cheap (rapidfuzz, on code points), and
seen from a full comparison it is right about notations: where rules say that two writings are the same, or that the
given name is another one, that counts instead of the characters.

>>> described = Traits("ヤマダイチロウ", ("山田一郎",), "19850102", "1", foreign=False, address="")
>>> brother = Traits("ヤマダジロウ", ("山田二郎",), "19880406", "1", foreign=False, address="")
>>> mean(alike_apart_from_address(described, brother))
0.4904
>>> birth_alike("19850102", "19850102"), birth_alike("19850102", "19850201"), birth_alike("19850102", "19850000")
(1.0, 0.7, 0.9)
>>> birth_alike("19850102", "19600102"), birth_alike("19850102", "19601231"), birth_alike("19850102", "")
(0.3, 0.0, None)

Source: the weights are set by hand and measured in docs/find.md.
"""

from operator import ne

from rapidfuzz.distance.Indel import normalized_similarity

from matcher.domain.fold import Comparisons
from matcher.domain.levels import Comparison, Level
from matcher.domain.traits import Traits
from normalizers.addresses.fold import fold_address

WEIGHTS = (20, 25, 30, 5, 20)
"""Of the items, in the order of `Item`."""
_DIGITS = 4
_COMPATIBLE, _UNKNOWN_PART, _SLIP, _SAME_PART = 0.9, 0.9, 0.7, 0.3
_OTHER_GIVEN = 0.3
"""What is left of a name whose given part is another one: a surname is shared by a whole family."""

_CERTAIN = frozenset({Level.EXACT, Level.EQUIVALENT})
_SILENT = frozenset({Level.MISSING, Level.NOT_COMPARABLE})
_SLIPS = frozenset({"day_month_swapped", "era_slip", "one_day_off", "one_year_off", "digits_swapped", "one_digit"})

Alike = list[float | None]
"""How alike each item is, in the order of `Item`; None where it says nothing."""


def alike_apart_from_address(ours: Traits, theirs: Traits) -> Alike:
    """Return how alike the canonical items are, the address left open."""
    return [
        _names_alike(ours.names, theirs.names),
        _texts_alike(ours.kana, theirs.kana),
        birth_alike(ours.birth, theirs.birth),
        float(ours.sex == theirs.sex) if ours.sex and theirs.sex else None,
        None,
    ]


def address_alike(ours: str, theirs: str) -> float | None:
    """Return how alike an address that `fold_address` folded and one as written are; None if one of them is empty."""
    return _texts_alike(ours, fold_address(theirs))


def mean(alike: Alike) -> float:
    """Return the resemblance that the items add up to."""
    weight, total = 0, 0.0
    for number, value in zip(WEIGHTS, alike, strict=True):
        if value is not None:
            weight += number
            total += number * value
    return round(total / weight, _DIGITS) if weight else 0.0


def full_resemblance(alike: Alike, comparisons: Comparisons) -> float:
    """Return how alike the items are as their comparisons see them; `alike` is what their characters say."""
    pairs = zip(comparisons, alike, strict=True)
    return mean([_levelled(comparison, value or 0.0) for comparison, value in pairs])


def birth_alike(ours: str, theirs: str) -> float | None:
    """Return how alike two dates are that are written YYYYMMDD; None if one of them is empty."""
    if not (ours and theirs):
        return None
    if ours == theirs:
        return 1.0
    same_year = ours[:4] == theirs[:4]
    if same_year and _fits(ours[4:6], theirs[4:6]) and _fits(ours[6:], theirs[6:]):
        return _UNKNOWN_PART
    differing = sum(map(ne, ours, theirs))
    if differing == 1 or (same_year and sorted(ours) == sorted(theirs)):
        return _SLIP
    return _SAME_PART if same_year or ours[4:] == theirs[4:] else 0.0


def _fits(ours: str, theirs: str) -> bool:
    return ours == theirs or "00" in (ours, theirs)


def _texts_alike(ours: str, theirs: str) -> float | None:
    if not (ours and theirs):
        return None
    return 1.0 if ours == theirs else normalized_similarity(ours, theirs)


def _names_alike(ours: tuple[str, ...], theirs: tuple[str, ...]) -> float | None:
    """Return how alike the closest forms are; Latin letters and others have no character in common, and say nothing."""
    pairs = ((mine, other) for mine in ours for other in theirs if mine.isascii() == other.isascii())
    return max((1.0 if mine == other else normalized_similarity(mine, other) for mine, other in pairs), default=None)


def _levelled(comparison: Comparison, characters: float) -> float | None:
    """Return how alike an item is by its level, and by its characters where the level leaves it open."""
    if comparison.level in _SILENT:
        return None
    if comparison.level in _CERTAIN:
        return 1.0
    if comparison.level is Level.COMPATIBLE:
        return max(_COMPATIBLE, characters)
    codes = {evidence.code for evidence in comparison.evidence}
    if codes & _SLIPS:
        return _SLIP
    return min(characters, _OTHER_GIVEN) if "given_name_differs" in codes else characters
