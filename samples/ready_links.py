"""The wrong links of the ready files: which rows they happen to, and the strangers who must exist for them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from samples import wrong_links
from samples.individual_numbers import individual_number
from samples.insurer_file import InsurerFile
from samples.people import Person
from samples.pools import towns
from samples.population import Population
from samples.truth import EXACT, Case

_NOBODY = 700_000
"""Places of the number sequence that nobody in the files has."""


class LinkMaker:
    """Makes the wrong links of one file after the other; `absent` are people who get no row in the registry."""

    def __init__(self, rng: Random, population: Population, files: list[InsurerFile]) -> None:
        self.rng, self.population, self.files = rng, population, files
        self.absent: set[int] = set()

    def link_wrongly(self, file: InsurerFile) -> None:
        """Do what the plan of a file says."""
        steps: dict[str, Callable[[InsurerFile, int], None]] = {
            "row_shift": self._row_shift, "twin_swap": self._twin_swap, "family_number": self._family_number,
            "same_name_stranger": self._stranger, "wrong_line_birth": self._stranger_born_otherwise,
            "wrong_line_kanji": self._stranger_written_otherwise, "typing_error_stranger": self._typing_error_stranger,
            "typing_error_nobody": self._typing_error_nobody, "duplicate_qualification": self._duplicate_qualification,
            "two_numbers": self._two_numbers, "number_missing": self._number_missing, "not_in_registry":
            self._not_in_registry,
            "double_enrolment": self._double_enrolment,
        }  # fmt: skip
        for kind, count in file.plan.wrong_links.items():
            steps[kind](file, count)

    def _row_shift(self, file: InsurerFile, count: int) -> None:
        starts = list(range(len(file.cases) - count))
        self.rng.shuffle(starts)
        for start in starts:
            batch = file.cases[start : start + count]
            if all(case.kind == EXACT and not case.described.reserved for case in batch):
                wrong_links.shift(batch)
                return
        raise ValueError("no run of untouched rows")

    def _twin_swap(self, file: InsurerFile, count: int) -> None:
        for household in file.households:
            twins = household.members[2:]
            if len(twins) > 1 and twins[0].birth == twins[1].birth and not twins[0].foreigner and count:
                wrong_links.swap(file.case_of(twins[0]), file.case_of(twins[1]), "twin_swap")
                count -= 1

    def _family_number(self, file: InsurerFile, count: int) -> None:
        for case in file.linkable(self.rng):
            family = [
                one for one in file.cases if one.described.household == case.described.household and one is not case
            ]
            if count and family and not case.described.foreigner:
                wrong_links.link(case, self.rng.choice(family).described, "family_number")
                count -= 1

    def _stranger(self, file: InsurerFile, count: int) -> None:
        for case in file.linkable(self.rng)[:count]:
            wrong_links.link(case, self._double(case.described), "same_name_stranger")

    def _stranger_born_otherwise(self, file: InsurerFile, count: int) -> None:
        for case in file.linkable(self.rng)[:count]:
            born = case.described.birth.replace(day=1) - timedelta(days=self.rng.randint(200, 4000))
            wrong_links.link(case, self._double(case.described, birth=born), "wrong_line_birth")

    def _stranger_written_otherwise(self, file: InsurerFile, count: int) -> None:
        for case in file.linkable(self.rng)[:count]:
            given = {"1": "晴矢", "2": "笑瑚"}[case.described.sex]
            wrong_links.link(case, self._double(case.described, given=given), "wrong_line_kanji")

    def _double(self, person: Person, *, birth: date | None = None, given: str = "") -> Person:
        stranger = wrong_links.same_name_stranger(person, len(self.population.people), self.population.home(towns()))
        return self.population.add(replace(stranger, birth=birth or person.birth, given=given or person.given))

    def _typing_error_stranger(self, file: InsurerFile, count: int) -> None:
        taken = {person.number() for person in self.population.people}
        for case in file.linkable(self.rng):
            number = wrong_links.typing_error(self.rng, case.described, taken) if count else None
            if number:
                model = self.population.household(towns()).members[0]
                self.population.people.remove(model)
                wrong_links.link(
                    case, self.population.add(wrong_links.owner_of(number, model)), "typing_error_stranger"
                )
                count -= 1

    def _typing_error_nobody(self, file: InsurerFile, count: int) -> None:
        taken = {person.number() for person in self.population.people}
        for case in file.linkable(self.rng):
            number = wrong_links.typing_error(self.rng, case.described, taken) if count else None
            if number:
                wrong_links.unlink(case, number, "typing_error_nobody")
                count -= 1

    def _duplicate_qualification(self, file: InsurerFile, count: int) -> None:
        others = self.files[0].linkable(self.rng)
        for case, other in zip(file.linkable(self.rng)[:count], others, strict=False):
            wrong_links.link(case, other.described, "duplicate_qualification")

    def _two_numbers(self, file: InsurerFile, count: int) -> None:
        others = self.files[-1].linkable(self.rng)
        for case, other in zip(file.linkable(self.rng)[:count], others, strict=False):
            row = dict(case.row, number=str(int(case.row["number"]) + 5000), qualified_from="20250401", qualified_to="")
            second = Case(row, case.described, case.described)
            wrong_links.link(second, other.described, "two_numbers")
            file.cases.insert(file.cases.index(case) + 1, second)

    def _number_missing(self, file: InsurerFile, count: int) -> None:
        for case in file.linkable(self.rng, five_items=False)[:count]:
            wrong_links.unlink(case, "", "number_missing")

    def _not_in_registry(self, file: InsurerFile, count: int) -> None:
        linked = {id(case.linked) for one in self.files for case in one.cases if case.wrong_link}
        for case in [case for case in file.linkable(self.rng) if id(case.described) not in linked][:count]:
            self.absent.add(case.described.place)
            wrong_links.unlink(case, individual_number(_NOBODY + case.described.place), "not_in_registry")

    def _double_enrolment(self, file: InsurerFile, count: int) -> None:
        """Enrol members of the union file a second time: the number is right and every item agrees."""
        others = self.files[0].linkable(self.rng)
        for place, other in enumerate(others[:count]):
            row = dict(
                other.row,
                insurer_number=file.plan.insurer_number,
                symbol=file.plan.symbols[0],
                number=str(90_000 + place),
            )
            case = Case(
                dict(row, branch="00", relation="1", qualified_from="20251001"), other.described, other.described
            )
            case.mark("double_enrolment", wrong_links.NOTES["double_enrolment"])
            other.mark("double_enrolment", wrong_links.NOTES["double_enrolment"])
            file.cases.append(case)
