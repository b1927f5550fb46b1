"""The crew of one machine: its workers read portions, and what has to come together comes by way of an encrypted spill.

Every stage is some tasks, one for each portion, bucket or team, and each task leaves one file. Whoever begins a run
again with the same spill finds what was done, and does the rest.
"""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from matcher.engines.attempts import begin_attempt
from matcher.engines.judges import Judges
from matcher.engines.portioned import tasks
from matcher.engines.portioned.buckets import bits_for
from matcher.engines.portioned.crew import Met, OfPairs, OfTeam
from matcher.engines.portioned.packing import unpacked
from matcher.engines.portioned.pairs import DIFFERENT
from matcher.engines.portioned.portions import Errand, Work
from matcher.engines.portioned.progress import OnTasks
from matcher.engines.portioned.spill import Spill, put

Longs = npt.NDArray[np.int64]

_KEYED_AT_ONCE = 1 << 20
"""Narrow rows of both sides in a bucket; each takes about 200 bytes while it is settled."""

Task = tuple[str, Callable[..., None], tuple[object, ...]]
"""The file that it leaves, what does it, and what that is given after the name."""


class LocalCrew:
    """Does the work of the stages by the workers of this machine."""

    teams = 8
    """Whatever processors there are: a run may be begun again with more or fewer of them."""
    team = 20_000

    def __init__(self, judges: Judges, spill: Spill, on_tasks: OnTasks | None = None) -> None:
        """Have these do the work, with this spill; tell `on_tasks` of a stage how many tasks are done, of how many."""
        self._judges = judges
        self._on_tasks = on_tasks or _nobody
        self._spill = spill

    def meet(self, enrolments: Errand, residents: Errand) -> Met:
        """Make both sides narrow, and let them meet; see `Crew.meet`."""
        rows = sum(portion.rows for portion in (*enrolments.portions, *residents.portions))
        bits = bits_for(rows, _KEYED_AT_ONCE)
        theirs = self._over("residents", residents, tasks.make_narrow, bits)
        ours = self._over("enrolments", enrolments, tasks.make_narrow, bits)
        settle = [(f"settled-{bucket:05}", tasks.settle_bucket, (ours, theirs, bucket)) for bucket in range(1 << bits)]
        found = [unpacked(blob) for blob in self._each(self._do("keys", settle), 0)]
        places = [np.frombuffer(blob, np.int64) for blob in self._each(ours, tasks.UNNUMBERED_BLOB)]
        notes = [list(self._each(names, tasks.NOTES_BLOB)) for names in (ours, theirs)]
        return Met(pa.concat_tables(found), np.concatenate([np.empty(0, np.int64), *places]), *notes)

    def judge(self, enrolments: Errand, residents: Errand, judge: OfPairs) -> Iterator[bytes]:
        """Bring pairs together and judge them; see `Crew.judge`."""
        owners, answers = _asked(enrolments)
        starts = [portion.start for portion in residents.portions]
        owner_of = np.searchsorted(starts, answers, side="right") - 1

        def dealt(work: Work) -> tuple[Longs, Longs]:
            own = owner_of == work.number
            return owners[own], answers[own]

        theirs = self._over("answers", residents, tasks.deal_answers, each=dealt)
        put(self._spill, "judge", judge)
        for name in self._over("judged", enrolments, tasks.judge_portion, theirs, "judge"):
            for number in self._spill.numbers(name):
                yield self._spill.get(name, number)

    def look(self, standing: Errand, known: Callable[[pa.Table], Errand], look: OfTeam) -> Iterator[bytes]:
        """Bring together what stands around, and look at it; see `Crew.look`."""
        ours = self._over("standing", standing, tasks.deal_teams)
        keys = pa.concat_tables([unpacked(blob) for blob in self._each(ours, tasks.KEYS_BLOB)])
        keys = keys.group_by(keys.column_names).aggregate([])
        theirs = self._over("known", known(keys), tasks.deal_teams)
        teams = sorted({number for name in ours for number in self._spill.numbers(name) if number >= 0})
        put(self._spill, "look", look)
        looks = [(f"looked-{team:05}", tasks.look_at_team, (ours, theirs, team, "look")) for team in teams]
        yield from self._each(self._do("around", looks), 0)

    def _over(
        self,
        stage: str,
        errand: Errand,
        task: Callable[..., None],
        *given: object,
        each: Callable[[Work], tuple[object, ...]] = lambda _: (),
    ) -> list[str]:
        """Have a task done with each portion of an errand, and return the names of the files that it left."""
        mapper = f"{stage}-mapper"
        put(self._spill, mapper, errand.mapper)
        return self._do(
            stage,
            [
                (f"{stage}-{work.number:05}", task, (tasks.Do(work, mapper, errand.schema), *each(work), *given))
                for work in errand.works()
            ],
        )

    def _do(self, stage: str, todo: Sequence[Task]) -> list[str]:
        """Have every task done that is not done yet, and return the names of their files.

        Raises:
            Refusal: of the first that was refused.
        """
        begun = [
            begin_attempt(self._judges, task, self._spill, name, *given)
            for name, task, given in todo
            if not self._spill.has(name)
        ]
        for done, ticket in enumerate(begun, len(todo) - len(begun) + 1):
            ticket()
            self._on_tasks(stage, done, len(todo))
        return [name for name, _, _ in todo]

    def _each(self, names: Sequence[str], number: int) -> Iterator[bytes]:
        return (self._spill.get(name, number) for name in names)


def _nobody(_stage: str, _done: int, _total: int) -> None:
    """Tell nobody."""


def _asked(enrolments: Errand) -> tuple[Longs, Longs]:
    """Return which portion of enrolments asks for which resident, each pair once and ascending."""
    found = [np.empty((0, 2), np.int64)]
    for work in enrolments.works():
        _, answers, states, _ = work.data
        own = np.unique(answers[states == DIFFERENT])
        found.append(np.column_stack((np.full(len(own), work.number, np.int64), own)))
    pairs = np.concatenate(found)
    return pairs[:, 0], pairs[:, 1]
