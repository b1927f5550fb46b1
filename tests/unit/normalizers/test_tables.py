"""A table file is used whole or refused with file, line and what is expected; local tables join the committed ones."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from matcher.domain.levels import Level
from matcher.domain.names import RegisteredNames, compare_name
from normalizers.names import normalize_name
from normalizers.relations import activate_tables, active_relations
from normalizers.tables import FOLDER, TableFileError, read_relations, read_table

HEAD = "# source: our own\n# edition: 1\n# licence: ours\n# kind: local\n# tier: {tier}\nsource\ttarget\tglyph\tnote\n"

CASES = [
    ("", 1, "# source", "empty file"),
    ("# source: a\n# edition: b\n", 3, "# licence", "short header"),
    (HEAD.format(tier="Z"), 5, "one of the tiers", "unknown tier"),
    (HEAD.format(tier="A").replace("source\ttarget\tglyph\tnote\n", ""), 6, "column names", "no columns"),
    (HEAD.format(tier="A").replace("source\ttarget\tglyph\tnote", ""), 6, "column names", "blank columns"),
    (HEAD.format(tier="A").replace("glyph", "shape"), 6, "source, target", "other columns"),
    (HEAD.format(tier="A") + "U+9AD9\tU+9AD8\n", 7, "4 columns", "ragged row"),
    (HEAD.format(tier="A") + "髙\tU+9AD8\t\t\n", 7, "a code point", "character for code"),
    (HEAD.format(tier="A") + "U+9AD9\tU+9AD8\t\t\nU+D800\tU+9AD8\t\t\n", 8, "a code point", "surrogate"),
    (HEAD.format(tier="A") + "U+110000\tU+9AD8\t\t\n", 7, "a code point", "beyond Unicode"),
    (HEAD.format(tier="A") + "U+XYZ\tU+9AD8\t\t\n", 7, "a code point", "no number"),
]


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path
    activate_tables(None)


@pytest.mark.parametrize(("text", "line", "expected", "why"), CASES, ids=[case[3] for case in CASES])
def test_a_broken_table_is_refused(text: str, line: int, expected: str, why: str, folder: Path) -> None:
    path = folder / "local.tsv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(TableFileError) as refused:
        read_relations(path)
    assert (refused.value.file, refused.value.line) == ("local.tsv", line), why
    assert expected in refused.value.expected


def test_a_broken_local_table_leaves_the_active_ones(folder: Path) -> None:
    before = active_relations()
    (folder / "local.tsv").write_text("nonsense\n", encoding="utf-8")
    with pytest.raises(TableFileError):
        activate_tables(folder)
    assert active_relations() is before


def test_a_local_gaiji_table_gives_a_private_character_its_meaning(folder: Path) -> None:
    enrolment, resident = "\ue000園 雅剛", RegisteredNames("祇園 雅剛")
    assert compare_name(enrolment, resident).level is Level.COMPATIBLE
    (folder / "gaiji.tsv").write_text(HEAD.format(tier="G") + "U+E000\tU+7947\t\t\n", encoding="utf-8")
    activate_tables(folder)
    comparison = compare_name(enrolment, resident)
    assert (comparison.level, [str(found) for found in comparison.evidence]) == (
        Level.EQUIVALENT,
        ["local_gaiji@enrolment.1"],
    )
    assert normalize_name(enrolment).key == "祇園雅剛"
    assert normalize_name(enrolment).reasons == ("space_width", "local_gaiji")


@pytest.mark.parametrize(
    ("tier", "level", "code"), [("B", Level.EQUIVALENT, "local_kanji"), ("C", Level.COMPATIBLE, "local_kanji_doubt")]
)
def test_a_local_relation_adds_what_the_committed_tables_lack(tier: str, level: Level, code: str, folder: Path) -> None:
    (folder / "local.tsv").write_text(HEAD.format(tier=tier) + "U+9F4B\tU+9F4A\t\tx\n", encoding="utf-8")
    assert compare_name("齋 学", RegisteredNames("齊 学")).level is Level.DISAGREE
    activate_tables(folder)
    comparison = compare_name("齋 学", RegisteredNames("齊 学"))
    assert (comparison.level, [found.code for found in comparison.evidence]) == (level, [code])


def test_a_local_table_cannot_join_two_joyo_kanji(folder: Path) -> None:
    (folder / "local.tsv").write_text(HEAD.format(tier="A") + "U+5207\tU+529F\t\t\n", encoding="utf-8")
    activate_tables(folder)
    assert compare_name("切 学", RegisteredNames("功 学")).level is not Level.EQUIVALENT


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.tsv")), ids=lambda path: path.stem)
def test_every_committed_table_says_where_it_comes_from(path: Path) -> None:
    table = read_table(path)
    if table.columns[0] == "source":
        assert read_relations(path)[1]
    assert table.kind == path.stem
    assert table.source.startswith("@mandel59/mojidata 1.8.1")
    assert table.licence
    assert table.rows
