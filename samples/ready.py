"""The ready files: one registry of 2,500 people and three insurers' enrolments, with what is true about every row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random

from samples import wrong_links
from samples.defects import DEFECTS, harmless_width
from samples.foreign_names import COMMUNITIES, community
from samples.individual_numbers import individual_number
from samples.kinds import BY_NAME
from samples.people import DEAD, LIVING, MOVED_OUT, Membership, Person
from samples.plan import PLANS, FilePlan
from samples.pools import FEMALE, Town, towns
from samples.population import FOREIGN_SHARE, TWINS_SHARE, Household, Population
from samples.truth import EXACT, Case, right_case
from samples.verdicts import NO, THREE_ITEMS

SEED = 20240507
"""The day on which the check in force began."""
RESIDENTS = 2500
TODAY = date(2026, 4, 1)

_NOBODY = 700_000
"""Places of the number sequence that nobody in the files has."""
_TWINS = ("22", "11", "12", "21")
_WORKING_SINCE = 1952
"""Older people are insured by 後期高齢者医療, not by these three."""
_LOST_SHARE = 0.04
_RARE_KINDS = ("birth_unknown", "former")
_FOREIGN_KINDS = ("roman", "alias", "foreign", "simplified")


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


@dataclass(slots=True)
class ReadyFiles:
    """Everything that the ready files hold."""

    residents: list[Person]
    files: list[InsurerFile]


def build(seed: int = SEED) -> ReadyFiles:
    """Make the registry and the three files, the same for the same seed."""
    return _Builder(Random(seed)).build()


class _Builder:
    """Holds what the steps share: the random source, the population and the people who are not in the registry."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.population = Population(rng)
        self.absent: set[int] = set()
        self.files: list[InsurerFile] = []

    def build(self) -> ReadyFiles:
        for plan in PLANS:
            self.files.append(self._insurer(plan))
        for file in self.files:
            self._link_wrongly(file)
            self._slip(file)
            if file.plan.refused:
                self._refuse(file)
        self._fill()
        return ReadyFiles(self._registry(), self.files)

    # -- people and memberships -----------------------------------------------------------------------------------------

    def _insurer(self, plan: FilePlan) -> InsurerFile:
        file, places = InsurerFile(plan), _places(plan)
        while sum(len(household.members) for household in file.households) < plan.members:
            made = len(file.households)
            twins = _TWINS[made // 40] if made % 40 == 7 and made // 40 < len(_TWINS) else ""
            foreign = COMMUNITIES[made // 20 % len(COMMUNITIES)] if made % 20 == 3 else None
            file.households.append(
                self.population.household(places, twins=twins, community=foreign, since=_WORKING_SINCE)
            )
        self._give_traits(file)
        serial = 1000
        for household in file.households:
            serial += self.rng.randint(1, 9)
            file.cases += [right_case(*pair) for pair in self._memberships(plan, household, serial)]
        return file

    def _give_traits(self, file: InsurerFile) -> None:
        """Let the registry itself hold what some kinds need: dead and moved people, unknown dates, 旧氏, 支援措置."""
        rng, members = self.rng, [person for household in file.households for person in household.members]
        japanese = [person for person in members if not person.foreigner]
        old = [person for person in japanese if person.birth.year < 1962]
        married = [person for household in file.households for person in household.members[1:2] if person.sex == FEMALE]
        chosen: set[int] = set()

        def take(people: Iterable[Person], count: int) -> list[Person]:
            free = [person for person in people if person.place not in chosen]
            taken = rng.sample(free, count)
            chosen.update(person.place for person in taken)
            return taken

        for person in take(old, 5):
            person.status = DEAD
        for person in take(japanese, 4):
            person.status = MOVED_OUT
        for person, form in zip(take(old, 3), ("{0:%Y}0000", "{0:%Y%m}00", "{0:%Y}0000"), strict=True):
            person.birth_unknown, person.reserved = form.format(person.birth), True
        for person in take(japanese, 2):
            person.sex_unset = True
        for person in take((one for one in married if not one.foreigner), 4):
            former = self.population.surname()
            if former.kana != person.family_kana:
                person.former_family, person.former_family_kana, person.reserved = former.kanji, former.kana, True
        for person in take(japanese, 4):
            person.protected = True

    def _memberships(self, plan: FilePlan, household: Household, serial: int) -> Iterable[tuple[Person, Membership]]:
        rng, symbol = self.rng, self.rng.choice(plan.symbols)
        start = date(2008, 4, 1) + timedelta(days=rng.randrange(6200))
        lost = start + timedelta(days=rng.randrange(90, 900)) if rng.random() < _LOST_SHARE else None
        basis = THREE_ITEMS if rng.random() < plan.three_item_share else "2"
        for place, person in enumerate(household.members):
            since = max(start, person.birth)
            until = lost if lost and since < lost < TODAY else None
            if person.status != LIVING and person.place % 3 == 0:
                until = until or max(since + timedelta(days=1), date(2025, 9, 30))
            branch = f"{place + 1:02d}" if plan.by_household else f"{place:02d}"
            relation = "1" if plan.by_household or place == 0 else "2"
            yield person, Membership(plan.insurer_number, symbol, str(serial), branch, relation, since, until, basis)

    def _fill(self) -> None:
        """Add residents who are insured elsewhere, up to the size of the registry."""
        rng, anywhere = self.rng, towns()
        while len(self.population.people) - len(self.absent) < RESIDENTS:
            self.population.household(
                anywhere,
                twins=rng.choice(_TWINS) if rng.random() < TWINS_SHARE else "",
                community=community(rng) if rng.random() < FOREIGN_SHARE else None,
            )
        del self.population.people[RESIDENTS + len(self.absent) :]

    def _registry(self) -> list[Person]:
        """Return the registry as a municipality's extract would come: by area, then household."""
        present = [person for person in self.population.people if person.place not in self.absent]
        return sorted(
            present, key=lambda person: (person.home.town.postal_code, person.home.lot, person.birth, person.place)
        )

    # -- slips ----------------------------------------------------------------------------------------------------------

    def _slip(self, file: InsurerFile) -> None:
        # Kinds that few people can have come first, so that the others do not take these people away.
        for kind, count in sorted(
            file.plan.kinds.items(), key=lambda entry: (not entry[0].startswith(_RARE_KINDS), entry[1])
        ):
            basis = THREE_ITEMS if kind.startswith("3:") else "2"
            parts = kind.removeprefix("3:").split("+")
            candidates = self._candidates(file, parts[0])
            done = 0
            for case in candidates:
                if done == count:
                    break
                if kind.startswith(_RARE_KINDS):
                    case.row["check_basis"] = basis
                if case.row["check_basis"] == basis and _slipped(self.rng, case, parts):
                    case.kind = kind.replace("3:", "three_items:")
                    done += 1
            if done < count:
                raise ValueError(f"{file.plan.stem}: only {done} of {count} rows can be {kind}")

    def _candidates(self, file: InsurerFile, kind: str) -> list[Case]:
        """Return the untouched rows for a kind; a protected person is among those with an old address, and only there."""
        if kind.startswith(_FOREIGN_KINDS):
            cases = [case for case in file.cases if case.kind == "foreign_plain"]
            self.rng.shuffle(cases)
            return cases
        cases = file.free(self.rng)
        if kind == "address_old":
            return sorted(cases, key=lambda case: not case.described.protected)
        return [case for case in cases if not case.described.protected]

    # -- wrong links ----------------------------------------------------------------------------------------------------

    def _link_wrongly(self, file: InsurerFile) -> None:
        steps: dict[str, Callable[[InsurerFile, int], None]] = {
            "row_shift": self._row_shift, "twin_swap": self._twin_swap, "family_number": self._family_number,
            "same_name_stranger": self._stranger, "wrong_line_birth": self._stranger_born_otherwise,
            "wrong_line_kanji": self._stranger_written_otherwise, "typing_error_stranger": self._typing_error_stranger,
            "typing_error_nobody": self._typing_error_nobody, "duplicate_qualification": self._duplicate_qualification,
            "two_numbers": self._two_numbers, "number_missing": self._number_missing, "not_in_registry": self._not_in_registry,
            "double_enrolment": self._double_enrolment,
        }  # fmt: skip
        for kind, count in file.plan.wrong_links.items():
            steps[kind](file, count)

    def _free(self, file: InsurerFile, *, five_items: bool = True) -> list[Case]:
        return [
            case
            for case in file.free(self.rng)
            if not case.described.reserved and (not five_items or case.row["check_basis"] != THREE_ITEMS)
        ]

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
        for case in self._free(file):
            family = [
                one for one in file.cases if one.described.household == case.described.household and one is not case
            ]
            if count and family and not case.described.foreigner:
                wrong_links.link(case, self.rng.choice(family).described, "family_number")
                count -= 1

    def _stranger(self, file: InsurerFile, count: int) -> None:
        for case in self._free(file)[:count]:
            wrong_links.link(case, self._double(case.described), "same_name_stranger")

    def _stranger_born_otherwise(self, file: InsurerFile, count: int) -> None:
        for case in self._free(file)[:count]:
            born = case.described.birth.replace(day=1) - timedelta(days=self.rng.randint(200, 4000))
            wrong_links.link(case, self._double(case.described, birth=born), "wrong_line_birth")

    def _stranger_written_otherwise(self, file: InsurerFile, count: int) -> None:
        for case in self._free(file)[:count]:
            given = {"1": "晴矢", "2": "笑瑚"}[case.described.sex]
            wrong_links.link(case, self._double(case.described, given=given), "wrong_line_kanji")

    def _double(self, person: Person, *, birth: date | None = None, given: str = "") -> Person:
        stranger = wrong_links.same_name_stranger(person, len(self.population.people), self.population.home(towns()))
        return self.population.add(replace(stranger, birth=birth or person.birth, given=given or person.given))

    def _typing_error_stranger(self, file: InsurerFile, count: int) -> None:
        taken = {person.number() for person in self.population.people}
        for case in self._free(file):
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
        for case in self._free(file):
            number = wrong_links.typing_error(self.rng, case.described, taken) if count else None
            if number:
                wrong_links.unlink(case, number, "typing_error_nobody")
                count -= 1

    def _duplicate_qualification(self, file: InsurerFile, count: int) -> None:
        others = self._free(self.files[0])
        for case, other in zip(self._free(file)[:count], others, strict=False):
            wrong_links.link(case, other.described, "duplicate_qualification")

    def _two_numbers(self, file: InsurerFile, count: int) -> None:
        others = self._free(self.files[-1])
        for case, other in zip(self._free(file)[:count], others, strict=False):
            row = dict(case.row, number=str(int(case.row["number"]) + 5000), qualified_from="20250401", qualified_to="")
            second = Case(row, case.described, case.described)
            wrong_links.link(second, other.described, "two_numbers")
            file.cases.insert(file.cases.index(case) + 1, second)

    def _number_missing(self, file: InsurerFile, count: int) -> None:
        for case in self._free(file, five_items=False)[:count]:
            wrong_links.unlink(case, "", "number_missing")

    def _not_in_registry(self, file: InsurerFile, count: int) -> None:
        linked = {id(case.linked) for one in self.files for case in one.cases if case.wrong_link}
        for case in [case for case in self._free(file) if id(case.described) not in linked][:count]:
            self.absent.add(case.described.place)
            wrong_links.unlink(case, individual_number(_NOBODY + case.described.place), "not_in_registry")

    def _double_enrolment(self, file: InsurerFile, count: int) -> None:
        """Enrol members of the union file a second time: the number is right and every item agrees."""
        others = [case for case in self._free(self.files[0])]
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

    # -- refused rows ---------------------------------------------------------------------------------------------------

    def _refuse(self, file: InsurerFile) -> None:
        free = self._free(file)
        for (kind, change, note), case in zip(DEFECTS, free, strict=False):
            change(case.row)
            case.rejected = True
            case.mark(kind, note)
        once, twice, other = free[len(DEFECTS) : len(DEFECTS) + 3]
        copy = Case(dict(once.row), once.described, once.described, rejected=True)
        copy.mark("rejected_repeated", "同じ行の再掲（先の行が生きる）")
        file.cases.insert(file.cases.index(once) + 2, copy)
        rival = Case(
            dict(twice.row, individual_number=other.described.number()), twice.described, other.described, rejected=True
        )
        twice.rejected = True
        for case in (twice, rival):
            case.mark("rejected_two_numbers", "同じ資格に二つの個人番号")
        file.cases.insert(file.cases.index(twice) + 1, rival)


def _places(plan: FilePlan) -> Sequence[Town]:
    return [town for town in towns() if town.prefecture in plan.prefectures and plan.city in ("", town.city)]


def _slipped(rng: Random, case: Case, parts: Sequence[str]) -> bool:
    """Do one or two slips on a row, all or none."""
    row, changed, notes = dict(case.row), dict[str, str](), []
    for part in parts:
        if part == "basis_empty":
            row["check_basis"], marks, note = "", dict[str, str](), "本人確認判定フラグが空（5情報）"
        elif part == "number_full_width":
            harmless_width(row)
            marks, note = {}, "個人番号が全角・前後に空白"
        else:
            found = BY_NAME[part].slip(rng, case.described, row)
            if found is None:
                return False
            marks, note = found, BY_NAME[part].note
        changed |= marks
        notes.append(note)
    if "gaiji_one_mask" in parts and len(parts) > 1:
        changed["name"] = NO
    case.row = row
    case.mark("+".join(parts), "、".join(notes), changed)
    return True
