"""One insurer's rows while the ready files are being made."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from samples.people import Person
from samples.plan import FilePlan
from samples.population import Household
from samples.truth import EXACT, Case
from samples.verdicts import THREE_ITEMS


@dataclass(slots=True)
class InsurerFile:
    """One insurer's rows in the order of its file."""

    plan: FilePlan
    cases: list[Case] = field(default_factory=list)
    households: list[Household] = field(default_factory=list)

    def free(self, rng: Random) -> list[Case]:
        """Return the rows to which nothing was done yet, in random order."""
        cases = [case for case in self.cases if case.kind == EXACT]
        rng.shuffle(cases)
        return cases

    def case_of(self, person: Person) -> Case:
        """Return the row that describes a person."""
        return next(case for case in self.cases if case.described is person)

    def linkable(self, rng: Random, *, five_items: bool = True) -> list[Case]:
        """Return the untouched rows whose number may be changed and whose person no other kind needs."""
        return [
            case
            for case in self.free(rng)
            if not case.described.reserved and (not five_items or case.row["check_basis"] != THREE_ITEMS)
        ]
