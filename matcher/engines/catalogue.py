"""From the name of an engine to the engine, which is imported when it is asked for: DuckDB takes long to load."""

from matcher.engines.judges import Judges
from matcher.engines.memory import default_memory
from matcher.engines.names import EngineName, Look
from matcher.engines.protocol import Engine


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

    Raises:
        ValueError: the engine is none that works on this machine alone.
    """
    if name is EngineName.SPARK:
        raise ValueError("the engine spark works on a session: matcher.engines.spark.engine")
    if name is EngineName.REFERENCE:
        from matcher.engines.reference import ReferenceEngine  # noqa: PLC0415

        return ReferenceEngine(look)
    from matcher.engines.bulk import DuckDbEngine  # noqa: PLC0415

    return DuckDbEngine(default_memory() if memory is None else memory, judges=judges, look=look)
