"""What kind of wrong link a record looks like: from the shape of the pair and what its surroundings say.

The first row that applies is the signature; one that a pair shows alone needs no signal. Triage: it decides nothing.

Where the enrolment does not describe the answer, the first of these that applies (docs/triage.md has them as a table):

1. row_shift: several rows in one direction have the number of the next one (`rows_shifted`);
2. twin: the birth dates agree, and the answer is a relative: it fits a member of the household, lives with the right
   person, or has the same surname and not another address;
3. family_member: the same with another birth date, or nothing but the address agrees;
4. row_shift: the answer fits the row above or below, or the description fits the answer there, which that row does not
   describe;
5. two_numbers: another row describes the same person under another number, and its answer fits;
6. wrong_line: name and kana agree, the birth date is another one, and the right person is found or, where nobody was
   looked for, the address is in another municipality;
7. duplicate_qualification: another row with the number is valid at the same time;
8. typing_error: the right person is found under another number, or nothing of the pair agrees.

Where it does:

1. same_name_stranger: somebody else fits as well and lives nearer to the address; where nobody was looked for, several
   residents share the three items of the answer, and the address is in another municipality;
2. wrong_line: the same, and the kanji of the name differ;
3. duplicate_qualification: as above;
4. key_shared: MATCHED on three items that several residents share, and the address is another one;
5. deceased, moved_out: the resident is no longer there while the qualification goes on.

A record without 個人番号 has no link that could be wrong, and so no signature.

>>> from matcher.domain.levels import Evidence
>>> same, other = Comparison(Level.EXACT), Comparison(Level.DISAGREE)
>>> given = Comparison(Level.DISAGREE, (Evidence("given_name_differs"),))
>>> find_signature((given, other, same, same, same)), find_signature((given, other, other, same, same))
('twin', 'family_member')
>>> find_signature((given, other, same, same, same), Signals({Signal.ROWS_SHIFTED: 0}))
'row_shift'
>>> find_signature((other, other, other, same, other)), find_signature((same, same, same, same, other))
('typing_error', '')
"""

from collections.abc import Callable

from matcher.domain.description import AGREEING, SLIPS, describes
from matcher.domain.fold import Comparisons
from matcher.domain.levels import Comparison, Level
from matcher.domain.signals import Signal, Signals
from matcher.domain.verdicts import Verdict

NOTHING = Signals()
_NEIGHBOUR = frozenset(
    {Signal.FITS_ROW_ABOVE, Signal.FITS_ROW_BELOW, Signal.FOUND_IN_ROW_ABOVE, Signal.FOUND_IN_ROW_BELOW}
)
_IN_HOUSEHOLD = frozenset({Signal.FITS_HOUSEHOLD_MEMBER, Signal.FOUND_IN_HOUSEHOLD, Signal.LIVES_WITH_ANSWER})
_SEARCHED = frozenset({Signal.RIGHT_PERSON_FOUND, Signal.NAMESAKE_FOUND, Signal.NOBODY_FOUND, Signal.NOT_COMPARED})
_ELSEWHERE = frozenset({"municipality_differs"})
_SAME_TOWN = frozenset({"number_differs", "building_number_differs", "room_differs"})
_HIDDEN = frozenset({"masked_character", "gaiji_pua"})
_GONE = {"resident_dead": "deceased", "resident_moved_out": "moved_out"}

Test = Callable[[Comparisons, Signals], bool]


def find_signature(comparisons: Comparisons, signals: Signals = NOTHING) -> str:
    """Return the code of the signature (`rules/signatures.yaml`) of a pair that does not match, or empty text."""
    table = _NAMESAKES if describes(comparisons) else _OTHERS
    return next((code for code, applies in table if applies(comparisons, signals)), "")


def of_matched(comparisons: Comparisons, signals: Signals) -> str:
    """Return the advisory signature of a MATCHED record, or empty text."""
    address = comparisons[4]
    if address.level is Level.DISAGREE and Signal.RIGHT_PERSON_FOUND in signals:
        return "same_name_stranger"
    if Signal.QUALIFIED_TWICE in signals:
        return "duplicate_qualification"
    return "key_shared" if address.level is Level.DISAGREE and Signal.KEY_SHARED in signals else ""


def of_unanswered(verdict: Verdict, signals: Signals) -> str:
    """Return the signature of a record whose number nobody has, or that has none."""
    if verdict is Verdict.NO_NUMBER:
        return ""
    for signal, code in _UNANSWERED.items():
        if signal in signals:
            return code
    return ""


def elsewhere(address: Comparison) -> bool:
    """Return whether an address is in another municipality."""
    return address.level is Level.DISAGREE and _has(address, _ELSEWHERE)


def of_inactive(cause: str) -> str:
    """Return the signature of a record that describes somebody who is no longer there."""
    return _GONE[cause]


_UNANSWERED = {
    Signal.OTHER_NUMBER_FITS: "two_numbers",
    Signal.QUALIFIED_TWICE: "duplicate_qualification",
    Signal.RIGHT_PERSON_FOUND: "typing_error",
}


