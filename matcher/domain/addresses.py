"""Address, the fifth item: level and evidence of a pair (住所の比較).

The same place in every legal notation is EQUIVALENT, the notations being the evidence; two places are never more than
COMPATIBLE. No edit distance, no guess: a part is equal under a named rule, missing, doubtful for a named cause, or
different.

>>> compare_address("東京都渋谷区渋谷三丁目5番1号", "渋谷区渋谷３－５－１").level
<Level.EQUIVALENT: 'EQUIVALENT'>
>>> str(compare_address("東京都渋谷区渋谷3-5-1-203", "東京都渋谷区渋谷3-5-1 ハイツ204").evidence[0])
'room_differs'
>>> [str(item) for item in compare_address("", "東京都渋谷区渋谷3-5-1").evidence]
['missing@enrolment']

Source: `docs/addresses.md`.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from matcher.domain.address_findings import (
    Finding,
    compare_care_of,
    compare_numbers,
    compare_places,
    found,
    marks_agree,
    worst,
)
from matcher.domain.levels import Comparison, Evidence, Level, Side
from normalizers.addresses import ParsedAddress, address_key, parse_address
from normalizers.addresses.fold import fold_width, same_writing
from normalizers.addresses.forms import residence_form
from normalizers.addresses.glance import glances
from normalizers.addresses.glance_parts import notations_of
from normalizers.addresses.notation import notation_reasons
from normalizers.addresses.parse import LONGEST

_NAME_CODES = {"town_differs", "town_unknown", "koaza_differs", "koaza_omitted"}
_LOOKALIKES = str.maketrans("八二口力夕工卜へべぺり", "ハニロカタエトヘベペリ")
_PLACE_CODES = {"municipality_differs", "town_differs", "twin_town_differs"}


def compare_address(
    enrolment: str, resident: str, *, enrolment_postal: str = "", resident_postal: str = ""
) -> Comparison:
    """Compare two addresses as written.

    Args:
        enrolment: The enrolment's address; "" where the row carries none.
        resident: The registry's address.
        enrolment_postal: The enrolment's postal code, if it has a column of its own.
        resident_postal: The registry's postal code. Postal codes are evidence only, they never change a level.
    """
    if enrolment == resident and enrolment.strip():
        return Comparison(Level.EXACT)
    if not (enrolment.strip() and resident.strip()):
        sides = ((Side.ENROLMENT, enrolment), (Side.RESIDENT, resident))
        return Comparison(Level.MISSING, tuple(Evidence("missing", side) for side, text in sides if not text.strip()))
    seen = _at_a_glance(enrolment, resident)
    if seen is not None:
        if not (enrolment_postal and resident_postal):
            return seen
        return Comparison(seen.level, (*seen.evidence, *_postal(enrolment_postal, resident_postal)))
    return compare_in_full(enrolment, resident, enrolment_postal, resident_postal)


def compare_in_full(enrolment: str, resident: str, enrolment_postal: str = "", resident_postal: str = "") -> Comparison:
    """Compare two addresses that differ as written, step by step; the arguments are those of `compare_address`."""
    parsed = parse_address(enrolment), parse_address(resident)
    findings = compare_parsed(*parsed, enrolment, resident)
    level = worst(findings)
    evidence = [
        finding.evidence for finding in findings if finding.level is level or finding.level is not Level.EQUIVALENT
    ]
    if level is Level.EQUIVALENT:
        evidence += _notations(notation_reasons(enrolment, parsed[0]), notation_reasons(resident, parsed[1]))
        evidence = evidence or [Evidence("address_notation")]
    else:
        forms = list(_residence(enrolment, resident))
        evidence += forms
        if forms and level is Level.DISAGREE and {item.code for item in evidence} & _PLACE_CODES:
            level = Level.COMPATIBLE
    codes = enrolment_postal or parsed[0].postal_code, resident_postal or parsed[1].postal_code
    evidence += _postal(*codes)
    return Comparison(level, tuple(dict.fromkeys(evidence) if len(evidence) > 1 else evidence))


def _at_a_glance(enrolment: str, resident: str) -> Comparison | None:
    """Return the comparison of two usual addresses of one dwelling, None where they must be compared in full."""
    seen = glances(enrolment, resident)
    if seen is None:
        return None
    (place, _, marks, _, listed, notations), theirs = seen
    if place != theirs.place:
        return None
    if marks != theirs.marks and not marks_agree(marks, theirs.marks, listed=listed):
        return None
    return same_dwelling(notations, theirs.notations)


@lru_cache(1 << 12)
def same_dwelling(ours: int, theirs: int) -> Comparison:
    """Return EQUIVALENT with the notations that two glances differ in."""
    return _equivalent(tuple(_notations(notations_of(ours), notations_of(theirs))))


@lru_cache(1 << 12)
def _equivalent(evidence: tuple[Evidence, ...]) -> Comparison:
    """Return EQUIVALENT, the same object for equal evidence: whoever numbers comparisons knows it again."""
    return Comparison(Level.EQUIVALENT, evidence or (Evidence("address_notation"),))


def compare_parsed(
    enrolment: ParsedAddress, resident: ParsedAddress, enrolment_text: str, resident_text: str
) -> list[Finding]:
    """Return the findings of a pair; none means that the keys are equal."""
    if address_key(enrolment, enrolment_text) == address_key(resident, resident_text):
        return []
    if same_writing(enrolment.wide, resident.wide) and enrolment_text[LONGEST:] == resident_text[LONGEST:]:
        return []
    findings = list(_compare_parts(enrolment, resident))
    if _NAME_CODES & {finding.evidence.code for finding in findings} and _alike(enrolment_text, resident_text):
        return [found(Level.COMPATIBLE, "address_lookalike")]
    return findings


def _compare_parts(enrolment: ParsedAddress, resident: ParsedAddress) -> Iterator[Finding]:
    places = list(compare_places(enrolment, resident))
    yield from places
    if worst(places) is not Level.DISAGREE:
        if enrolment.residue != resident.residue and not places:
            yield found(Level.COMPATIBLE, "residue_differs")
        yield from compare_numbers(enrolment, resident)
        yield from compare_care_of(enrolment, resident)


def _alike(enrolment: str, resident: str) -> bool:
    """Say whether two addresses are one place when characters that look alike are taken for each other."""
    texts = [text.translate(_LOOKALIKES) for text in (enrolment, resident)]
    if texts == [enrolment, resident]:
        return False
    one, other = (address_key(parse_address(text), text) for text in texts)
    return one == other


def _notations(ours: Sequence[str], theirs: Sequence[str]) -> Iterator[Evidence]:
    """Yield the notations that one side uses and the other does not."""
    yield from (Evidence(code, Side.ENROLMENT) for code in ours if code not in theirs)
    yield from (Evidence(code, Side.RESIDENT) for code in theirs if code not in ours)


def _residence(enrolment: str, resident: str) -> Iterator[Evidence]:
    """Yield the residence forms of the enrolment that the registry's address does not share."""
    form = residence_form(enrolment)
    if form is not None and form is not residence_form(resident):
        yield Evidence(f"residence_{form}", Side.ENROLMENT)


def _postal(enrolment: str, resident: str) -> Iterator[Evidence]:
    if not (enrolment and resident):
        return
    codes = ["".join(char for char in fold_width(code) if char.isdecimal()) for code in (enrolment, resident)]
    if all(codes):
        yield Evidence("postal_code_agrees" if codes[0] == codes[1] else "postal_code_differs")
