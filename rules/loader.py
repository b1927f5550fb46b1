"""Rule files → one frozen RuleSet, checked against their schemas and against each other.

>>> rules = load_rules()
>>> rules.policy_name, rules.key_for("1"), len(rules.content_hash)
('stop_all', ('name_kana', 'birth_date', 'sex'), 64)
>>> load_rules("full_check_2023").policy.scopes.of_mismatch(3, name_agrees=True)
'medical'
>>> load_rules("full_check_2023") == rules
False
"""

import copyreg
import hashlib
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path

from normalizers.relations import further_tables
from rules.build import build_rules
from rules.errors import StaleRules, UnknownPolicy
from rules.model import RuleSet

RULES = Path(__file__).parent
TABLES = RULES.parent / "normalizers"
DEFAULT_POLICY = "stop_all"
_NOT_TABLES = frozenset({".py", ".pyc", ".pyi", ".md"})


def policies(folder: Path | None = None) -> tuple[str, ...]:
    """Return the names of the policies of a rules folder, in alphabetical order.

    >>> policies()
    ('full_check_2023', 'stop_all')
    """
    return tuple(sorted(path.stem for path in ((folder or RULES) / "policy").glob("*.yaml")))


def load_rules(policy: str = DEFAULT_POLICY, folder: Path | None = None) -> RuleSet:
    """Load a policy with everything that belongs to it, once per process and content.

    Args:
        policy: the name of a file in `policy/`, without its ending.
        folder: a rules folder with all the files of the shipped one, which is the default.

    Raises:
        UnknownPolicy: there is no such policy.
        RuleFileError: a rule file is broken; the error says where and what is expected.
    """
    base = folder or RULES
    known = policies(base)
    if policy not in known:
        raise UnknownPolicy(f"there is no policy {policy!r}", hint=f"known: {', '.join(known)}")
    return _load(policy, base, content_hash(policy, base))


def content_hash(policy: str, folder: Path | None = None) -> str:
    """Return the SHA-256 over the policy's name, every rule file and every table in use, as hexadecimal."""
    digest = hashlib.sha256(policy.encode())
    for name, path in _sources(folder or RULES):
        content = path.read_bytes()
        digest.update(f"\n{name} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def _sources(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield name and path of everything that the hash covers, in an order that no file system changes."""
    named = [(f"rules/{path.relative_to(folder).as_posix()}", path) for path in folder.rglob("*.yaml")]
    tables = (path for path in TABLES.rglob("*") if path.is_file() and path.suffix not in _NOT_TABLES)
    named += [(f"normalizers/{path.relative_to(TABLES).as_posix()}", path) for path in tables]
    named += [(f"further/{path.name}", path) for path in further_tables()]
    return iter(sorted(named))


@lru_cache(maxsize=8)
def _load(policy: str, folder: Path, content: str) -> RuleSet:
    return build_rules(policy, folder, content)


def _restore(policy: str, folder: Path, content: str) -> RuleSet:
    """Load the same rules in another process, or refuse if the files are no longer the same."""
    rules = load_rules(policy, folder)
    if rules.content_hash != content:
        raise StaleRules("the rule files changed while the rules were in use")
    return rules


def _reduce(rules: RuleSet) -> tuple[Callable[[str, Path, str], RuleSet], tuple[str, Path, str]]:
    """Pickle a RuleSet as its name, folder and hash, so that no worker can judge by other rules."""
    return _restore, (rules.policy_name, rules.folder, rules.content_hash)


copyreg.pickle(RuleSet, _reduce)
