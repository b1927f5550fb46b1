"""The steps of a run, each of which goes through all records, chunk by chunk (`matcher.service.run_work`).

A run judges every current enrolment whose pair or rules changed, then opens what is not withheld, then looks around
what is held.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection

from matcher.service.judging import Bench
from matcher.store import judging, runs
from matcher.store.bookmark import Chunk
from matcher.store.chosen import CURRENT_VERSIONS
from matcher.store.runs import Run

_OF_RUN: Final = (
    "SELECT version FROM judgement WHERE origin = :run AND judgement > :after AND judgement <= :last AND is_latest"
)


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a chunk: the counts of the run that it adds to, and what the audit log says if it changed any."""

    adds: Mapping[str, int]
    detail: Mapping[str, object] | None


@dataclass(frozen=True, slots=True)
class Step:
    """One of the steps.

    Attributes:
        name: as it is shown. following: the state after it.
        action: what the audit log calls a chunk of it. of: what the chunk consists of.
        span: how many records follow a place up to another one, a chunk at most, and the last of them.
        do: deals with a chunk of so many records.
    """

    name: str
    following: str
    action: str
    of: str
    span: Callable[[Connection, Run, int, int | None, int], tuple[int, int]]
    do: Callable[[Bench, Run, Chunk, int], Done]


def _judge(bench: Bench, run: Run, chunk: Chunk, count: int) -> Done:
    found = bench.tighten(bench.of_current(chunk.begin, chunk.end), run.run)
    adds = {"enrolments": count, "judged": found.judged, "holds_opened": found.opened, "reopened": found.reopened}
    detail = {"judged": found.judged, "holds_opened": found.opened, "epoch": bench.epoch}
    return Done(adds, detail if found.judged else None)


def _open(bench: Bench, run: Run, chunk: Chunk, _count: int) -> Done:
    opened = judging.loosen(bench.connection, _OF_RUN, {"run": run.run, "after": chunk.begin, "last": chunk.end})
    detail = {"made_answerable": opened.made_answerable, "holds_closed": opened.holds_closed}
    return Done({"holds_closed": opened.holds_closed}, detail)


def _look_around(bench: Bench, _run: Run, chunk: Chunk, _count: int) -> Done:
    """Look around the held records of the next versions: of all, for what stands around them may have changed."""
    looked = bench.look_around(CURRENT_VERSIONS, {"after": chunk.begin, "last": chunk.end})
    detail = {"looked_around": looked.records, "triage_changed": looked.changed}
    return Done({}, detail if looked.changed else None)


def _versions(connection: Connection, _run: Run, after: int, until: int | None, limit: int) -> tuple[int, int]:
    return runs.span(connection, after, until, limit)


def _judgements(connection: Connection, run: Run, after: int, until: int | None, limit: int) -> tuple[int, int]:
    return runs.judgement_span(connection, after, until, limit, run.run)


STEPS: Final = {
    "judging": Step("judge", "opening", "enrolments_judged", "versions", _versions, _judge),
    "opening": Step("open", "triage", "enrolments_opened", "judgements", _judgements, _open),
    "triage": Step("triage", "done", "enrolments_triaged", "versions", _versions, _look_around),
}
