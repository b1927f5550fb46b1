"""One made-up person and how the two sides write that person down when nobody makes a mistake."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from samples.individual_numbers import individual_number
from samples.notation import full_width
from samples.pools import Town

SEX_UNSET = "3"
LIVING, DEAD, MOVED_OUT = "1", "2", "3"

RESIDENT_COLUMNS = (
    "individual_number", "name", "name_kana", "birth_date", "sex", "postal_code", "address", "alias", "former_name",
    "name_roman", "foreign", "status", "protected",
)  # fmt: skip
ENROLMENT_COLUMNS = (
    "insurer_number", "symbol", "number", "branch", "individual_number", "name", "name_kana", "birth_date", "sex",
    "postal_code", "address", "check_basis", "relation", "qualified_from", "qualified_to",
)  # fmt: skip


@dataclass(slots=True)
class Home:
    """Where somebody is registered: `lot` is 丁目-番-号 where the town has 丁目, else 番地 and perhaps its branch."""

    town: Town
    lot: tuple[int, ...]
    building: str = ""
    room: int = 0
    wide: bool = False
    """Whether this municipality's system writes full-width digits."""

    def land(self) -> str:
        """Return everything before the building, as the registry writes it."""
        if self.town.chome:
            chome, ban, go = self.lot
            numbers = f"{chome}丁目{ban}番{go}号"
        else:
            numbers = f"{self.lot[0]}番地" + (f"{self.lot[1]}" if len(self.lot) > 1 else "")
        text = f"{self.town.prefecture}{self.town.city}{self.town.town}{numbers}"
        return full_width(text) if self.wide else text

    def dwelling(self) -> str:
        """Return the building and room, as the registry writes them; empty for a house."""
        text = f"　{self.building}{self.room}号室" if self.building else ""
        return full_width(text) if self.wide else text

    def text(self) -> str:
        """Return the whole address as the registry writes it."""
        return self.land() + self.dwelling()


@dataclass(slots=True)
class Foreigner:
    """What a foreign resident's record holds instead of a Japanese name."""

    roman: tuple[str, ...]
    """Family name first, as in the passport."""
    kana: tuple[str, ...]
    """How an insurer hears each part."""
    kanji: str = ""
    alias: str = ""
    alias_kana: str = ""
    noted_kana: bool = False
    """Whether the municipality noted a kana for its own use; it is certified in no case."""


@dataclass(slots=True)
class Person:
    """A person as the registry knows them. `place` is the row in the registry, from 0, and so the 個人番号."""

    place: int
    family: str
    given: str
    family_kana: str
    given_kana: str
    birth: date
    sex: str
    home: Home
    household: int
    foreigner: Foreigner | None = None
    former_family: str = ""
    former_family_kana: str = ""
    birth_unknown: str = ""
    """How the registry writes a birth date of which a part is not known (00); empty when all is known."""
    sex_unset: bool = False
    status: str = LIVING
    protected: bool = False
    reserved: bool = False
    """Whether the plan of the ready files needs this person for a kind that few people can have."""

    def number(self) -> str:
        """Return the 個人番号."""
        return individual_number(self.place)

    def name(self) -> str:
        """Return the registered name."""
        if self.foreigner:
            return self.foreigner.kanji or " ".join(self.foreigner.roman)
        return f"{self.family}　{self.given}"

    def kana(self) -> str:
        """Return the kana in the registry, which for a foreign resident is empty or a note."""
        if self.foreigner:
            return self.known_kana() if self.foreigner.noted_kana else ""
        return f"{self.family_kana}　{self.given_kana}"

    def known_kana(self) -> str:
        """Return the kana that an insurer would write."""
        return "　".join(self.foreigner.kana) if self.foreigner else self.kana()

    def birth_text(self) -> str:
        """Return the registered birth date."""
        return self.birth_unknown or f"{self.birth:%Y%m%d}"

    def as_resident(self) -> dict[str, str]:
        """Return this person's row of the registry."""
        foreigner = self.foreigner
        values = (
            self.number(), self.name(), self.kana(), self.birth_text(), SEX_UNSET if self.sex_unset else self.sex,
            self.home.town.postal_code, self.home.text(), foreigner.alias if foreigner else "", self.former_family,
            " ".join(foreigner.roman) if foreigner else "", "1" if foreigner else "0", self.status, "1" if
            self.protected else "0",
        )  # fmt: skip
        return dict(zip(RESIDENT_COLUMNS, values, strict=True))


@dataclass(slots=True)
class Membership:
    """The insurance side of one enrolment: what does not come from the person."""

    insurer_number: str
    symbol: str
    number: str
    branch: str
    relation: str
    qualified_from: date
    qualified_to: date | None = None
    check_basis: str = "2"


def as_enrolment(person: Person, membership: Membership) -> dict[str, str]:
    """Return the enrolment row of a person when every item is copied from the registry without a slip."""
    closed = membership.qualified_to
    values = (
        membership.insurer_number, membership.symbol, membership.number, membership.branch, person.number(),
        person.name(),
        person.known_kana(), person.birth_text(), person.sex, person.home.town.postal_code, person.home.text(),
        membership.check_basis, membership.relation, f"{membership.qualified_from:%Y%m%d}", f"{closed:%Y%m%d}" if
        closed else "",
    )  # fmt: skip
    return dict(zip(ENROLMENT_COLUMNS, values, strict=True))
