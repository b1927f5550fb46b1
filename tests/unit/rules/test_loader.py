"""The shipped rules load, their hash covers all that decides, and files that contradict each other are refused."""

import pickle
import shutil
from collections.abc import Callable
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from rules import Mark, Refusal, RuleFileError, StaleRules, UnknownPolicy, content_hash, load_rules, policies
from rules import loader as loader_module

SHIPPED = Path(loader_module.__file__).parent


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the shipped rules that a test may break."""
    shutil.copytree(SHIPPED, tmp_path / "rules", ignore=shutil.ignore_patterns("*.py", "__pycache__", "schema"))
    return tmp_path / "rules"


def replace(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.count(old) >= 1, f"{old!r} is not in {file.name}"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_both_policies_load() -> None:
    assert policies() == ("full_check_2023", "stop_all")
    for name in policies():
        rules = load_rules(name)
        assert rules.policy_name == name
        assert set(rules.policy.fold) == {
            "EXACT", "EQUIVALENT", "COMPATIBLE", "DISAGREE", "MISSING", "NOT_COMPARABLE",
        }  # fmt: skip
        assert rules.policy.fold["DISAGREE"] is Mark.DIFFERS


def test_keys() -> None:
    rules = load_rules()
    assert rules.five_item_key == ("name", "name_kana", "birth_date", "sex", "address")
    assert rules.three_item_key == ("name_kana", "birth_date", "sex")
    keys = {flag: rules.key_for(flag) for flag in ("", "2", "1", "9", " ", "１")}
    assert keys["1"] == rules.three_item_key
    assert {keys[flag] for flag in ("", "2", "9", " ")} == {rules.five_item_key}, "unknown flags take the stricter key"


def test_catalogues_are_frozen() -> None:
    rules = load_rules()
    with pytest.raises(TypeError):
        rules.reasons["x"] = None  # type: ignore[index]
    with pytest.raises(FrozenInstanceError):
        rules.content_hash = ""  # type: ignore[misc]


def test_one_load_per_content(folder: Path) -> None:
    before = load_rules(folder=folder)
    assert load_rules(folder=folder) is before
    replace(folder / "score.yaml", "wrong: 450", "wrong: 451")
    after = load_rules(folder=folder)
    assert after != before
    assert after.weights.prior == (451, 120_000_000)


def test_equality_is_policy_and_content(folder: Path) -> None:
    assert load_rules(folder=folder) == load_rules()
    assert hash(load_rules(folder=folder)) == hash(load_rules())
    assert load_rules("full_check_2023") != load_rules()
    assert load_rules() != load_rules().content_hash


def test_the_hash_covers_every_rule_file(folder: Path) -> None:
    seen = {content_hash("stop_all", folder)}
    files = sorted(folder.rglob("*.yaml"))
    for file in files:
        file.write_text(file.read_text(encoding="utf-8") + "# changed\n", encoding="utf-8")
        seen.add(content_hash("stop_all", folder))
    assert len(seen) == len(files) + 1


def test_the_hash_covers_the_tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tables = tmp_path / "tables"
    tables.mkdir()
    monkeypatch.setattr(loader_module, "TABLES", tables)
    hashes = [content_hash("stop_all")]
    for name, content in (("a.tsv", b"x"), ("a.tsv", b"y"), ("b.bin", b"y"), ("code.py", b"z")):
        (tables / name).write_bytes(content)
        hashes.append(content_hash("stop_all"))
    assert len(set(hashes[:-1])) == len(hashes) - 1
    assert hashes[-1] == hashes[-2], "code is not data"


def test_an_unknown_policy_is_refused() -> None:
    with pytest.raises(UnknownPolicy) as refused:
        load_rules("release_all")
    assert refused.value.code == "unknown_policy"
    assert "stop_all" in refused.value.hint


def test_a_rule_set_travels_as_its_name_and_hash(folder: Path) -> None:
    rules = load_rules(folder=folder)
    packed = pickle.dumps(rules)
    assert pickle.loads(packed) is rules  # noqa: S301 - made one line above
    replace(folder / "score.yaml", "wrong: 450", "wrong: 452")
    with pytest.raises(StaleRules):
        pickle.loads(packed)  # noqa: S301


def test_the_error_survives_the_way_from_a_worker() -> None:
    error = pickle.loads(pickle.dumps(RuleFileError("a.yaml", 2, 3, "x")))  # noqa: S301
    assert (error.file, error.line, error.column, error.expected, error.code) == (
        "a.yaml",
        2,
        3,
        "x",
        "broken_rule_file",
    )
    assert isinstance(error, Refusal)


CONTRADICTIONS: list[tuple[Callable[[Path], None], str, str]] = [
    (
        lambda folder: replace(folder / "causes.yaml", 'release_reason: "09"', 'release_reason: "42"'),
        r"causes\.yaml:\d+:3: a code of release_reasons\.yaml, not '42'",
        "a cause proposes an unknown release reason",
    ),
    (
        lambda folder: replace(folder / "causes.yaml", "{sex: [MISSING,", "{birth_date: [MISSING,"),
        r"causes\.yaml:\d+:8: one cause only for birth_date MISSING",
        "two causes for one level",
    ),
    (
        lambda folder: replace(folder / "reasons.yaml", "cause: birth_date_era", "cause: birth_date_error"),
        r"reasons\.yaml:\d+:29: a code of causes\.yaml, not 'birth_date_error'",
        "a reason points at an unknown cause",
    ),
    (
        lambda folder: replace(folder / "policy/stop_all.yaml", "code: masked_character", "code: mask"),
        r"policy/stop_all\.yaml:\d+:41: a code of reasons\.yaml, not 'mask'",
        "the mask rule names an unknown code",
    ),
    (
        lambda folder: replace(folder / "policy/stop_all.yaml", "sex_unset: –", "sex_unknown: –"),
        r"policy/stop_all\.yaml:\d+:3: a code of reasons\.yaml, not 'sex_unknown'",
        "the fold names an unknown code",
    ),
    (
        lambda folder: replace(folder / "policy/stop_all.yaml", "DISAGREE: ×", "DISAGREE: ○"),
        r'policy/stop_all\.yaml:\d+:3: fold\.DISAGREE: "×" was expected',
        "no policy may let a disagreement pass",
    ),
    (
        lambda folder: replace(folder / "policy/stop_all.yaml", "sex_unset: –", "sex_unset: ○"),
        r'fold_of_evidence\.sex_unset: "○" is not one of',
        "no policy may take what is missing for agreement",
    ),
    (
        lambda folder: replace(folder / "score.yaml", "codes: [era_slip]", "codes: [era_slop]"),
        r"score\.yaml:\d+:\d+: a code of reasons\.yaml, not 'era_slop'",
        "a face of an unknown code",
    ),
    (
        lambda folder: replace(folder / "score.yaml", "levels: [COMPATIBLE]}", "levels: [EXACT]}"),
        r"score\.yaml:\d+:3: a face without codes for COMPATIBLE",
        "a level without a face",
    ),
    (
        lambda folder: replace(folder / "weights.yaml", "    same near: {right:", "    same far: {right:"),
        r"weights\.yaml:\d+:1: names: 'same near' with one share for right and each kind",
        "faces without shares",
    ),
    (
        lambda folder: replace(folder / "weights.yaml", "  nobody_found:", "  somebody_found:"),
        r"weights\.yaml:\d+:3: a code of signals\.yaml, not 'somebody_found'",
        "a weight for an unknown signal",
    ),
    (
        lambda folder: replace(folder / "weights.yaml", "  sex:", "  gender:"),
        r"weights\.yaml:\d+:1: sex: 'same' with one share for right and each kind",
        "an item without shares",
    ),
    (
        lambda folder: replace(
            folder / "keys.yaml", "[name, name_kana, birth_date, sex, address]", "[name, shoe_size]"
        ),
        r'keys\.yaml:\d+:17: five_items\.items\.1: "shoe_size" is not one of',
        "a key with an unknown item",
    ),
    (
        lambda folder: (folder / "defects.yaml").unlink(),
        r"defects\.yaml:1:1: a readable file in UTF-8",
        "a file is missing",
    ),
]


@pytest.mark.parametrize(
    ("damage", "message"), [case[:2] for case in CONTRADICTIONS], ids=[case[2] for case in CONTRADICTIONS]
)
def test_files_that_contradict_each_other(folder: Path, damage: Callable[[Path], None], message: str) -> None:
    damage(folder)
    with pytest.raises(RuleFileError, match=message):
        load_rules(folder=folder)
