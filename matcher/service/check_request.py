"""What to check and how: what a check is asked for, and what of it does not go together."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from matcher.engines.memory import default_memory
from matcher.engines.names import EngineName, Look
from matcher.service.private import WorkRefused


@dataclass(frozen=True, slots=True)
class CheckRequest:
    """What to check and how.

    Attributes:
        enrolments: one file or more.
        out: the result file, or the folder of the results of several files.
        as_of: the day that counts as today: a birth date after it is a defect.
        registry: the resident file; None for the pre-submit check.
        policy: name of a policy of the rules.
        engine: which engine judges; the results are the same.
        differences: write only rows that are not MATCHED; the ledger counts all.
        look: how far to look beyond the pair of a record and its answer.
        encoding: of the CSV files, if declared: utf-8 or cp932.
        memory: bytes that the run may take.
        spark: options of Spark, by name, for the spark engine.
        work: the folder in which the check keeps what it has done, so that the same check goes on from there.
        prepared: the folder of prepared files, and of what is known of earlier checks.
        changes: files with changes of the files, in the order in which they are laid over them.
    """

    enrolments: tuple[Path, ...]
    out: Path
    as_of: date
    registry: Path | None = None
    policy: str = "stop_all"
    engine: EngineName = EngineName.DUCKDB
    differences: bool = False
    look: Look = Look.ACROSS
    encoding: str | None = None
    memory: int = field(default_factory=default_memory)
    spark: Mapping[str, str] = field(default_factory=dict)
    work: Path | None = None
    prepared: Path | None = None
    changes: tuple[Path, ...] = ()


def refuse_what_does_not_go_together(request: CheckRequest) -> None:
    """Refuse options that this check cannot have.

    Raises:
        WorkRefused: there are such.
    """
    by_duckdb = request.registry is not None and request.engine is EngineName.DUCKDB
    for option, folder in (("--work", request.work), ("--prepared", request.prepared)):
        if folder and not by_duckdb:
            raise WorkRefused(
                f"only a check against a registry by duckdb has a {option[2:]} folder", hint=f"leave out {option}"
            )
    if request.changes and not request.prepared:
        raise WorkRefused("changes are laid over prepared files only", hint="name a folder for them with --prepared")
    if request.prepared and request.prepared.resolve() in request.out.resolve().parents:
        raise WorkRefused("the results cannot lie in the prepared folder", hint="name another place with --out")
    if request.prepared and request.work:
        raise WorkRefused("a check has one folder that it keeps", hint="leave out --work: what is prepared stays")
