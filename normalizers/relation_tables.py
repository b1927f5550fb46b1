"""One table of character pairs, looked up without being turned into objects first.

A process compares a few thousand pairs of characters out of the sixty thousand that the tables relate. So a table is
an index over the lines of its file, made when it is first asked, and a line becomes a `Relation` when it is found.

>>> table = committed_table("jis_unify")
>>> table.relation("髙", "高", pair_of("髙", "高")).glyph, table.targets("髙"), table.sources("高")
('MJ028902', ['高'], ['髙'])

Source: the tables of `normalizers/tables`, each with its edition.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from normalizers.tables import FOLDER, HEADER, character, code_point, committed_lines, read_relations

EVIDENCE_CODES = {
    "jis_unify": "gaiji_shrink", "joyo_kangxi": "joyo_kangxi", "jinmei1": "jinmei_variant", "jinmei2": "jinmei_variant",
    "hyogai": "hyogai_variant", "koseki_seiji": "koseki_seiji", "m5202": "koseki_zokuji",
    "m2842_zokuji": "koseki_zokuji",
    "m2842_goji": "koseki_zokuji", "k582_rank1": "foreign_kanji", "k582_rank2": "foreign_kanji_rank2",
    "simplified": "simplified_kanji", "m2842_betsuji": "separate_kanji", "k582_ruiji": "lookalike_kanji",
    "dictionary": "dictionary_kanji", "analogy": "analogy_kanji", "sibling": "sibling_kanji",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Relation:
    """One row of a table: `source` is the variant, `target` the form that it stands for."""

    source: str
    target: str
    kind: str
    tier: str
    edition: str
    glyph: str = ""
    note: str = ""

    @property
    def code(self) -> str:
        """Return the evidence code of this relation; a pluggable table has one per tier."""
        return evidence_code(self.kind, self.tier)


def evidence_code(kind: str, tier: str) -> str:
    """Return the evidence code of the relations of a table."""
    return EVIDENCE_CODES.get(kind) or ("local_kanji_doubt" if tier == "C" else "local_kanji")


def pair_of(source: str, target: str) -> str:
    """Write two characters as the first two columns of a table have them."""
    return f"U+{ord(source):04X}\tU+{ord(target):04X}"


class RelationTable:
    """The pairs of one table; where a pair stands twice, its first row counts."""

    def __init__(self, kind: str, tier: str, edition: str, lines: Callable[[], Iterable[str]]) -> None:
        """Take the lines (`source target glyph note`, code points, tabs between) when they are first needed."""
        self.kind, self.tier, self.edition = kind, tier, edition
        self._lines = lines

    @cached_property
    def rows(self) -> dict[str, str]:
        """Return pair (as `pair_of` writes it) → its line."""
        found: dict[str, str] = {}
        for line in self._lines():
            found.setdefault(line.rsplit("\t", 2)[0], line)
        return found

    @cached_property
    def by_source(self) -> dict[str, list[str]]:
        """Return variant → the forms that it stands for, as code points in the order of the rows."""
        found: dict[str, list[str]] = {}
        for pair in self.rows:
            source, _, target = pair.partition("\t")
            found.setdefault(source, []).append(target)
        return found

    @cached_property
    def _sources(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for pair in self.rows:
            source, _, target = pair.partition("\t")
            found.setdefault(target, []).append(source)
        return found

    def relation(self, source: str, target: str, pair: str) -> Relation:
        """Return the relation of a pair that this table has."""
        _, _, glyph, note = self.rows[pair].split("\t")
        return Relation(source, target, self.kind, self.tier, self.edition, glyph, note)

    def targets(self, source: str) -> list[str]:
        """Return the forms that a variant stands for, in the order of the rows."""
        return [character(code) for code in self.by_source.get(code_point(source), ())]

    def sources(self, target: str) -> list[str]:
        """Return the variants of a form, in the order of the rows."""
        return [character(code) for code in self._sources.get(code_point(target), ())]

    def variants(self) -> list[str]:
        """Return every character that this table calls a variant, in the order of the rows."""
        return [character(code) for code in self.by_source]


def committed_table(kind: str) -> RelationTable:
    """Open a committed table: its head is read now, its rows when they are first needed."""
    path = FOLDER / f"{kind}.tsv"
    with path.open(encoding="utf-8") as file:
        head = [next(file).rstrip("\n").partition(": ")[2] for _ in HEADER]
    return RelationTable(kind, head[4], head[1], lambda: committed_lines(kind))


def further_table(path: Path) -> RelationTable:
    """Read and check a table of the operator's folder.

    Raises:
        TableFileError: It is not a valid table of relations.
    """
    table, rows = read_relations(path)
    lines = ["\t".join((code_point(source), code_point(target), *rest)) for source, target, *rest in rows]
    return RelationTable(table.kind, table.tier, table.edition, lambda: lines)
