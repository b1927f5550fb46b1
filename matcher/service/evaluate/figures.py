"""The figures of an evaluation, from counts and from the rows of the queue."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from matcher.domain.verdicts import Verdict
from matcher.service.evaluate.joined import Counts
from matcher.service.evaluate.queue import Flags, Floats, Queue

MILLION = 1_000_000
NOTATION = frozenset({"notation", "house_style"})


@dataclass(frozen=True, slots=True)
class Part:
    """So many of so many, by weight."""

    some: float
    of: float

    @property
    def share(self) -> float | None:
        """The share; None of nothing."""
        return self.some / self.of if self.of else None


@dataclass(frozen=True, slots=True)
class Verdicts:
    """Wrong links MATCHED though the key shows them, those that it cannot show, and other verdicts than due."""

    wrong_links: int
    matched: Mapping[str, int]
    unseen: Mapping[str, int]
    others: Mapping[tuple[str, str], int]


def verdicts(counts: Sequence[Counts]) -> Verdicts:
    """Compare the verdicts with the truth."""
    matched, unseen, others = Counter[str](), Counter[str](), Counter[tuple[str, str]]()
    for row in counts:
        if row.wrong and row.verdict == Verdict.MATCHED:
            (unseen if row.expected == Verdict.MATCHED else matched)[row.kind] += row.rows
        if row.verdict != row.expected:
            others[row.expected, row.verdict] += row.rows
    return Verdicts(sum(row.rows for row in counts if row.wrong), matched, unseen, others)


def held_per_million(counts: Sequence[Counts]) -> float:
    """Return how many of a million records are held, at base rates."""
    weight = sum(row.weight for row in counts)
    return MILLION * sum(row.weight for row in counts if row.held) / weight


def missed_weight(counts: Sequence[Counts]) -> float:
    """Return the weight of the wrong links that should be in the queue and are not."""
    return sum(row.weight for row in counts if row.wrong and not row.held and row.expected != Verdict.MATCHED)


def notation_held(counts: Sequence[Counts]) -> dict[str, tuple[Part, str]]:
    """Return per kind of a mere difference of notation how much of it is held, and for which cause most often."""
    held, weight = defaultdict[str, float](float), defaultdict[str, float](float)
    causes: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for row in counts:
        if row.expected == Verdict.MATCHED and not row.wrong and row.group in NOTATION:
            weight[row.kind] += row.weight
            held[row.kind] += row.weight * row.held
            if row.held:
                causes[row.kind][row.cause] += row.weight
    return {kind: (Part(held[kind], weight[kind]), _most(causes[kind])) for kind in sorted(weight)}


def _most(causes: Mapping[str, float]) -> str:
    return max(sorted(causes), key=causes.__getitem__, default="")


@dataclass(frozen=True, slots=True)
class Held:
    """The rows of the queue, column by column."""

    table: pa.Table

    def texts(self, name: str) -> list[str]:
        """Return a column of texts."""
        values: list[str] = self.table.column(name).to_pylist()
        return values

    def numbers(self, name: str) -> Floats:
        """Return a column of numbers; NaN where there is none."""
        values: Floats = self.table.column(name).cast(pa.float64()).to_numpy()
        return values

    @property
    def rows(self) -> list[int]:
        """The number of each row in its file."""
        rows: list[int] = self.table.column("row").to_pylist()
        return rows

    @property
    def wrong(self) -> Flags:
        """Which rows are wrong links."""
        flags: Flags = self.table.column("wrong").to_numpy()
        return flags

    def queue(self, suspicion: Floats, missed: float, only: Flags | None = None) -> Queue:
        """Return the queue in the order of a ranking; with `only`, other wrong links do not count."""
        wrong = self.wrong if only is None else self.wrong & only
        return Queue(suspicion, wrong, self.numbers("weight"), missed)


def by_value(held: Held, column: str, suspicion: Floats) -> dict[str, tuple[int, Queue]]:
    """Return for each value of a column its wrong links and the queue in which only they count."""
    values = np.array(held.texts(column))
    found = {}
    for value in sorted(set(values[held.wrong].tolist())):
        only = values == value
        found[value] = int((held.wrong & only).sum()), held.queue(suspicion, 0.0, only)
    return found


@dataclass(frozen=True, slots=True)
class Judged:
    """How one code (a cause, a signature) was given.

    `precision` is by weight, `precision_rows` by rows. `recall`: where it was due, this code was given; `met`: this one
    or another that is right as well.
    """

    code: str
    given: int
    due: int
    precision: Part
    precision_rows: Part
    recall: Part
    met: Part


def codes(rows: Iterable[tuple[str, Sequence[str], str, float, int]]) -> list[Judged]:
    """Judge the codes that rows were given.

    Args:
        rows: what is due, what else is right, what was given, the weight and the number of rows of each combination.
    """
    given, right, due, exact, met = (
        defaultdict[str, dict[str, float]](lambda: {"weight": 0.0, "rows": 0.0}) for _ in range(5)
    )
    for expected, accepted, got, weight, count in rows:
        fine = got == expected or got in accepted
        for unit, size in (("weight", weight), ("rows", float(count))):
            if got:
                given[got][unit] += size
                right[got][unit] += size * fine
            if expected:
                due[expected][unit] += size
                met[expected][unit] += size * fine
                exact[expected][unit] += size * (got == expected)
    return [
        Judged(
            code,
            int(given[code]["rows"]),
            int(due[code]["rows"]),
            Part(right[code]["weight"], given[code]["weight"]),
            Part(right[code]["rows"], given[code]["rows"]),
            Part(exact[code]["rows"], due[code]["rows"]),
            Part(met[code]["rows"], due[code]["rows"]),
        )
        for code in sorted({*given, *due})
    ]
