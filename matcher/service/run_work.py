"""Work on a run: judge every current enrolment whose pair or rules changed, open what is not withheld, look around.

Chunks follow the versions in order, some are worked on side by side, and the transaction of each notes it in the
bookmark of the run. A step ends when nothing follows the last chunk and all are committed. When the registry or the
rules change before the run is done, it begins anew under the same id: what was judged already is not judged again,
because nothing of it changed.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from time import sleep
from typing import Final
from uuid import UUID

from matcher.service.context import OnProgress, Progress, Service
from matcher.service.judging import WORKER, Bench
from matcher.service.run_steps import STEPS
from matcher.service.side_by_side import side_by_side
from matcher.store import audit, runs
from matcher.store.bookmark import Bookmark, Chunk, Overtaken
from matcher.store.database import Access
from matcher.store.runs import Run

_POLL_SECONDS: Final = 0.2


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
        while (known := _at(service, run)) is not None:
            with suppress(Overtaken):
                _do_step(service, known, on_progress)
                _end_step(service, known)
        return True


def _at(service: Service, run: UUID) -> Run | None:
    """Return the run where it goes on, begun anew if the registry or the rules are others; None when it is done."""
    with service.database.transaction(Access.NATIONAL) as connection:
        bench = Bench.at(connection, service)
        known = runs.find(connection, run, lock=True)
        if known is None or known.state == "done":
            return None
        terms = (bench.epoch, service.rules.content_hash)
        if (known.epoch, known.rules_hash) == terms:
            return known
        anew = replace(
            known, epoch=terms[0], rules_hash=terms[1], state="judging", bookmark=Bookmark(0, {}), enrolments=0
        )
        runs.advance(connection, anew)
        return anew


def _do_step(service: Service, known: Run, on_progress: OnProgress | None) -> None:
    """Do what is left of the step that the run is at.

    Raises:
        Overtaken: another worker did some of it, or the run has to begin anew.
    """
    step, done = STEPS[known.state], known.enrolments if known.state == "judging" else 0

    def tell(records: int) -> None:
        nonlocal done
        done += records
        if on_progress is not None:
            on_progress(Progress(step.name, done, None))

    chunks, at_once = _chunks(service, known), service.config.at_once
    side_by_side(partial(_do, service, known), chunks, at_once=at_once, told=tell)


def _chunks(service: Service, known: Run) -> Iterator[tuple[Chunk, int]]:
    """Yield the chunks that are not done, each with the number of records in it."""
    step, size = STEPS[known.state], service.config.chunk_rows
    place = known.bookmark.skip(known.bookmark.place)
    while True:
        until = known.bookmark.limit(place)
        with service.database.transaction(Access.NATIONAL) as connection:
            count, last = step.span(connection, known, place, until, size)
        if not count and until is None:
            return
        chunk = Chunk(place, last if count or until is None else until)
        yield chunk, count
        place = known.bookmark.skip(chunk.end)


def _do(service: Service, planned: Run, counted: tuple[Chunk, int]) -> int:
    """Do a chunk and note it, in one transaction; return how many records it has.

    Raises:
        Overtaken: another worker did it, or the run is at another step or has to begin anew.
    """
    (chunk, count), step = counted, STEPS[planned.state]
    with service.database.transaction(Access.NATIONAL) as connection:
        bench = Bench.at(connection, service)
        done = step.do(bench, planned, chunk, count)
        known = _locked(bench, planned)
        added = {name: getattr(known, name) + more for name, more in done.adds.items()}
        runs.advance(connection, replace(known, bookmark=known.bookmark.passed(chunk), **added))
        if done.detail is not None:
            detail = {step.of: [chunk.begin + 1, chunk.end], **done.detail}
            audit.append(connection, WORKER, step.action, f"run {planned.run}", detail=detail)
    return count


def _locked(bench: Bench, planned: Run) -> Run:
    """Return the run, which nobody else changes until the transaction ends.

    Raises:
        Overtaken: it is not at the step that was planned, or has to begin anew.
    """
    known = runs.find(bench.connection, planned.run, lock=True)
    if known is None or bench.epoch != planned.epoch or _terms(known) != _terms(planned):
        raise Overtaken("the run is at another place")
    return known


def _terms(run: Run) -> tuple[object, ...]:
    return run.state, run.epoch, run.rules_hash


def _end_step(service: Service, planned: Run) -> None:
    """Go on to the next step, unless records came since the last chunk was asked for.

    Raises:
        Overtaken: another worker did, or the run has to begin anew.
    """
    step = STEPS[planned.state]
    with service.database.transaction(Access.NATIONAL) as connection:
        known = _locked(Bench.at(connection, service), planned)
        if step.span(connection, known, known.bookmark.place, None, 1)[0]:
            return
        begin = known.first_judgement if step.following == "opening" else 0
        now = replace(known, state=step.following, bookmark=Bookmark(begin, {}))
        if now.state != "done":
            runs.advance(connection, now)
            return
        now = replace(now, verdicts=runs.verdicts(connection))
        runs.advance(connection, now)
        told = {"enrolments": now.enrolments, "judged": now.judged, "verdicts": now.verdicts}
        audit.append(connection, WORKER, "run_done", f"run {known.run}", detail=told)
