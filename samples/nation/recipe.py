"""What nation to make, and the base rates of the first national check that are taken where nothing else is asked.

>>> recipe = Recipe(10_000_000, wrong_links=4_000)
>>> recipe.base_links(), recipe.wrong_total(), recipe.part(recipe.wrong_total(), 0, CHUNK)
(37.5, 4000, 100)
>>> weights = recipe.weights()
>>> round(weights.wrong, 6), round(weights.right, 6)
(0.009375, 1.000396)

Sources: 第171・173・174回社会保障審議会医療保険部会 資料 (2023-11 to 2024-01): about 450 wrong links and 1.39 million
mismatches in 120 million valid records, 4.5 million mismatches in 40 million closed ones.
"""

from __future__ import annotations

from dataclasses import dataclass

CHUNK = 250_000
"""People who are made at a time: what decides the memory, and a part of what the seed means."""
WRONG_SHARE = 450 / 120_000_000
"""Wrong links per enrolment."""
NOTATION_SHARE = 0.011
"""Records that are written otherwise in one item, before any house style (a guess)."""
MISMATCH_SHARE = 1_390_000 / 120_000_000
"""Held records of right people."""
CLOSED_MISMATCH_SHARE = 4_500_000 / 40_000_000
"""The same among closed qualifications, which nobody brings up to date any more."""
MISSING_SHARE, UNKNOWN_SHARE, TYPED_SHARE = 0.0005, 0.00002, 0.000002
DOUBLE_ENROLMENT_SHARE = 0.1
"""People insured twice under the right number, for each wrong link that is made (a guess)."""


@dataclass(frozen=True, slots=True)
class Weights:
    """How many records of a nation at base rates one made record stands for."""

    wrong: float
    """A wrong link, and what was made along with one."""
    right: float


@dataclass(frozen=True, slots=True)
class Recipe:
    """What nation to make."""

    residents: int
    seed: int = 7
    wrong_links: int | None = None
    """How many records carry another person's number; None for the national base rate."""
    unseen_links: int = 0
    """How many more do so in a way that a three-item check cannot see."""
    notation_share: float = NOTATION_SHARE
    mismatch_share: float = MISMATCH_SHARE
    closed_mismatch_share: float = CLOSED_MISMATCH_SHARE
    house_styles: bool = False
    format: str = "parquet"

    def base_links(self) -> float:
        """Return how many wrong links a nation of this size has at the base rate."""
        return self.residents * WRONG_SHARE

    def wrong_total(self) -> int:
        """Return how many wrong links to make."""
        return round(self.base_links()) if self.wrong_links is None else self.wrong_links

    def part(self, total: int, start: int, size: int) -> int:
        """Return how many of a total fall into the chunk that begins at `start`."""
        return total * (start + size) // self.residents - total * start // self.residents

    def weights(self) -> Weights:
        """Return the weights that lead back to the base rates."""
        made, base = self.wrong_total(), self.base_links()
        if self.wrong_links is None or not made:
            return Weights(1.0, 1.0)
        return Weights(base / made, (self.residents - base) / (self.residents - made))
