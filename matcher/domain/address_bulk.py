"""Many pairs of addresses: each distinct pair once, on one core or on several.

>>> compare_addresses([("渋谷区渋谷3-5-1", "渋谷区渋谷3-5-2")])[0].level
<Level.DISAGREE: 'DISAGREE'>
"""

from collections.abc import Sequence

from matcher.domain.addresses import compare_address
from matcher.domain.levels import Comparison
from normalizers.addresses import map_forked


def compare_addresses(pairs: Sequence[tuple[str, str]], *, processes: int = 1) -> list[Comparison]:
    """Return the comparison of each pair (enrolment, resident), in order, as `compare_address` gives it.

    Args:
        pairs: Addresses as written; repeats cost nothing.
        processes: How many forked processes share the work; 1 forks none.
    """
    distinct = list(dict.fromkeys(pairs))
    found = dict(zip(distinct, map_forked(_compare, distinct, processes=processes), strict=True))
    return [found[pair] for pair in pairs]


def _compare(pair: tuple[str, str]) -> Comparison:
    return compare_address(*pair)
