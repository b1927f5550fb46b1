"""Editions: what is kept of an earlier run is used only where the program would make the same of it today.

An edition is a digest over source and tables. It changes when any of them does, whoever changed it and whatever the
version number says. There is one for each step, so that a change of one makes nothing else anew: the tables of
addresses decide how addresses compare, and neither how names do nor how files are read.

>>> from rules import load_rules
>>> sorted(judgement_editions(load_rules()))
['address', 'birth_date', 'conclusion', 'engine', 'names', 'sex']
"""

import hashlib
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from pathlib import Path
from platform import python_version

from normalizers.relations import further_tables
from rules import RuleSet

ROOT = Path(__file__).parents[2]
_LIBRARIES = ("duckdb", "numpy", "pyarrow", "rapidfuzz")
"""What hashes, reads or measures; another version of them may do it otherwise."""

ITEMS: Mapping[str, tuple[str, ...]] = {
    "names": (
        "matcher/domain/names*.py",
        "matcher/domain/name_shapes.py",
        "matcher/domain/kana.py",
        "matcher/domain/findings.py",
        "matcher/domain/levels.py",
        "normalizers/*.py",
        "normalizers/tables/*",
    ),
    "birth_date": ("matcher/domain/dates.py", "matcher/domain/levels.py", "normalizers/dates.py"),
    "sex": ("matcher/domain/sex.py", "matcher/domain/levels.py", "normalizers/identifiers/*"),
    "address": (
        "matcher/domain/address*.py",
        "matcher/domain/levels.py",
        "normalizers/forms.py",
        "normalizers/addresses/*",
        "normalizers/tables/addresses/**/*",
    ),
}
"""What decides how each item compares; name and kana are one, for the kana is compared as the name was."""

_CONCLUSION = ("matcher/domain/**/*.py", "rules/**/*.yaml", "rules/**/*.json", "rules/*.py")
_ENGINE = (
    "matcher/engines/**/*.py",
    "matcher/service/prepared/*.py",
    "matcher/domain/rendered.py",
    "matcher/domain/judgement.py",
    "matcher/domain/description.py",
)
"""With what reads back what is kept, and with what more than one step takes part in."""
_FORMS = (
    "matcher/intake/**/*.py",
    "matcher/engines/**/*.py",
    "matcher/domain/**/*.py",
    "matcher/service/prepared/chang*.py",
    "matcher/service/prepared/reading.py",
    "matcher/service/prepared/twice.py",
    "normalizers/**/*",
)


def form_edition() -> str:
    """Return the edition of prepared files: of what reads rows, makes their words, and lays changes over them.

    Nothing of an address is in their words, and rules decide what is said of rows, not what they are.
    """
    of_addresses_only = files_of(ITEMS["address"]) - files_of(ITEMS["names"])
    return _edition(sorted(files_of(_FORMS) - of_addresses_only))


def judgement_editions(rules: RuleSet) -> dict[str, str]:
    """Return the edition of each step of a judgement: of every item, of what follows from them, and of the engine."""
    compared = files_of(_ENGINE).union(*map(files_of, ITEMS.values()))
    conclusion = _edition(sorted(files_of(_CONCLUSION) - compared))
    return {
        **{item: _edition(sorted(files_of(patterns))) for item, patterns in ITEMS.items()},
        "conclusion": f"{rules.policy_name} {conclusion}",
        "engine": _edition(sorted(files_of(_ENGINE))),
    }


def files_of(patterns: Iterable[str]) -> set[Path]:
    """Return the files that match any of the patterns, below the root of the program."""
    found = {path for pattern in patterns for path in ROOT.glob(pattern)}
    return {path for path in found if path.is_file() and path.suffix not in {".pyc", ".md"}}


def _edition(paths: Iterable[Path]) -> str:
    libraries = " ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    digest = hashlib.sha256(f"python {python_version()} {libraries}".encode())  # Python has the tables of Unicode
    for path in (*paths, *further_tables()):
        content = path.read_bytes()
        digest.update(f"\n{path} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()
