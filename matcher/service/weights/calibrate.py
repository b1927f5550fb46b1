"""What a nation with a truth adds to the estimate: how often each signal is given, and the line of the calibration.

Read from results of a check of that nation: they name the levels, the evidence and the signals of every held record.
Right records count with their weight at base rates; of wrong links only their share among each other counts, so an
oversampled nation says the same, more surely.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import numpy as np

from matcher.domain.description import describes
from matcher.domain.fold import Comparisons
from matcher.domain.levels import Item, Level
from matcher.domain.rendered import comparisons_of
from matcher.domain.score import parts
from matcher.service.evaluate.figures import Held
from matcher.service.evaluate.joined import Joined
from matcher.service.evaluate.reliability import line
from rules import RuleSet
from rules.weights import Calibration, SignalShares

_BESIDE = "record:"
_HALF = 0.5
_NEUTRAL = Calibration(0.0, 1.0)


@dataclass(frozen=True, slots=True)
class Record:
    """A held record that was compared: what was seen, and what is true of it."""

    comparisons: Comparisons
    signals: frozenset[str]
    wrong: bool
    weight: float


def records_of(truth: Path, results: Path) -> list[Record]:
    """Return the held records of a check, with what is true of them.

    Raises:
        EvaluationRefused: the files do not belong together.
    """
    with duckdb.connect() as connection:
        held = Held(Joined(connection, truth, results).queue())
    levels = zip(*(held.texts(f"{item}_level") for item in Item), strict=True)
    columns = (levels, held.texts("evidence"), held.wrong.tolist(), held.numbers("weight").tolist())
    found = []
    for written, evidence, wrong, weight in zip(*columns, strict=True):
        name, kana, birth, sex, address = (Level(level) if level else None for level in written)
        comparisons = comparisons_of((name, kana, birth, sex, address), evidence)
        if comparisons is not None:
            found.append(Record(comparisons, signals_of(evidence), wrong, weight))
    return found


def signals_of(evidence: str) -> frozenset[str]:
    """Return the signals that the evidence of a result names.

    >>> sorted(signals_of("name:width record:right_person_found@enrolment record:fits_row_above"))
    ['fits_row_above', 'right_person_found']
    """
    return frozenset(
        piece.removeprefix(_BESIDE).partition("@")[0] for piece in evidence.split() if piece.startswith(_BESIDE)
    )


def signal_shares(records: Sequence[Record]) -> Mapping[str, SignalShares]:
    """Return how often each signal is given to the records that can have it.

    What only records that describe their answer are asked (a namesake who lives as near), or only the others, is
    counted among these: their faces have said already how rare they are. Half a record more on each side, so that
    nothing is never or always.
    """
    return {code: _share(records, code) for code in sorted({code for record in records for code in record.signals})}


def _share(records: Sequence[Record], code: str) -> SignalShares:
    given = [record for record in records if code in record.signals]
    asked = {describes(record.comparisons) for record in given}
    among = [record for record in records if describes(record.comparisons) in asked]
    right = (_weight(given, wrong=False) + _HALF) / (_weight(among, wrong=False) + 1)
    return SignalShares(right, (_weight(given, wrong=True) + _HALF) / (_weight(among, wrong=True) + 1))


def _weight(records: Sequence[Record], *, wrong: bool) -> float:
    """Return how many right records these stand for at base rates, or how many of them are wrong links."""
    return sum(1 if wrong else record.weight for record in records if record.wrong is wrong)


def calibration_of(records: Sequence[Record], rules: RuleSet, signals: Mapping[str, SignalShares]) -> Calibration:
    """Return the line from the summed weights to what was seen, at base rates.

    Args:
        records: held records with their truth.
        rules: their shares are what is calibrated.
        signals: the shares of the signals, in the place of those of the rules.
    """
    weighed = replace(rules, weights=replace(rules.weights, signals=signals, calibration=_NEUTRAL))
    said = {
        key: sum(part.log_odds for part in parts(*key, weighed))
        for key in {(record.comparisons, record.signals) for record in records}
    }
    log_odds = np.array([said[record.comparisons, record.signals] for record in records])
    wrong = np.array([record.wrong for record in records])
    intercept, slope = line(log_odds, wrong, np.array([record.weight for record in records]))
    return Calibration(intercept, slope)
