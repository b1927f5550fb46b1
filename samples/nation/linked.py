"""The rows with another person's number, or none: their truth, and the few among them that are also written wrongly."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from random import Random

from samples.kinds import ALL_KINDS, BY_NAME, Kind
from samples.nation.columns import Style
from samples.nation.insurers import Enrolments
from samples.nation.links import SHARES, Link, Links
from samples.nation.sharers import Holders
from samples.nation.truths import Truths, case_of, mask_counts, mask_marks
from samples.nation.writing import in_style
from samples.people import Person, as_enrolment
from samples.pools import given_names
from samples.slips import Row
from samples.slips.birth import LATEST
from samples.truth import Case
from samples.verdicts import NO

SLIP_SHARE = 0.08
"""Which part of the wrong links is also written wrongly: an old address, another reading (a guess)."""
_NEWBORN_DAYS = 60
_NOT_ON_TOP = ("birth_", "sex_")
"""Slips that could by chance write what the registry says of the other person."""


def write_links(random: Random, rows: Enrolments, style: Style, truths: Truths, links: Links) -> dict[int, Row]:
    """Write the truth of every row with a link; return the rows that are not written as the columns write them."""
    masks = mask_counts(rows.chunk, rows.person, style)
    holders, changed = Holders(rows, links), {}
    slips = [kind for kind in ALL_KINDS if not kind.name.startswith(_NOT_ON_TOP)]
    shares = [kind.share for kind in slips]
    for row, link in links.of.items():
        registered = rows.chunk.person(int(rows.person[row]))
        described = _absent(random, link, registered) if link.absent else registered
        linked = None if link.owner is None else rows.chunk.person(link.owner)
        number = link.number if linked is None else linked.number()
        right = linked is described
        marks = mask_marks(int(masks[row]), forgiven=right and not described.sex_unset)
        slip = random.choices(slips, shares)[0] if link.kind in SHARES and random.random() < SLIP_SHARE else None
        written = _slipped(random, slip, described, row, rows, marks)
        if written is not None and slip is not None:
            link.slip = truths.slips[row] = slip.name
        elif link.absent:
            written = as_enrolment(described, rows.membership(row))
        if written is not None:
            in_style(written, described, row, rows, style)
            changed[row] = written
        case = case_of(rows, row, Case({"individual_number": number}, described, linked, changed=marks))
        truths.settle(row, link.kind, case, holders.facts(row))
        if link.absent:
            truths.described[row] = -1
    return changed


def _slipped(
    random: Random, slip: Kind | None, described: Person, row: int, rows: Enrolments, marks: dict[str, str]
) -> Row | None:
    """Make a slip and note what it makes ×; None when there is none, or it cannot happen to this person."""
    if slip is None:
        return None
    written = as_enrolment(described, rows.membership(row))
    made = slip.slip(random, described, written)
    if made is None:
        return None
    marks |= made
    if slip is BY_NAME["gaiji_one_mask"]:
        marks["name"] = NO
    return written


def _absent(random: Random, link: Link, person: Person) -> Person:
    """Return a member of the household who is in no registry: newborn with the number of a parent, or of any age."""
    given = random.choice(given_names(person.sex)[:400])
    age = random.randrange(1, _NEWBORN_DAYS) if link.kind == "family_number" else random.randrange(7000, 25000)
    return replace(
        person, given=given.kanji, given_kana=given.kana, birth=LATEST - timedelta(days=age), foreigner=None,
        former_family="", former_family_kana="",
    )  # fmt: skip
