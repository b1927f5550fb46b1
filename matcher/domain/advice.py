"""What a reviewer is told to do about a held record: one next step, and the release reason that is proposed.

A signature that says that the number is probably another person's comes before the cause: whoever followed the cause
(compare the characters, release as a variant) would release a twin. Its next step is told, and no release reason.

>>> from rules import load_rules
>>> rules = load_rules()
>>> alone, twin = advise("masked_character", "", rules), advise("masked_character", "twin", rules)
>>> alone.todo.en, alone.release_reason
('compare the characters by eye', '01')
>>> twin.todo.en, twin.release_reason
('compare the numbers of both twins with the original documents', '')
>>> advise("resident_dead", "deceased", rules).todo.en, advise("of_another_version", "", rules)
('check whether the qualification has ended', None)
"""

from dataclasses import dataclass

from rules import RuleSet, Text


@dataclass(frozen=True, slots=True)
class Advice:
    """The next step, and a code of `rules/release_reasons.yaml`, empty where no release is proposed."""

    todo: Text
    release_reason: str


def advise(cause: str, signature: str, rules: RuleSet) -> Advice | None:
    """Return what to do about a record with this main cause and signature; None where the rules know neither."""
    why, kind = rules.causes.get(cause), rules.signatures.get(signature)
    if kind is not None and (kind.wrong_link or why is None):
        return Advice(kind.todo, "")
    return None if why is None else Advice(why.todo, why.release_reason)
