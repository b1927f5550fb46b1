"""Work on a run: judge every current enrolment whose pair or rules changed, open what is not withheld, look around.

Chunks follow the versions in order, and each transaction stores where to go on. When the registry or the rules
change before the run is done, it begins anew under the same id: what was judged already is not judged again,
because nothing of it changed.
"""

from dataclasses import dataclass, replace
from time import sleep
from typing import Final
from uuid import UUID

from matcher.service.context import OnProgress, Progress, Service
from matcher.service.judging import WORKER, Bench
from matcher.store import audit, judging, runs
from matcher.store.chosen import CURRENT_VERSIONS
from matcher.store.database import Access

_POLL_SECONDS: Final = 0.2
_OF_RUN: Final = (
    "SELECT version FROM judgement WHERE origin = :run AND judgement > :after AND judgement <= :last AND is_latest"
)


@dataclass(frozen=True, slots=True)
class Begun:
    """A run to work on; `resumed` says that it had been begun before."""

    run: UUID
    resumed: bool


def begin_or_resume(service: Service, actor: audit.Actor) -> Begun:
    """Return the unfinished run, or begin one.

    Raises:
        NoRegistry: there is none yet.
    """
    with service.database.transaction(Access.NATIONAL) as connection:
        bench = Bench.at(connection, service)
        runs.begin_alone(connection)
        unfinished = runs.unfinished(connection)
        if unfinished is not None:
            return Begun(unfinished.run, resumed=True)
        run = runs.begin(connection, bench.epoch, service.rules.content_hash)
        audit.append(connection, actor, "run_started", f"run {run}", detail={"epoch": bench.epoch})
        return Begun(run, resumed=False)


def finish(service: Service, run: UUID, on_progress: OnProgress | None = None) -> None:
    """Work on a run until it is done, or wait for the process that does and take over if that one ends."""
    while not work(service, run, on_progress):
        sleep(_POLL_SECONDS)


def work(service: Service, run: UUID, on_progress: OnProgress | None = None) -> bool:
    """Work on a run until it is done; return False at once if another process does."""
    with service.database.sole_worker(f"run {run}") as alone:
        if not alone:
            return False
        while (progress := _step(service, run)) is not None:
            if on_progress is not None:
                on_progress(progress)
        return True


def _step(service: Service, run: UUID) -> Progress | None:
    """Do the next chunk; return how far it is, None when nothing is left."""
    with service.database.transaction(Access.NATIONAL) as connection:
        bench = Bench.at(connection, service)
        known = runs.find(connection, run, lock=True)
        if known is None or known.state == "done":
            return None
        if (known.epoch, known.rules_hash) != (bench.epoch, service.rules.content_hash):
            known = _begin_anew(known, bench)
        return _CHUNK[known.state](bench, known)


def _begin_anew(known: runs.Run, bench: Bench) -> runs.Run:
    return replace(
        known,
        epoch=bench.epoch,
        rules_hash=bench.service.rules.content_hash,
        state="judging",
        next_version=0,
        enrolments=0,
    )


def _judge(bench: Bench, known: runs.Run) -> Progress:
    connection = bench.connection
    count, last = runs.span(connection, known.next_version, bench.service.config.chunk_rows)
    if not count:
        runs.advance(connection, replace(known, state="opening", next_version=known.first_judgement))
        return Progress("judge", known.enrolments, known.enrolments)
    found = bench.tighten(bench.of_current(known.next_version, last), known.run)
    now = replace(
        known,
        next_version=last,
        enrolments=known.enrolments + count,
        judged=known.judged + found.judged,
        holds_opened=known.holds_opened + found.opened,
        reopened=known.reopened + found.reopened,
    )
    runs.advance(connection, now)
    if found.judged:
        detail = {"versions": [known.next_version + 1, last], "judged": found.judged, "holds_opened": found.opened}
        audit.append(
            connection, WORKER, "enrolments_judged", f"run {known.run}", detail=detail | {"epoch": bench.epoch}
        )
    return Progress("judge", now.enrolments, None)


def _open(bench: Bench, known: runs.Run) -> Progress:
    connection = bench.connection
    count, last = runs.judgement_span(connection, known.next_version, bench.service.config.chunk_rows, known.run)
    if not count:
        runs.advance(connection, replace(known, state="triage", next_version=0))
        return Progress("open", known.judged, known.judged)
    opened = judging.loosen(connection, _OF_RUN, {"run": known.run, "after": known.next_version, "last": last})
    runs.advance(connection, replace(known, next_version=last, holds_closed=known.holds_closed + opened.holds_closed))
    detail = {"judgements": [known.next_version + 1, last], "made_answerable": opened.made_answerable}
    audit.append(
        connection,
        WORKER,
        "enrolments_opened",
        f"run {known.run}",
        detail=detail | {"holds_closed": opened.holds_closed},
    )
    return Progress("open", last - known.first_judgement, None)


def _look_around(bench: Bench, known: runs.Run) -> Progress:
    """Look around the held records of the next versions: of all, for what stands around them may have changed."""
    connection = bench.connection
    count, last = runs.span(connection, known.next_version, bench.service.config.chunk_rows)
    if not count:
        done = replace(known, state="done", verdicts=runs.verdicts(connection))
        runs.advance(connection, done)
        told = {"enrolments": done.enrolments, "judged": done.judged, "verdicts": done.verdicts}
        audit.append(connection, WORKER, "run_done", f"run {known.run}", detail=told)
        return Progress("triage", known.enrolments, known.enrolments)
    looked = bench.look_around(CURRENT_VERSIONS, {"after": known.next_version, "last": last})
    runs.advance(connection, replace(known, next_version=last))
    if looked.changed:
        detail = {"versions": [known.next_version + 1, last], "looked_around": looked.records}
        detail |= {"triage_changed": looked.changed}
        audit.append(connection, WORKER, "enrolments_triaged", f"run {known.run}", detail=detail)
    return Progress("triage", last, None)


_CHUNK: Final = {"judging": _judge, "opening": _open, "triage": _look_around}
