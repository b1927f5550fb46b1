"""Editions of the program: what is kept of an earlier run is used only by the program that would make the same of it.

An edition is a digest over the source and the tables of the packages that decide something. It changes when any of
them does, whoever changed it and whatever the version number says.
"""

import hashlib
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

from normalizers.relations import further_tables
from rules import RuleSet

_ROOT = Path(__file__).parents[2]
_LIBRARIES = ("duckdb", "numpy", "pyarrow", "rapidfuzz")
"""What hashes, reads or measures; another version of them may do it otherwise."""
_DECIDING = ("normalizers", "rules", "matcher/intake", "matcher/domain", "matcher/engines")
_PASSED_OVER = frozenset({".pyc", ".pyi", ".md"})
_RULES = "rules"


def form_edition() -> str:
    """Return the edition of prepared forms: of what reads and checks rows and makes their words.

    The rules do not matter for them: policies, catalogues and weights decide what is said of rows, not what they are.
    """
    return _edition(path for path in _sources() if path.suffix != ".yaml" or _RULES not in path.parts)


def judgement_edition(rules: RuleSet) -> str:
    """Return the edition of judgements under these rules: of all that decides or explains them."""
    return f"{rules.content_hash} {_edition(_sources())}"


def _sources() -> list[Path]:
    files = (path for package in _DECIDING for path in (_ROOT / package).rglob("*") if path.is_file())
    return [*sorted(path for path in files if path.suffix not in _PASSED_OVER), *sorted(further_tables())]


def _edition(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256(" ".join(f"{name} {version(name)}" for name in _LIBRARIES).encode())
    for path in paths:
        content = path.read_bytes()
        digest.update(f"\n{path.name} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()
