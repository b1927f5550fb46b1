"""What the naive national comparison would hold, beside what was held: every text difference in an item of the key.

Records without a resident, and those whose resident is gone, are held by both.
"""

from dataclasses import dataclass

from matcher.domain.verdicts import Verdict
from matcher.service.evaluate.joined import HELD, Joined

_MILLION = 1_000_000
_NOBODY = f"verdict IN ('{Verdict.NOT_FOUND}', '{Verdict.NO_NUMBER}', '{Verdict.INACTIVE}')"


@dataclass(frozen=True, slots=True)
class Naive:
    """Of a million records, by weight: what the naive comparison holds and, of that, what was not held.

    `notation_naive`: what it holds of the right people though by the rule nothing differs; `notation_held`: of that,
    what was held all the same.
    """

    held: float
    spared: float
    notation_naive: float
    notation_held: float


def naive_figures(joined: Joined) -> Naive:
    """Return the figures of the table `naive`, which must be there, at base rates."""
    differs = f"(COALESCE(naive.differing, 0) > 0 OR {_NOBODY})"
    notation = "NOT wrong AND expected = 'MATCHED' AND COALESCE(naive.differing, 0) > 0"
    (row,) = joined.connection.execute(
        f"SELECT sum(weight), sum(weight) FILTER ({differs}), sum(weight) FILTER ({differs} AND NOT ({HELD})),"  # noqa: S608
        f" sum(weight) FILTER ({notation}), sum(weight) FILTER ({notation} AND {HELD})"
        " FROM judged LEFT JOIN naive USING (row)"
    ).fetchall()
    total, held, spared, notation_naive, notation_held = (float(value or 0) for value in row)
    return Naive(
        _MILLION * held / total, _MILLION * spared / total, _MILLION * notation_naive / total,
        _MILLION * notation_held / total,
    )  # fmt: skip
