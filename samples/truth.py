"""One enrolment row together with what is true about it, before it is written in the style of its insurer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from samples.people import DEAD, LIVING, MOVED_OUT, Membership, Person, as_enrolment
from samples.slips import Row
from samples.verdicts import expected, marks_between, with_marks

EXACT = "exact"
TRUTH_COLUMNS = (
    "row", "verdict", "class", "kind", "wrong_link", "signature", "signatures", "cause", "causes", "marks", "described",
    "linked", "note",
)  # fmt: skip


@dataclass(slots=True)
class Case:
    """A row, the person that it describes, and what was done to it.

    `linked` is the person who owns the number that the row carries; None when the row has no number or nobody owns it.
    """

    row: Row
    described: Person
    linked: Person | None
    kind: str = EXACT
    note: str = ""
    rejected: bool = False
    changed: Mapping[str, str] | None = None
    """The items that a slip made × or –."""

    def mark(self, kind: str, note: str, changed: Mapping[str, str] | None = None) -> None:
        """Record what was done."""
        self.kind, self.note, self.changed = kind, note, changed

    @property
    def wrong_link(self) -> bool:
        """Whether the row carries the number of another living or dead person than it describes."""
        return self.linked is not None and self.linked is not self.described

    def judged(self) -> tuple[str, str, str]:
        """Return the expected verdict, class and marks."""
        if self.rejected:
            return "REJECTED", "", ""
        if not self.row["individual_number"]:
            return "NO_NUMBER", "", ""
        if self.linked is None:
            return "NOT_FOUND", "", ""
        marks = with_marks(marks_between(self.described, self.linked), dict(self.changed or {}))
        if self.linked.status != LIVING and not self.row["qualified_to"]:
            return "INACTIVE", "", marks
        verdict, class_ = expected(marks, self.row["check_basis"], foreign=self.linked.foreigner is not None)
        return verdict, class_, marks


def right_case(person: Person, membership: Membership) -> Case:
    """Return the case of a record without a slip."""
    case = Case(as_enrolment(person, membership), person, person)
    if person.status != LIVING:
        kind = {DEAD: "resident_dead", MOVED_OUT: "resident_moved_out"}[person.status]
        closed = membership.qualified_to is not None
        case.mark(
            f"{kind}_closed" if closed else kind, "死亡・消除者の資格" + ("（喪失済み）" if closed else "（現存）")
        )
    elif person.foreigner:
        case.mark("foreign_plain", "外国人住民（カナ氏名は住民票で公証されない）")
    elif person.sex_unset:
        case.mark("sex_unset_in_registry", "住民票の性別が3（未設定）")
    elif membership.qualified_to:
        case.mark("exact_lost", "資格喪失済み、一致")
    return case
