"""From the name of an engine to the engine."""

from matcher.engines.bulk import DuckDbEngine
from matcher.engines.judges import Judges
from matcher.engines.memory import default_memory
from matcher.engines.names import EngineName, Look
from matcher.engines.protocol import Engine
from matcher.engines.reference import ReferenceEngine


def engine_named(
    name: EngineName, memory: int | None = None, judges: Judges | None = None, look: Look = Look.ACROSS
) -> Engine:
    """Return an engine.

    Args:
        name: which one.
        memory: bytes that a run of the duckdb engine may take; half of the machine's if not said. The reference
            engine does not count its memory.
        judges: who judges pairs that differ for the duckdb engine; this process if not said.
        look: how far to look beyond the pair.
    """
    if name is EngineName.REFERENCE:
        return ReferenceEngine(look)
    return DuckDbEngine(default_memory() if memory is None else memory, judges=judges, look=look)
