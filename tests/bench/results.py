"""What was measured, kept in a JSON file, so that a page can be made of runs on several days."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from tests.bench.contestants import CONTESTANTS, Contestant
from tests.bench.measure import Measured, medians


@dataclass(frozen=True, slots=True)
class Result:
    """The runs of one contestant with one size and data; `stopped` says at which limit a run was ended."""

    name: str
    data: str
    rows: int
    runs: tuple[Measured, ...] = ()
    stopped: str = ""

    @property
    def measured(self) -> Measured:
        """The median of the runs."""
        return medians(self.runs)

    @property
    def rate(self) -> float:
        """Rows a second."""
        return self.rows / self.measured.wall


@dataclass(slots=True)
class Results:
    """All results by name, data and rows, and by size what is to be told about how it was measured."""

    kept: dict[tuple[str, str, int], Result] = field(default_factory=dict)
    notes: dict[int, str] = field(default_factory=dict)

    def of(self, name: str, data: str, rows: int) -> Result | None:
        """Return the result of a contestant that came to the end."""
        found = self.kept.get((name, data, rows))
        return found if found and found.runs and not found.stopped else None

    def in_order(self) -> list[Result]:
        """Return all of them in the order of the contestants; those of who is none any more last."""
        places = {(one.name, one.data.name): place for place, one in enumerate(CONTESTANTS)}
        return sorted(self.kept.values(), key=lambda each: places.get((each.name, each.data), len(places)))

    def sizes(self) -> list[int]:
        """Return the sizes that were measured, the smallest first."""
        return sorted({rows for _, _, rows in self.kept})

    def forget(self, contestants: Iterable[Contestant], rows: int) -> None:
        """Measure these anew."""
        for one in contestants:
            self.kept.pop((one.name, one.data.name, rows), None)

    def add(self, contestant: Contestant, rows: int, run: Measured | str) -> None:
        """Keep a run, or at which limit it was ended."""
        key = (contestant.name, contestant.data.name, rows)
        before = self.kept.get(key, Result(*key))
        if isinstance(run, str):
            self.kept[key] = replace(before, stopped=run)
        else:
            answer = run.printed.splitlines()[-1] if contestant.counts else ""
            self.kept[key] = replace(before, runs=(*before.runs, replace(run, printed=answer)))

    def write(self, file: Path) -> None:
        """Write them as JSON."""
        file.parent.mkdir(parents=True, exist_ok=True)
        told = {"notes": self.notes, "results": [asdict(each) for each in self.kept.values()]}
        file.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


def read_results(file: Path) -> Results:
    """Read what `Results.write` wrote; nothing where there is no such file."""
    if not file.exists():
        return Results()
    told = json.loads(file.read_text(encoding="utf-8"))
    results = Results(notes={int(rows): note for rows, note in told["notes"].items()})
    for each in told["results"]:
        result = Result(**{**each, "runs": tuple(Measured(**run) for run in each["runs"])})
        results.kept[result.name, result.data, result.rows] = result
    return results
