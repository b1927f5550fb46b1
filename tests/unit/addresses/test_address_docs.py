"""The page about addresses: every example on it is executed."""

import doctest
from pathlib import Path

PAGE = Path(__file__).parents[3] / "docs" / "addresses.md"


def test_examples_of_the_page() -> None:
    failed, tried = doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8")
    assert tried > 15
    assert failed == 0
