"""Judgements and their comparisons from the columns of a result: what `conclude` rendered, read back.

A result names every level and every piece of evidence: whoever has it needs no second comparison to weigh it.

>>> from matcher.domain.levels import Comparison, Evidence, Level, Side
>>> same, other = Comparison(Level.EXACT), Comparison(Level.COMPATIBLE, (Evidence("mask", Side.ENROLMENT, 2),))
>>> levels = (Level.COMPATIBLE, *[Level.EXACT] * 4)
>>> comparisons_of(levels, "name:mask@enrolment.2") == (other, same, same, same, same)
True
"""

from collections.abc import Mapping
from typing import Any

from matcher.domain.fold import Comparisons
from matcher.domain.levels import Comparison, Evidence, Item, Level, Side
from matcher.domain.verdicts import Judgement, Levels, Scope, Verdict


def judgement_of(row: Mapping[Any, Any]) -> Judgement:
    """Return the judgement that a row of results or of the store was written from; empty and null levels are none."""
    name, kana, birth, sex, address = (Level(level) if (level := row[f"{item}_level"]) else None for item in Item)
    return Judgement(
        Verdict(row["verdict"]),
        Scope(row["scope"]),
        row["class"],
        (name, kana, birth, sex, address),
        row["evidence"],
        row["cause"],
        row["signature"],
        row["score"],
    )


def comparisons_of(levels: Levels, evidence: str) -> Comparisons | None:
    """Return the five comparisons of a result; None where nothing was compared.

    Args:
        levels: of the result, in the order of `Item`.
        evidence: of the result; what is not about one of the five items is passed over.
    """
    found: dict[str, list[Evidence]] = {item: [] for item in Item}
    for piece in evidence.split():
        item, _, rest = piece.partition(":")
        if item in found:
            found[item].append(_evidence(rest))
    name, kana, birth, sex, address = (
        None if level is None else Comparison(Level(level), tuple(found[item]))
        for item, level in zip(Item, levels, strict=True)
    )
    if name is None or kana is None or birth is None or sex is None or address is None:
        return None
    return name, kana, birth, sex, address


def _evidence(rendered: str) -> Evidence:
    code, _, where = rendered.partition("@")
    side, _, position = where.partition(".")
    return Evidence(code, Side(side) if side else None, int(position) if position else None)
