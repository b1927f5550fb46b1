"""Pairs of records as Arrow has them, judged by whoever judges: taken apart, dealt out, and put together again."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from matcher.domain.verdicts import Judgement
from matcher.engines.distinct import parts_of
from matcher.engines.judges import Judges

Numbers = npt.NDArray[np.int32]

PairsTicket = Callable[[], tuple[list[Judgement], Numbers]]
"""What many pairs give: called, it waits, and returns the distinct judgements and which of them is whose."""


def judge_pairs(enrolments: pa.RecordBatch, residents: pa.RecordBatch, judges: Judges) -> PairsTicket:
    """Begin to judge the pairs of the same place in both batches; `parts_of` says with which columns."""
    parts = [
        (part.rows, judges.submit(part.pairs, part.worker)) for part in parts_of(enrolments, residents, judges.workers)
    ]

    def together() -> tuple[list[Judgement], Numbers]:
        known: dict[Judgement, int] = {}
        places = np.empty(len(enrolments), np.int32)
        for rows, ticket in parts:
            judgements, own = ticket()
            whole = [known.setdefault(judgement, len(known)) for judgement in judgements]
            places[rows] = np.array(whole, np.int32)[own]
        return [*known], places

    return together
