"""The second look of service mode: what stands around the records that are held, and what follows from it.

It comes when every pair of a submission or run is judged, and changes signature, score and evidence, never a verdict,
a class or a scope; so nothing that is withheld or answered depends on it. What follows is for the domain to say
(`matcher.domain.triage`), the same as in file mode.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from uuid import UUID

import pyarrow as pa
from sqlalchemy import Connection, RowMapping

from matcher.domain.rendered import comparisons_of, judgement_of
from matcher.domain.triage import Wanted, alone, triage, wanted
from matcher.domain.verdicts import Judgement
from matcher.service.vicinity import Vicinity, Wishes
from matcher.store import surroundings
from matcher.store.triage import SAID, VIEW, keep
from rules import RuleSet


@dataclass(frozen=True, slots=True)
class Looked:
    """At how many records was looked, and of how many something else is said than before."""

    records: int
    changed: int


def look_around(
    connection: Connection,
    rules: RuleSet,
    versions: str,
    values: Mapping[str, object],
    *,
    submission: UUID | None = None,
) -> Looked:
    """Look at what stands around the records that deserve it, and store what follows.

    Args:
        connection: a national transaction that keeps the registry as it is.
        rules: the catalogues and weights.
        versions: SELECT of one column, the versions concerned; all of them were judged.
        values: what stands for the `:names` in it.
        submission: the file in which rows stand above and below each other; the last one of each if not said.
    """
    noticed = surroundings.noticed(connection, versions, values)
    said = _Said(rules, connection, noticed, submission)
    changed = [line for row in noticed if (line := said.of(row)) is not None]
    if changed:
        keep(connection, pa.Table.from_pylist(changed, schema=SAID))
    return Looked(len(noticed), len(changed))


class _Said:
    """What triage says of each record that was noticed, to its insurer and to those who see all."""

    def __init__(
        self, rules: RuleSet, connection: Connection, noticed: Sequence[RowMapping], submission: UUID | None
    ) -> None:
        self._rules = rules
        self._wanted = cache(wanted)
        self._alone = cache(lambda judgement: alone(judgement, rules))
        self._judgements = {row["version"]: judgement_of(row) for row in noticed}
        wishes = {version: self._wanted(judgement) for version, judgement in self._judgements.items()}
        number = [row["version"] for row in noticed if row["shared"]]
        self._near = {*number, *_who(wishes, "beside"), *_who(wishes, "sharing")}
        self._vicinity = Vicinity(
            connection, Wishes(number, _who(wishes, "beside"), _who(wishes, "sharing")), submission
        )

    def of(self, row: RowMapping) -> dict[str, object] | None:
        """Return a row of `SAID`, or None where it was said before."""
        told, known = self._both(row["version"])
        if _before(row) == (*_view(told), *_view(known)):
            return None
        views = dict(zip(SAID.names[3:], (*_view(told), *_view(known)), strict=True))
        return {name: row[name] for name in SAID.names[:3]} | views

    def _both(self, version: int) -> tuple[Judgement, Judgement]:
        judgement = self._judgements[version]
        if version not in self._near:
            return (self._alone(judgement),) * 2
        record = self._vicinity.record(version).judged(judgement)
        comparisons = comparisons_of(judgement.levels, judgement.evidence)
        around, told = self._vicinity.around(version), self._vicinity.told(version)
        known = triage(record, comparisons, around, self._rules)
        return known if told == around else triage(record, comparisons, told, self._rules), known


def _who(wishes: Mapping[int, Wanted], what: str) -> list[int]:
    return [version for version, wish in wishes.items() if getattr(wish, what)]


def _view(judgement: Judgement) -> tuple[object, ...]:
    return tuple(getattr(judgement, name) for name in VIEW)


def _before(row: RowMapping) -> tuple[object, ...]:
    """Return what was said of a record to its insurer and to those who see all, until now."""
    own = _stored(row, "own", tuple(row[name] for name in VIEW))
    return (*own, *_stored(row, "national", own))


def _stored(row: RowMapping, view: str, otherwise: tuple[object, ...]) -> tuple[object, ...]:
    return tuple(row[f"{view}_{name}"] for name in VIEW) if row[view] else otherwise
