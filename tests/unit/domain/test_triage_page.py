"""The examples of docs/triage.md are what the code does, and its table has every signature and every cause."""

import doctest
from pathlib import Path

from rules import load_rules

PAGE = Path(__file__).parents[3] / "docs" / "triage.md"


def test_every_example_on_the_page_is_true() -> None:
    outcome = doctest.testfile(
        str(PAGE), module_relative=False, encoding="utf-8", optionflags=doctest.NORMALIZE_WHITESPACE
    )
    assert outcome.attempted > 15
    assert outcome.failed == 0


def test_every_cause_and_signature_is_on_the_page() -> None:
    rules, text = load_rules(), PAGE.read_text(encoding="utf-8")
    assert not [code for code in (*rules.causes, *rules.signatures) if f"`{code}`" not in text]
