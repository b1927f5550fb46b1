"""Checked documents → the RuleSet, with the checks that a schema cannot make: every code that a file names must exist.

>>> from pathlib import Path
>>> rules = build_rules("stop_all", Path(__file__).parent, "0" * 64)
>>> rules.causes["variant_character"].release_reason, rules.release_reasons["01"].en
('01', 'a variant or unrepresentable character')
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from rules.documents import Document, read_document
from rules.model import (
    CauseText,
    ClassRow,
    DefectText,
    Key,
    Mark,
    Policy,
    ReasonText,
    ReleaseReasonText,
    RuleSet,
    Scopes,
    SignatureText,
    Text,
)
from rules.weights import build_weights

V = TypeVar("V")
_KEYS = ("five_items", "three_items")


def build_rules(policy: str, folder: Path, content_hash: str) -> RuleSet:
    """Read every file of a rules folder for one policy.

    Raises:
        RuleFileError: a file is missing, is not YAML, does not fit its schema, or names an unknown code.
    """
    causes_file = read_document(folder, "causes.yaml", "causes")
    reasons = _reasons(folder, causes_file.data)
    releases = _catalogue(
        folder, "release_reasons", lambda row: ReleaseReasonText(row["ja"], row["en"], row["text_required"])
    )
    signals = _catalogue(folder, "signals", lambda row: Text(row["ja"], row["en"]))
    keys, score = read_document(folder, "keys.yaml", "keys"), read_document(folder, "score.yaml", "score")
    return RuleSet(
        policy=_policy(read_document(folder, f"policy/{policy}.yaml", "policy"), policy, reasons),
        keys=MappingProxyType({name: _key(name, keys.data[name]) for name in _KEYS}),
        key_of_basis=MappingProxyType(dict(keys.data["check_basis"])),
        uncertified_item=keys.data["uncertified"]["item"],
        stand_in_item=keys.data["uncertified"]["stands_in"],
        reasons=reasons,
        causes=_causes(causes_file, releases),
        release_reasons=releases,
        signatures=_catalogue(
            folder,
            "signatures",
            lambda row: SignatureText(row["ja"], row["en"], row["seen_in"], row["wrong_link"], _todo(row)),
        ),
        signals=signals,
        defects=_catalogue(folder, "defects", lambda row: DefectText(row["ja"], row["en"], row["kind"], _todo(row))),
        weights=build_weights(score, read_document(folder, "weights.yaml", "weights"), reasons, signals),
        content_hash=content_hash,
        folder=folder,
    )


def _catalogue(folder: Path, name: str, entry: Callable[[dict[str, Any]], V]) -> Mapping[str, V]:
    document = read_document(folder, f"{name}.yaml", name)
    return MappingProxyType({code: entry(row) for code, row in document.data.items()})


def _reasons(folder: Path, causes: Mapping[str, object]) -> Mapping[str, ReasonText]:
    document = read_document(folder, "reasons.yaml", "reasons")
    for code, row in document.data.items():
        if "cause" in row:
            _require(row["cause"], causes, "causes.yaml", document, code, "cause")
    return MappingProxyType(
        {
            code: ReasonText(row["ja"], row["en"], row.get("level", "EQUIVALENT"), row.get("cause", ""))
            for code, row in document.data.items()
        }
    )


def _causes(document: Document, releases: Mapping[str, ReleaseReasonText]) -> Mapping[str, CauseText]:
    causes: dict[str, CauseText] = {}
    taken: set[tuple[str, str]] = set()
    for code, row in document.data.items():
        if "release_reason" in row:
            _require(row["release_reason"], releases, "release_reasons.yaml", document, code, "release_reason")
        of = frozenset((item, level) for item, levels in row.get("of", {}).items() for level in levels)
        for item, level in sorted(of & taken):
            raise document.error(f"one cause only for {item} {level}", code, "of", item)
        taken |= of
        causes[code] = CauseText(
            row["ja"], row["en"], of, _todo(row), row.get("release_reason", ""), bool(row.get("suspicious", False))
        )
    return MappingProxyType(causes)


def _todo(row: dict[str, Any]) -> Text:
    return Text(row["todo_ja"], row["todo_en"])


def _key(name: str, row: dict[str, Any]) -> Key:
    classes = tuple(ClassRow(entry["class"], frozenset(entry["differ"])) for entry in row["classes"])
    return Key(name, tuple(row["items"]), classes)


def _policy(document: Document, name: str, reasons: Mapping[str, ReasonText]) -> Policy:
    data = document.data
    _require(data["single_mask"]["code"], reasons, "reasons.yaml", document, "single_mask", "code")
    for code in data["fold_of_evidence"]:
        _require(code, reasons, "reasons.yaml", document, "fold_of_evidence", code)
    scopes, mismatched = data["scopes"], data["scopes"]["MISMATCHED"]
    return Policy(
        name=name,
        title=Text(data["title"]["ja"], data["title"]["en"]),
        fold=MappingProxyType({level: Mark(mark) for level, mark in data["fold"].items()}),
        fold_of_evidence=MappingProxyType({code: Mark(mark) for code, mark in data["fold_of_evidence"].items()}),
        mask_items=frozenset(data["single_mask"]["items"]),
        mask_code=data["single_mask"]["code"],
        all_of=tuple(data["matched"]["all_of"]),
        one_of=tuple(data["matched"]["one_of"]),
        holds_contradicted_address=data["contradicted_address"] == "held",
        scopes=Scopes(
            rejected=scopes["REJECTED"],
            no_number=scopes["NO_NUMBER"],
            not_found=scopes["NOT_FOUND"],
            inactive=scopes["INACTIVE"],
            by_class=MappingProxyType({class_: mismatched[f"class_{class_}"] for class_ in (1, 2, 3)}),
            no_class=mismatched["no_class"],
            no_name_agrees=mismatched["no_name_agrees"],
        ),
    )


def _require(code: str, known: Mapping[str, object], catalogue: str, document: Document, *trail: str | int) -> None:
    if code not in known:
        raise document.error(f"a code of {catalogue}, not {code!r}", *trail)
