"""A broken rule file is refused with its place and with what is expected there."""

from pathlib import Path

import pytest

from rules.documents import parse_document, read_document
from rules.errors import RuleFileError

BROKEN = [
    ("", 1, 1, "rules, but the file is empty", "empty file"),
    ("# only a comment\n", 1, 1, "rules, but the file is empty", "nothing but a comment"),
    ("a: [1, 2\n", 2, 1, "YAML: ", "an unclosed list"),
    ("a: 'x\n", 2, 1, "YAML: ", "an unclosed quote"),
    ("a: 1\n\tb: 2\n", 2, 1, "YAML: ", "a tab"),
    ("a: \x01\n", 1, 1, "YAML: ", "a control character"),
    ("a: 1\nb:\n  c: 1\n  c: 2\n", 4, 3, "each key once, but 'c' stands here again", "a key twice"),
    ("ok: 1\n01: x\n", 2, 1, "a key that is text; put '01' in quotes", "a key that is a number"),
    ("a: 1\n---\nb: 2\n", 2, 1, "YAML: ", "two documents"),
    ("a: !!python/object:os.system x\n", 1, 4, "YAML: ", "a tag"),
]


@pytest.mark.parametrize(
    ("text", "line", "column", "expected"), [case[:4] for case in BROKEN], ids=[case[4] for case in BROKEN]
)
def test_broken_yaml(text: str, line: int, column: int, expected: str) -> None:
    with pytest.raises(RuleFileError) as refused:
        parse_document("x.yaml", text)
    error = refused.value
    assert (error.line, error.column) == (line, column)
    assert error.expected.startswith(expected)
    assert str(error).startswith(f"x.yaml:{line}:{column}: ")


AGAINST_SCHEMA = [
    ("a_code: {ja: x}\n", 1, 1, 'a_code: "en" is a required property', "a key is missing"),
    (
        "a_code: {ja: x, en: y}\nother: {ja: x, en: y,\n  wrong: 1}\n",
        3,
        3,
        "other: Additional properties",
        "unknown key",
    ),
    ("A-Code: {ja: x, en: y}\n", 1, 1, '"A-Code" does not match', "a code in another form"),
    ("a_code: {ja: x, en: [1]}\n", 1, 17, 'a_code.en: [1] is not of type "string"', "a value of another type"),
    ("a_code: {ja: x, en: y, level: EXAKT}\n", 1, 24, 'a_code.level: "EXAKT" is not one of', "a value not in the list"),
    ("- a\n- b\n", 1, 1, '["a","b"] is not of type "object"', "a list instead of a table"),
]


@pytest.mark.parametrize(
    ("text", "line", "column", "expected"),
    [case[:4] for case in AGAINST_SCHEMA],
    ids=[case[4] for case in AGAINST_SCHEMA],
)
def test_against_the_schema(tmp_path: Path, text: str, line: int, column: int, expected: str) -> None:
    (tmp_path / "reasons.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(RuleFileError) as refused:
        read_document(tmp_path, "reasons.yaml", "reasons")
    error = refused.value
    assert (error.file, error.line, error.column) == ("reasons.yaml", line, column)
    assert error.expected.startswith(expected)


def test_a_file_that_is_not_there_or_not_text(tmp_path: Path) -> None:
    with pytest.raises(RuleFileError, match=r"reasons\.yaml:1:1: a readable file in UTF-8"):
        read_document(tmp_path, "reasons.yaml", "reasons")
    (tmp_path / "reasons.yaml").write_bytes("髙: 1\n".encode("cp932"))
    with pytest.raises(RuleFileError, match="a readable file in UTF-8"):
        read_document(tmp_path, "reasons.yaml", "reasons")


def test_every_part_has_its_place() -> None:
    document = parse_document("x.yaml", "a:\n  - x\n  - {b: y}\n")
    assert document.data == {"a": ["x", {"b": "y"}]}
    assert [document.place(), document.place("a", 0), document.place("a", 1, "b")] == [(1, 1), (2, 5), (3, 6)]
