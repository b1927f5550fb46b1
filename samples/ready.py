"""The ready files: one registry of 2,500 people and three insurers' enrolments, with what is true about every row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from samples.defects import harmless_width, refuse_rows
from samples.foreign_names import COMMUNITIES, community
from samples.insurer_file import InsurerFile
from samples.kinds import BY_NAME, NAME_DOUBTS
from samples.notation import common_form, large_kana
from samples.people import DEAD, LIVING, MOVED_OUT, Membership, Person
from samples.plan import PLANS, FilePlan
from samples.pools import FEMALE, Town, towns
from samples.population import FOREIGN_SHARE, TWINS_SHARE, Household, Population
from samples.ready_links import LinkMaker
from samples.styles import MUNICIPAL
from samples.truth import Case, right_case
from samples.verdicts import NO, THREE_ITEMS

SEED = 20240507
"""The day on which the check in force began."""
RESIDENTS = 2500
TODAY = date(2026, 4, 1)

_TWIN_HOMES = {7: "22", 47: "11", 87: "12", 127: "21"}
"""Which households of each insurer have twins, and of which sexes."""
_WORKING_SINCE = 1952
"""Older people are insured by 後期高齢者医療, not by these three."""
_AGED_SINCE = 1962
_LOST_SHARE = 0.04
_RARE_KINDS = ("birth_unknown", "former")
_FOREIGN_KINDS = ("roman", "alias", "foreign", "simplified")


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
        links = LinkMaker(self.rng, self.population, self.files)
        for file in self.files:
            links.link_wrongly(file)
            self._slip(file)
            if file.plan.refused:
                refuse_rows(file, self.rng)
        self.absent = links.absent
        self._fill()
        return ReadyFiles(self._registry(), self.files)

    def _insurer(self, plan: FilePlan) -> InsurerFile:
        file, places = InsurerFile(plan), _places(plan)
        while sum(len(household.members) for household in file.households) < plan.members:
            made = len(file.households)
            twins = _TWIN_HOMES.get(made, "")
            foreign = COMMUNITIES[made // 20 % len(COMMUNITIES)] if made % 20 == 0 else None
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
        old = [person for person in japanese if person.birth.year < _AGED_SINCE]
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
                twins=rng.choice(tuple(_TWIN_HOMES.values())) if rng.random() < TWINS_SHARE else "",
                community=community(rng) if rng.random() < FOREIGN_SHARE else None,
            )
        del self.population.people[RESIDENTS + len(self.absent) :]

    def _registry(self) -> list[Person]:
        """Return the registry as a municipality's extract would come: by area, then household."""
        present = [person for person in self.population.people if person.place not in self.absent]
        return sorted(
            present, key=lambda person: (person.home.town.postal_code, person.home.lot, person.birth, person.place)
        )

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
        """Return the untouched rows for a kind; a protected person has an old address, and nothing else."""
        if kind.startswith(_FOREIGN_KINDS):
            cases = [case for case in file.cases if case.kind == "foreign_plain"]
            self.rng.shuffle(cases)
            return cases
        cases = file.free(self.rng)
        if kind == "address_old":
            return sorted(cases, key=lambda case: not case.described.protected)
        cases = [case for case in cases if not case.described.protected]
        if file.plan.style is MUNICIPAL and kind in NAME_DOUBTS:
            cases = [case for case in cases if large_kana(case.row["name_kana"]) == case.row["name_kana"]]
        if "mask" in kind:
            cases.sort(key=lambda case: common_form(case.row["name"]) == case.row["name"])
        return cases


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
