"""Which two kanji are the same character, by which official table: pairwise, never by closure.

Tiers: A one abstract character (JIS包摂・UCS統合), B one registry character (親字・正字, 康熙字典体, 人名用,
俗字・誤字), F the same for a foreign resident (告示582 rank 1), C evidence only (look-alikes, dictionaries, rank 2,
别字). A relation holds between the two characters of its row and nobody else: 辨→弁 and 瓣→弁 make neither equal to
the other, they are *siblings* (C).

Two guards stand before the tables: two different 常用漢字 are never the same character (the 俗字 row 切→功 is such a
slip); and a 常用漢字 and a 人名用漢字 are the same only where 康熙字典体 or 人名用 pairs them.

>>> related("髙", "高").kind, related("高", "髙").kind, related("邊", "辺").kind
('jis_unify', 'jis_unify', 'joyo_kangxi')
>>> related("切", "功") is None, related("斉", "斎") is None
(True, True)
>>> related("辨", "辯").tier, related("陈", "陳").tier
('C', 'F')

Source: the tables of `normalizers/tables`, each with its edition.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from normalizers.tables import FOLDER, Row, Table, read_characters, read_relations

RELATION_KINDS = (
    "jis_unify", "joyo_kangxi", "jinmei1", "jinmei2", "hyogai", "koseki_seiji", "m5202", "m2842_zokuji", "m2842_goji",
    "k582_rank1", "k582_rank2", "simplified", "m2842_betsuji", "k582_ruiji", "dictionary", "analogy",
)  # fmt: skip
EVIDENCE_CODES = {
    "jis_unify": "gaiji_shrink", "joyo_kangxi": "joyo_kangxi", "jinmei1": "jinmei_variant", "jinmei2": "jinmei_variant",
    "hyogai": "hyogai_variant", "koseki_seiji": "koseki_seiji", "m5202": "koseki_zokuji",
    "m2842_zokuji": "koseki_zokuji",
    "m2842_goji": "koseki_zokuji", "k582_rank1": "foreign_kanji", "k582_rank2": "foreign_kanji_rank2",
    "simplified": "simplified_kanji", "m2842_betsuji": "separate_kanji", "k582_ruiji": "lookalike_kanji",
    "dictionary": "dictionary_kanji", "analogy": "analogy_kanji", "sibling": "sibling_kanji",
}  # fmt: skip
_GUARD_BASIS = frozenset({"joyo_kangxi", "jinmei1", "jinmei2"})
_FOREIGN_PAIRS = {"simplified": "both_legal", "k582_rank2": "simplified"}
_EQUAL_TIERS = frozenset("AB")


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
        return EVIDENCE_CODES.get(self.kind) or ("local_kanji_doubt" if self.tier == "C" else "local_kanji")


def _relation(table: Table, source: str, target: str, glyph: str, note: str) -> Relation:
    return Relation(source, target, table.kind, table.tier, table.edition, glyph, note)


def _foreign_pairs(loaded: list[tuple[Table, list[Row]]]) -> frozenset[str]:
    """Return the pairs that the registry calls one and a residence card keeps apart: 達 and U+8FBE."""
    return frozenset(
        source + target
        for table, rows in loaded
        if table.kind in _FOREIGN_PAIRS
        for source, target, _, note in rows
        if note == _FOREIGN_PAIRS[table.kind]
    )


class Relations:
    """Every relation of the loaded tables, looked up by a pair of characters in either order."""

    def __init__(self, paths: Iterable[Path]) -> None:
        """Load the tables at `paths`; an earlier table wins where two relate the same pair."""
        self.joyo, self.jinmei = read_characters("joyo"), read_characters("jinmei")
        self._legal = self.joyo | self.jinmei
        self._direct: dict[str, tuple[int, str, str]] = {}
        self._targets: defaultdict[str, list[Relation]] = defaultdict(list)
        self.gaiji: dict[str, Relation] = {}
        self._tables: list[Table] = []
        loaded = [read_relations(path) for path in paths]
        foreign = _foreign_pairs(loaded)
        for table, rows in loaded:
            self._tables.append(table)
            if table.tier == "G":
                self.gaiji.update((row[0], _relation(table, *row)) for row in rows)
            else:
                self._add(table, rows, foreign if table.kind == "koseki_seiji" else frozenset())

    def _add(self, table: Table, rows: list[Row], left_out: frozenset[str]) -> None:
        """Add the pairs of one table that no earlier table has, no guard forbids and `left_out` does not name."""
        number = len(self._tables) - 1
        equal, guarded = table.tier in _EQUAL_TIERS, table.kind not in _GUARD_BASIS
        for row in rows:
            source, target = row[0], row[1]
            pair = source + target
            if pair in self._direct or pair in left_out or (table.tier != "C" and {source, target} <= self.joyo):
                continue
            if equal and guarded and {source, target} <= self._legal:
                continue
            self._direct[pair] = (number, row[2], row[3])
            if equal:
                self._targets[source].append(_relation(table, *row))

    def _row(self, source: str, target: str) -> Relation | None:
        found = self._direct.get(source + target)
        return None if found is None else _relation(self._tables[found[0]], source, target, found[1], found[2])

    def between(self, one: str, other: str) -> Relation | None:
        """Return the strongest relation of two different characters, in either direction, or None."""
        forth, back = self._row(one, other), self._row(other, one)
        if forth and back:
            return min(forth, back, key=lambda row: ("ABFC".index(row.tier), row.source))
        return forth or back or self._sibling(one, other)

    def _sibling(self, one: str, other: str) -> Relation | None:
        shared = {row.target for row in self._targets.get(one, ())} & {
            row.target for row in self._targets.get(other, ())
        }
        if not shared or (one in self.joyo and other in self.joyo):
            return None
        return Relation(min(one, other), max(one, other), "sibling", "C", "", note=min(shared))

    def targets(self, char: str) -> list[Relation]:
        """Return the tier A and B relations of a variant, in the order of the tables."""
        return self._targets.get(char, [])

    def variants(self) -> list[str]:
        """Return every character with a tier A or B relation, in code point order."""
        return sorted(self._targets)

    @cached_property
    def _neighbours(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for pair, (number, _, _) in self._direct.items():
            if self._tables[number].tier != "C":
                found.setdefault(pair[0], []).append(pair[1])
                found.setdefault(pair[1], []).append(pair[0])
        return found

    def neighbours(self, char: str) -> list[str]:
        """Return the characters that stand in a relation of tier A, B or F to `char`: they may share its readings."""
        return self._neighbours.get(char, [])

    def key_map(self) -> dict[int, str]:
        """Return variant → one form, as a map of `str.translate`."""
        return {ord(source): row.target for source, row in self.key_targets().items()}

    @cached_property
    def _key_targets(self) -> dict[str, Relation]:
        chosen: dict[str, Relation] = {}
        for source, rows in self._targets.items():
            ranked = sorted(rows, key=self._rank)
            if source not in self.joyo and (len(ranked) == 1 or self._rank(ranked[0]) < self._rank(ranked[1])):
                chosen[source] = ranked[0]
        return chosen

    def key_targets(self) -> dict[str, Relation]:
        """Return variant → the relation to its one form, single step: the map of the blocking key.

        A 常用漢字 stays itself; any other goes to its best target (tier, hops, 常用 before 人名 before the rest);
        where two are equally good it stays. Equal keys therefore make a candidate, never a proof: siblings share a
        key.
        """
        return self._key_targets

    def _rank(self, row: Relation) -> tuple[str, int, int]:
        standing = 0 if row.target in self.joyo else 1 if row.target in self.jinmei else 2
        return row.tier, standing, int(row.note) if row.note.isdigit() else 0


@cache
def load_relations(folder: Path | None = None) -> Relations:
    """Load the committed tables, and after them every `*.tsv` of `folder`, sorted by name.

    Raises:
        TableFileError: A file of `folder` is not a valid table.
    """
    further = sorted(folder.glob("*.tsv")) if folder else []
    return Relations([FOLDER / f"{kind}.tsv" for kind in RELATION_KINDS] + further)


def related(one: str, other: str) -> Relation | None:
    """Return the strongest relation of two characters in the committed tables, or None."""
    return active_relations().between(one, other)


_active: list[tuple[Path | None, Relations]] = []


def activate_tables(folder: Path | None) -> None:
    """Use the committed tables and those of `folder` from now on, in every comparison of this process.

    Raises:
        TableFileError: A file of `folder` is not a valid table; what was active stays active.
    """
    _active[:] = [(folder, load_relations(folder))]


def active_relations() -> Relations:
    """Return the tables in use: the committed ones until `activate_tables` says otherwise."""
    if not _active:
        activate_tables(None)
    return _active[0][1]


def further_tables() -> tuple[Path, ...]:
    """Return the files in use beside the committed tables, sorted by name: a rule set's hash covers them."""
    folder = _active[0][0] if _active else None
    return tuple(sorted(folder.glob("*.tsv"))) if folder else ()
