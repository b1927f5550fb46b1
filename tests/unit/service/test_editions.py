"""Editions: every module that decides something is in the edition of its step, and in no other without need."""

from pathlib import Path

import grimp
import pytest

from matcher.service import editions
from matcher.service.editions import ITEMS, ROOT, files_of, form_edition, judgement_editions
from rules import load_rules

STARTS = {
    "names": ("matcher.domain.names", "matcher.domain.kana", "matcher.domain.name_shapes"),
    "birth_date": ("matcher.domain.dates",),
    "sex": ("matcher.domain.sex",),
    "address": ("matcher.domain.addresses",),
}


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    """Give who imports whom."""
    return grimp.build_graph("matcher", "normalizers", "rules", cache_dir=None)


def source(module: str) -> Path:
    path = ROOT.joinpath(*module.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


@pytest.mark.parametrize("item", ITEMS)
def test_everything_that_an_item_is_compared_by_is_in_its_edition(graph: grimp.ImportGraph, item: str) -> None:
    needed = set(STARTS[item])
    for start in STARTS[item]:
        needed |= graph.find_upstream_modules(start)
    missing = {source(module) for module in needed} - files_of(ITEMS[item])
    assert not {path.relative_to(ROOT).as_posix() for path in missing}


def test_every_table_belongs_to_an_item() -> None:
    tables = {path for path in files_of(("normalizers/tables/**/*",)) if path.suffix != ".py"}
    assert tables <= files_of(ITEMS["names"]) | files_of(ITEMS["address"])
    assert not {path for path in files_of(ITEMS["names"]) if "addresses" in path.parts}


@pytest.mark.parametrize(
    ("changed", "steps"),
    [
        ("normalizers/tables/jinmei1.tsv", {"names", "form"}),
        ("normalizers/addresses/fold.py", {"address"}),
        ("matcher/domain/levels.py", {"names", "birth_date", "sex", "address", "form"}),
        ("rules/weights.yaml", {"conclusion"}),
        ("matcher/domain/conclude.py", {"conclusion", "form"}),
        ("matcher/engines/memo.py", {"engine", "form"}),
        ("matcher/intake/checks.py", {"form"}),
    ],
)
def test_a_change_is_one_of_its_own_steps(changed: str, steps: set[str], monkeypatch: pytest.MonkeyPatch) -> None:
    rules = load_rules()
    before = judgement_editions(rules) | {"form": form_edition()}
    read = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda path: read(path) + b" " * (path == ROOT / changed))
    after = judgement_editions(rules) | {"form": form_edition()}
    assert {step for step in after if after[step] != before[step]} == steps


def test_another_library_is_another_edition(monkeypatch: pytest.MonkeyPatch) -> None:
    before = form_edition()
    monkeypatch.setattr(editions, "_LIBRARIES", ("duckdb",))
    assert form_edition() != before
