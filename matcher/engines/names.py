"""The engines that exist, by the name that `--engine` takes.

>>> [str(name) for name in EngineName]
['duckdb', 'reference', 'spark']
"""

from enum import StrEnum


class EngineName(StrEnum):
    """An engine that can be asked for; all give the same results."""

    DUCKDB = "duckdb"
    REFERENCE = "reference"
    SPARK = "spark"


class Look(StrEnum):
    """How far an engine looks beyond the pair of a record and its answer; no further look changes a verdict.

    PAIR: not at all. ACROSS: at the rows around a held record. SEARCH: also for residents whom it describes, without
    the number, which takes half as long again.
    """

    PAIR = "pair"
    ACROSS = "across"
    SEARCH = "search"