def _shifted(_: Comparisons, signals: Signals) -> bool:
    return Signal.ROWS_SHIFTED in signals


def _twin(comparisons: Comparisons, signals: Signals) -> bool:
    return _agrees(comparisons[2]) and _relative(comparisons, signals)


def _family_member(comparisons: Comparisons, signals: Signals) -> bool:
    return not _agrees(comparisons[2]) and _relative(comparisons, signals)


def _beside(_: Comparisons, signals: Signals) -> bool:
    return bool(_NEIGHBOUR & signals.keys())


def _two_numbers(_: Comparisons, signals: Signals) -> bool:
    return Signal.OTHER_NUMBER_FITS in signals


def _wrong_line(comparisons: Comparisons, signals: Signals) -> bool:
    """Return whether the answer has the name of the right one, but another birth date."""
    name, kana, birth, _, address = comparisons
    alike = _same_name(name) and _agrees(kana) and birth.level is Level.DISAGREE
    return alike and (Signal.RIGHT_PERSON_FOUND in signals or (not _SEARCHED & signals.keys() and elsewhere(address)))


def _qualified_twice(_: Comparisons, signals: Signals) -> bool:
    return Signal.QUALIFIED_TWICE in signals


def _typing_error(comparisons: Comparisons, signals: Signals) -> bool:
    """Return whether the answer is an unrelated person."""
    name, kana, birth, _, address = comparisons
    apart = not _near(address) or _has(address, _ELSEWHERE)
    unrelated = all(map(_whole_differs, (name, kana))) and _other_birth(birth) and apart
    return Signal.RIGHT_PERSON_FOUND in signals or unrelated


def _stranger(comparisons: Comparisons, signals: Signals) -> bool:
    name, kana, *_ = comparisons
    return _namesake(comparisons, signals) and _same_name(name) and _agrees(kana)


def _namesake(comparisons: Comparisons, signals: Signals) -> bool:
    """Return whether somebody else is found, or, where nobody was looked for, shares the three items of the answer."""
    if _SEARCHED & signals.keys():
        return Signal.RIGHT_PERSON_FOUND in signals
    return Signal.KEY_SHARED in signals and elsewhere(comparisons[4])


_OTHERS: tuple[tuple[str, Test], ...] = (
    ("row_shift", _shifted),
    ("twin", _twin),
    ("family_member", _family_member),
    ("row_shift", _beside),
    ("two_numbers", _two_numbers),
    ("wrong_line", _wrong_line),
    ("duplicate_qualification", _qualified_twice),
    ("typing_error", _typing_error),
)
_NAMESAKES: tuple[tuple[str, Test], ...] = (
    ("same_name_stranger", _stranger),
    ("wrong_line", _namesake),
    ("duplicate_qualification", _qualified_twice),
)


def _relative(comparisons: Comparisons, signals: Signals) -> bool:
    """Return whether the answer is somebody of the family of the person described.

    Where everybody was looked at and nobody else fits, there is no such relative: name and kana are two slips of one
    person.
    """
    name, kana, birth, _, address = comparisons
    if _IN_HOUSEHOLD & signals.keys():
        return True
    if Signal.NOBODY_FOUND in signals:
        return False
    if _other_given_name(name, kana):
        return _perhaps_together(birth, address)
    return all(map(_whole_differs, (name, kana))) and _other_birth(birth) and _agrees(address)


def _perhaps_together(birth: Comparison, address: Comparison) -> bool:
    """Return whether two people of one surname may live together; who was born on one day needs less of the address."""
    return _near(address) or (_agrees(birth) and address.level is not Level.DISAGREE)


def _near(address: Comparison) -> bool:
    return _agrees(address) or address.level is Level.COMPATIBLE or _has(address, _SAME_TOWN)


def _other_birth(birth: Comparison) -> bool:
    return birth.level is Level.DISAGREE and not _has(birth, SLIPS)


def _other_given_name(name: Comparison, kana: Comparison) -> bool:
    """Return whether the given name differs in one name item and the other item does not contradict it."""
    other = frozenset({"given_name_differs"})
    return (_has(name, other) and not _agrees(kana)) or (_has(kana, other) and not _agrees(name))


def _whole_differs(comparison: Comparison) -> bool:
    parts = frozenset({"given_name_differs", "surname_differs"})
    return comparison.level in {Level.DISAGREE, Level.NOT_COMPARABLE} and not _has(comparison, parts)


def _same_name(name: Comparison) -> bool:
    """Return whether what can be seen of the name is the same: a mask hides a character and contradicts none."""
    return _agrees(name) or (name.level is Level.COMPATIBLE and _has(name, _HIDDEN))


def _agrees(comparison: Comparison) -> bool:
    return comparison.level in AGREEING


def _has(comparison: Comparison, codes: frozenset[str]) -> bool:
    return any(evidence.code in codes for evidence in comparison.evidence)
