"""The RuleSet: everything that decides or explains a judgement, frozen, under one content hash.

Marks: ○ agrees, × differs, – says nothing. Items, levels and verdicts are the words of the rule files here; the domain,
one floor up, has them as enumerations whose values are these words.

>>> Mark("○").name, Scopes("e", "e", "e", "e", {1: "b", 2: "m", 3: "m"}, "", "m").of_mismatch(2, name_agrees=False)
('AGREES', 'm')
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from rules.weights import Weights


class Mark(StrEnum):
    """What an item says after the policy has folded its level."""

    AGREES = "○"
    DIFFERS = "×"
    OPEN = "–"


@dataclass(frozen=True, slots=True)
class Text:
    """What a code means, in Japanese and English."""

    ja: str
    en: str


@dataclass(frozen=True, slots=True)
class ReasonText(Text):
    """An evidence code; `level` is the best level of an item that carries it, `cause` what it points at, or empty."""

    level: str
    cause: str


@dataclass(frozen=True, slots=True)
class DefectText(Text):
    """A fault of input data; `kind` is row, file or warning, `todo` what the sender does about it."""

    kind: str
    todo: Text


@dataclass(frozen=True, slots=True)
class CauseText(Text):
    """Why a row is held: `of` has the pairs of item and level that it stands for by default.

    `release_reason` is empty where no release is proposed. `suspicious`: nothing in the notation explains it.
    """

    of: frozenset[tuple[str, str]]
    todo: Text
    release_reason: str
    suspicious: bool


@dataclass(frozen=True, slots=True)
class ReleaseReasonText(Text):
    """A code of 理由付き疑いなし."""

    text_required: bool


@dataclass(frozen=True, slots=True)
class SignatureText(Text):
    """A kind of wrong link; `seen_in` is pair or records. `wrong_link` is False for those that are only advisories."""

    seen_in: str
    wrong_link: bool
    todo: Text


@dataclass(frozen=True, slots=True)
class ClassRow:
    """One row of the class table: it applies when every item of `differ` is ×."""

    class_: int
    differ: frozenset[str]


@dataclass(frozen=True, slots=True)
class Key:
    """A match key: the items that decide, and its part of the class table in order of precedence."""

    name: str
    items: tuple[str, ...]
    classes: tuple[ClassRow, ...]


@dataclass(frozen=True, slots=True)
class Scopes:
    """What each verdict withholds under a policy."""

    rejected: str
    no_number: str
    not_found: str
    inactive: str
    by_class: Mapping[int, str]
    no_class: str
    no_name_agrees: str

    def of_mismatch(self, class_: int | None, *, name_agrees: bool) -> str:
        """Return the scope of a MISMATCHED record by its class, or, without one, by whether a name item is ○."""
        if class_ is not None:
            return self.by_class[class_]
        return self.no_class if name_agrees else self.no_name_agrees


@dataclass(frozen=True, slots=True)
class Policy:
    """How levels fold to marks, marks to a verdict, and verdicts to scopes.

    `holds_contradicted_address`: whether an address that disagrees holds a match on a key without the address.
    """

    name: str
    title: Text
    fold: Mapping[str, Mark]
    fold_of_evidence: Mapping[str, Mark]
    mask_items: frozenset[str]
    mask_code: str
    all_of: tuple[str, ...]
    one_of: tuple[str, ...]
    holds_contradicted_address: bool
    scopes: Scopes


@dataclass(frozen=True, slots=True, eq=False)
class RuleSet:
    """All rules of one policy. Two rule sets are the same if their policy and their content hash are.

    `content_hash` is the SHA-256 over the policy's name and over every rule file and table of `normalizers`, so that a
    result can be traced to the rules that made it.
    """

    policy: Policy
    keys: Mapping[str, Key]
    key_of_basis: Mapping[str, str]
    uncertified_item: str
    stand_in_item: str
    reasons: Mapping[str, ReasonText]
    causes: Mapping[str, CauseText]
    release_reasons: Mapping[str, ReleaseReasonText]
    signatures: Mapping[str, SignatureText]
    signals: Mapping[str, Text]
    defects: Mapping[str, DefectText]
    weights: Weights
    content_hash: str
    folder: Path

    @property
    def policy_name(self) -> str:
        """The name of the policy, which is the name of its file."""
        return self.policy.name

    @property
    def five_item_key(self) -> tuple[str, ...]:
        """The items of 5情報."""
        return self.keys["five_items"].items

    @property
    def three_item_key(self) -> tuple[str, ...]:
        """The items of 3情報."""
        return self.keys["three_items"].items

    def key_of(self, check_basis: str) -> Key:
        """Return the key that a 本人確認判定フラグ chooses; for a flag that is not in the map, the stricter one."""
        return self.keys[self.key_of_basis.get(check_basis.strip(), "five_items")]

    def key_for(self, check_basis: str) -> tuple[str, ...]:
        """Return the items of the key that a 本人確認判定フラグ chooses."""
        return self.key_of(check_basis).items

    def __eq__(self, other: object) -> bool:
        """Compare policy and content."""
        return isinstance(other, RuleSet) and self._identity == other._identity

    def __hash__(self) -> int:
        """Hash policy and content."""
        return hash(self._identity)

    @property
    def _identity(self) -> tuple[str, str]:
        return self.policy.name, self.content_hash
