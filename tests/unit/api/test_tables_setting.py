"""TOTSUGO_TABLES_DIR adds tables to every comparison, is part of the rules' hash, and is refused when it is wrong."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.cli.tables import use_further_tables
from matcher.domain.levels import Level
from matcher.domain.names import RegisteredNames, compare_name
from matcher.domain.refusals import Refusal
from normalizers.relations import activate_tables, further_tables
from rules import load_rules

HEAD = "# source: ours\n# edition: 1\n# licence: ours\n# kind: ours\n# tier: G\n"
GAIJI = HEAD + "source\ttarget\tglyph\tnote\nU+E000\tU+7947\t\t\n"


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path
    activate_tables(None)


def test_tables_of_the_folder_are_used_and_hashed(folder: Path) -> None:
    before = load_rules().content_hash
    (folder / "gaiji.tsv").write_text(GAIJI, encoding="utf-8")
    use_further_tables({"TOTSUGO_TABLES_DIR": str(folder)})
    assert compare_name("\ue000園", RegisteredNames("祇園")).level is Level.EQUIVALENT
    assert [path.name for path in further_tables()] == ["gaiji.tsv"]
    assert load_rules().content_hash != before


def test_without_the_setting_nothing_is_added(folder: Path) -> None:
    use_further_tables({})
    assert further_tables() == ()
    assert folder.exists()


def test_a_broken_table_is_refused_with_its_line(folder: Path) -> None:
    (folder / "gaiji.tsv").write_text(GAIJI.replace("U+E000", "E000"), encoding="utf-8")
    with pytest.raises(Refusal, match=r"gaiji\.tsv:7") as refused:
        use_further_tables({"TOTSUGO_TABLES_DIR": str(folder)})
    assert refused.value.code == "broken_table"


def test_a_folder_that_does_not_exist_is_refused(folder: Path) -> None:
    with pytest.raises(Refusal) as refused:
        use_further_tables({"TOTSUGO_TABLES_DIR": str(folder / "none")})
    assert refused.value.code == "wrong_setting"
