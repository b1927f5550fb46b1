"""Results: the columns of the file contract, filled from judgements.

Text columns that carry nothing are empty text; `class` and `score` that are not there are null. The judged columns are
dictionary-encoded with one array of indices for all of them: a batch has many rows and few distinct judgements, and
whoever writes the results can write each distinct judgement once.

>>> RESULT_SCHEMA.names[:6], RESULT_SCHEMA.names[-4:]
(['row', 'insurer_number', 'symbol', 'number', 'branch', 'verdict'], ['signature', 'score', 'evidence', 'defect'])
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from matcher.domain.levels import Item
from matcher.domain.verdicts import Judgement

ECHOED = ("row", "insurer_number", "symbol", "number", "branch")
"""Columns of the enrolment that a result repeats, byte for byte."""

_TEXT = pa.string()


class Alike(NamedTuple):
    """Rows with one judgement and no defect that nobody asked to see: they are only counted."""

    rows: int
    judgement: Judgement


def _level(place: int) -> Callable[[Judgement], str]:
    return lambda judgement: str(judgement.levels[place] or "")


_JUDGED: dict[str, tuple[pa.DataType, Callable[[Judgement], object]]] = {
    "verdict": (_TEXT, lambda judgement: str(judgement.verdict)),
    "class": (pa.int8(), lambda judgement: judgement.class_),
    "scope": (_TEXT, lambda judgement: str(judgement.scope)),
    **{f"{item}_level": (_TEXT, _level(place)) for place, item in enumerate(Item)},
    "cause": (_TEXT, lambda judgement: judgement.cause),
    "signature": (_TEXT, lambda judgement: judgement.signature),
    "score": (pa.float64(), lambda judgement: judgement.score),
    "evidence": (_TEXT, lambda judgement: judgement.evidence),
}

JUDGED_SCHEMA = pa.schema([(name, kind) for name, (kind, _) in _JUDGED.items()])
"""The judged columns of a result, as plain values."""

RESULT_SCHEMA = pa.schema(
    [
        pa.field("row", pa.int64(), nullable=False),
        *(pa.field(name, _TEXT, nullable=False) for name in ECHOED[1:]),
        *(
            pa.field(name, pa.dictionary(pa.int32(), kind), nullable=kind != _TEXT)
            for name, (kind, _) in _JUDGED.items()
        ),
        pa.field("defect", _TEXT, nullable=False),
    ],
)
"""One row per physical input row, in the order of the file contract."""


def judged_values(judgement: Judgement) -> dict[str, object]:
    """Return the judged columns of one row, by name."""
    return {name: _value(read, kind, judgement) for name, (kind, read) in _JUDGED.items()}


def result_batch(
    enrolments: pa.RecordBatch,
    judgements: Sequence[Judgement | None],
    places: npt.NDArray[np.int32],
) -> pa.RecordBatch:
    """Return the results of one enrolment batch.

    Args:
        enrolments: the batch; its echoed columns and `defect` are repeated.
        judgements: the distinct judgements of the batch; None for rows that are not judged, whose columns stay empty.
        places: per row, the place of its judgement in `judgements`.
    """
    indices = pa.array(places, pa.int32())
    judged = [
        pa.DictionaryArray.from_arrays(indices, pa.array([_value(read, kind, one) for one in judgements], kind))
        for kind, read in _JUDGED.values()
    ]
    echoed = [enrolments.column(name) for name in ECHOED]
    defect = pc.fill_null(enrolments.column("defect"), "")
    return pa.RecordBatch.from_arrays([*echoed, *judged, defect], schema=RESULT_SCHEMA)


def _value(read: Callable[[Judgement], object], kind: pa.DataType, judgement: Judgement | None) -> object:
    """Return the value of one judged column; of a row that is not judged, the empty value of its kind."""
    if judgement is None:
        return "" if kind == _TEXT else None
    return read(judgement)
