"""The engines that exist, by the name that `--engine` takes.

>>> [str(name) for name in EngineName]
['duckdb', 'reference']
"""

from enum import StrEnum


class EngineName(StrEnum):
    """An engine that can be asked for; all give the same results."""

    DUCKDB = "duckdb"
    REFERENCE = "reference"
