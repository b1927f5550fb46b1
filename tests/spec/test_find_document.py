"""docs/find.md shows how a person is found, names every block, and every example is true."""

import doctest
from pathlib import Path

from matcher.domain.blocks import Block

PAGE = Path(__file__).parents[2] / "docs" / "find.md"


def test_every_example_of_the_page_is_true() -> None:
    result = doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8")
    assert result.attempted > 5
    assert result.failed == 0


def test_every_block_is_in_the_table() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert [block for block in Block if f"\n| {block} |" not in text] == []
