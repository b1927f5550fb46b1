"""The weights of the score: what people decided (`score.yaml`) and what was estimated (`weights.yaml`), as one model.

A share is how often something is seen: among records of the right person (`right`) and, for each kind of wrong link,
among pairs of two persons (`wrong`, in the order of the kinds). Only ratios of shares count.

>>> weights = Weights((450, 120000000), {"twin": 1.0}, {}, (), {}, {}, {}, Calibration(0.0, 1.0), "2026-11")
>>> round(weights.prior_log_odds, 3)
-12.494
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from math import log
from types import MappingProxyType
from typing import Any

from rules.documents import Document

Faces = tuple[str, ...]
"""One face for each of the items that are weighed together."""

LEVELS = ("EXACT", "EQUIVALENT", "COMPATIBLE", "DISAGREE", "MISSING", "NOT_COMPARABLE")


@dataclass(frozen=True, slots=True)
class Face:
    """What an item looks like to the score: one of these levels with one of these codes, if it names any."""

    name: str
    levels: frozenset[str]
    codes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Shares:
    """How often faces are seen: among right records, and among wrong links of each kind."""

    right: float
    wrong: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Weighed:
    """Items that are weighed together, and the shares of every combination of their faces."""

    items: tuple[str, ...]
    shares: Mapping[Faces, Shares]


@dataclass(frozen=True, slots=True)
class SignalShares:
    """How often the surroundings say something: of right records that are held, and of wrong links."""

    right: float
    wrong: float

    @property
    def log_ratio(self) -> float:
        """How much it speaks for another person."""
        return log(self.wrong / self.right)


@dataclass(frozen=True, slots=True)
class Calibration:
    """The line from the summed weights to the log odds that were observed."""

    intercept: float
    slope: float


@dataclass(frozen=True, slots=True)
class Weights:
    """All that the score reads.

    `prior`: wrong links, and the records among which they were counted. `kinds`: of wrong links, with their shares, and
    `agree`: the items in which two persons of the kind agree. `one_person`: the items by whose agreement pairs are
    found among which records of one person are.
    """

    prior: tuple[int, int]
    kinds: Mapping[str, float]
    agree: Mapping[str, tuple[str, ...]]
    one_person: tuple[tuple[str, ...], ...]
    faces: Mapping[str, tuple[Face, ...]]
    weighed: Mapping[str, Weighed]
    signals: Mapping[str, SignalShares]
    calibration: Calibration
    edition: str

    @property
    def prior_log_odds(self) -> float:
        """The log odds that a record is another person before anything is known of it."""
        wrong, records = self.prior
        return log(wrong / (records - wrong))


def build_weights(
    score: Document, weights: Document, reasons: Mapping[str, object], signals: Mapping[str, object]
) -> Weights:
    """Check both documents against each other and the catalogues, and join them.

    Raises:
        RuleFileError: an unknown code, a level without a face, or a combination without shares.
    """
    faces = {item: _faces(score, item, reasons) for item in score.data["faces"]}
    kinds = {kind: row["share"] for kind, row in score.data["kinds"].items()}
    for code in weights.data["signals"]:
        if code not in signals:
            raise weights.error(f"a code of signals.yaml, not {code!r}", "signals", code)
    calibration = weights.data["calibration"]
    return Weights(
        prior=(score.data["prior"]["wrong"], score.data["prior"]["records"]),
        kinds=MappingProxyType(kinds),
        agree=MappingProxyType({kind: tuple(row["agree"]) for kind, row in score.data["kinds"].items()}),
        one_person=tuple(tuple(agree) for agree in score.data["one_person"]),
        faces=MappingProxyType(faces),
        weighed=MappingProxyType(
            {name: _weighed(score, weights, name, faces, kinds) for name in score.data["together"]}
        ),
        signals=MappingProxyType(
            {code: SignalShares(row["right"], row["wrong"]) for code, row in weights.data["signals"].items()}
        ),
        calibration=Calibration(calibration["intercept"], calibration["slope"]),
        edition=weights.data["edition"],
    )


def _faces(score: Document, item: str, reasons: Mapping[str, object]) -> tuple[Face, ...]:
    rows = score.data["faces"][item]
    for place, row in enumerate(rows):
        for at, code in enumerate(row.get("codes", ())):
            if code not in reasons:
                raise score.error(f"a code of reasons.yaml, not {code!r}", "faces", item, place, "codes", at)
    covered = {level for row in rows if "codes" not in row for level in row["levels"]}
    if missing := [level for level in LEVELS if level not in covered]:
        raise score.error(f"a face without codes for {missing[0]}", "faces", item)
    return tuple(Face(row["face"], frozenset(row["levels"]), frozenset(row.get("codes", ()))) for row in rows)


def _weighed(
    score: Document, weights: Document, name: str, faces: Mapping[str, tuple[Face, ...]], kinds: Mapping[str, float]
) -> Weighed:
    items = tuple(score.data["together"][name])
    rows: dict[str, dict[str, Any]] = weights.data["shares"].get(name, {})
    shares = {}
    for combination in product(*(dict.fromkeys(face.name for face in faces[item]) for item in items)):
        key = " ".join(combination)
        if set(rows.get(key, ())) != {"right", *kinds}:
            raise weights.error(f"{name}: {key!r} with one share for right and each kind", "shares")
        shares[combination] = Shares(rows[key]["right"], tuple(rows[key][kind] for kind in kinds))
    return Weighed(items, MappingProxyType(shares))
