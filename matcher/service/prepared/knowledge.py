"""What was judged in the last check under a policy, on the disk, and what of it is used again.

Everything, where nothing that decides has changed. After a change of the rules what is known of the items of a pair
stays; after a change of what decides an item, the other items stay; after a change of the engine nothing does.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa

from matcher.domain.conclude import Facts
from matcher.domain.records import ResidentStatus
from matcher.domain.rendered import judgement_of
from matcher.engines.names import Look
from matcher.engines.prepared.known import STEPS, Known, Memory, concluded_again
from matcher.engines.prepared.lookup import Lookup
from matcher.engines.prepared.searches import Searches
from matcher.engines.results import JUDGED_SCHEMA, judged_values
from matcher.service.editions import judgement_editions
from matcher.service.prepared.folder import PreparedFolder
from matcher.service.prepared.publishing import about_whole, published
from rules import RuleSet

_PAIRS, _LOOKS, _KNOWN = "pairs.npy", "looks.npy", "known.arrow"
_FACTS = pa.schema(
    [("check_basis", pa.string()), ("foreign", pa.bool_()), ("status", pa.string()), ("current", pa.bool_())]
)
_SCHEMA = pa.unify_schemas([JUDGED_SCHEMA, _FACTS])


def read_knowledge(folder: PreparedFolder, rules: RuleSet, look: Look) -> Memory:
    """Return what is still known of the last check of this kind."""
    place = _place(folder, rules, look)
    before = about_whole(place)
    if before is None:
        return Memory()
    today = judgement_editions(rules)
    changed = {step for step, edition in today.items() if before["editions"].get(step) != edition}
    if "engine" in changed:
        return Memory()
    known, pairs = _read(place / _KNOWN), Lookup.read(place / _PAIRS)
    if not changed:
        return Memory(pairs, Lookup.read(place / _LOOKS), known, searches=Searches.read(place))
    of_pairs = Memory(pairs).used(known)
    again = of_pairs.known
    if "conclusion" in changed:
        again = [concluded_again(one, rules) for one in again]
    return Memory(of_pairs.pairs, known=again, stale=frozenset(changed & set(STEPS)))


def write_knowledge(folder: PreparedFolder, rules: RuleSet, look: Look, memory: Memory) -> None:
    """Keep what is known after a check, in place of what was known before."""

    def write(place: Path) -> None:
        memory.pairs.write(place / _PAIRS)
        memory.looks.write(place / _LOOKS)
        memory.searches.write(place)
        _write(place / _KNOWN, memory.known)

    published(_place(folder, rules, look), write, lambda _: {"editions": judgement_editions(rules)})


def _place(folder: PreparedFolder, rules: RuleSet, look: Look) -> Path:
    return folder.path / f"known-{rules.policy_name}-{look}"


def _write(path: Path, known: Iterable[Known]) -> None:
    rows = [judged_values(one.judgement) | _values(one.facts) for one in known]
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, _SCHEMA) as writer:
        writer.write_table(pa.Table.from_pylist(rows, _SCHEMA))


def _read(path: Path) -> list[Known]:
    with pa.ipc.open_file(pa.memory_map(str(path))) as reader:
        return [Known(judgement_of(row), _facts(row)) for row in reader.read_all().to_pylist()]


def _values(facts: Facts | None) -> dict[str, object]:
    if facts is None:
        return dict.fromkeys(_FACTS.names)
    return dict(zip(_FACTS.names, (facts.check_basis, facts.foreign, str(facts.status), facts.current), strict=True))


def _facts(row: dict[str, Any]) -> Facts | None:
    basis, foreign, status, current = (row[name] for name in _FACTS.names)
    return None if basis is None else Facts(basis, foreign, ResidentStatus(status), current)
