"""docs/names.md explains each rule with an example, and every example is true."""

import doctest
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "names.md"


def test_every_example_of_the_page_is_true() -> None:
    result = doctest.testfile(
        str(PAGE), module_relative=False, encoding="utf-8", optionflags=doctest.NORMALIZE_WHITESPACE
    )
    assert result.attempted > 50
    assert result.failed == 0
