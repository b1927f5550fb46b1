"""What is told of Spark's work while it runs, of a cluster that this test plays."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Event
from types import SimpleNamespace
from typing import cast

import pytest

from matcher.engines.spark import watch
from matcher.engines.spark.frames import JobInfo, StageInfo
from matcher.engines.spark.watch import Watch, tasks_of


@dataclass
class Cluster:
    """Jobs with their stages, and stages with the tasks that are done and under way; `told` are the job groups."""

    jobs: Mapping[int, list[int]] = field(default_factory=dict)
    stages: Mapping[int, tuple[int, int]] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)
    defaultParallelism = 2  # noqa: N815

    def setJobGroup(self, groupId: str, description: str) -> None:  # noqa: N802, N803  Spark's names, here and below
        assert groupId
        self.told.append(description)

    def statusTracker(self) -> "Cluster":  # noqa: N802
        return self

    def getJobIdsForGroup(self, jobGroup: str) -> list[int]:  # noqa: N802, N803
        assert jobGroup
        return [*self.jobs, 99]

    def getJobInfo(self, jobId: int) -> JobInfo | None:  # noqa: N802, N803
        return cast("JobInfo", SimpleNamespace(stageIds=self.jobs[jobId])) if jobId in self.jobs else None

    def getStageInfo(self, stageId: int) -> StageInfo | None:  # noqa: N802, N803
        if stageId not in self.stages:
            return None
        done, active = self.stages[stageId]
        return cast("StageInfo", SimpleNamespace(numCompletedTasks=done, numActiveTasks=active))


Jobs = Mapping[int, list[int]]
Stages = Mapping[int, tuple[int, int]]

CASES: tuple[tuple[Jobs, Stages, tuple[int, int], str], ...] = (
    ({}, {}, (0, 0), "nothing was begun"),
    ({1: [4]}, {4: (3, 2)}, (3, 5), "one stage"),
    ({1: [4], 2: [4, 5]}, {4: (3, 0), 5: (1, 1)}, (4, 5), "two jobs share a stage"),
    ({1: [4, 6]}, {4: (3, 0)}, (3, 3), "of a stage nothing is known"),
)


@pytest.mark.parametrize(("jobs", "stages", "expected"), [case[:3] for case in CASES], ids=[case[3] for case in CASES])
def test_tasks_of_a_group(jobs: Jobs, stages: Stages, expected: tuple[int, int]) -> None:
    assert tasks_of(Cluster(jobs, stages), "group") == expected


Told = list[tuple[str, int, int]]


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Told:
    monkeypatch.setattr(watch, "_EVERY", 0.001)
    return []


def test_what_is_done_is_told_while_it_is_done(told: Told) -> None:
    cluster, heard = Cluster({1: [4]}, {4: (3, 2)}), Event()

    def on_tasks(step: str, done: int, total: int) -> None:
        told.append((step, done, total))
        heard.set()

    with Watch(cluster, on_tasks).step("keys", 8):
        assert heard.wait(60)
        heard.clear()
        cluster.stages = {4: (9, 1)}
        assert heard.wait(60)
    assert told == [("keys", 3, 9), ("keys", 9, 11), ("keys", 10, 10)]
    assert cluster.told == ["totsugo check: keys"]


def test_the_end_of_a_step_that_failed_is_not_told(told: Told) -> None:
    with pytest.raises(OSError, match="lost"), Watch(Cluster(), lambda *one: told.append(one)).step("keys", 8):
        raise OSError("lost")
    assert told == []
