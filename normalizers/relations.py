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

from collections.abc import Iterable
from functools import cache, cached_property
from pathlib import Path

from normalizers.relation_tables import Relation, RelationTable, committed_table, further_table, pair_of
from normalizers.tables import character, code_point, read_characters

__all__ = [
    "Relation",
    "Relations",
    "activate_tables",
    "active_relations",
    "further_tables",
    "load_relations",
    "related",
]

RELATION_KINDS = (
    "jis_unify", "joyo_kangxi", "jinmei1", "jinmei2", "hyogai", "koseki_seiji", "m5202", "m2842_zokuji", "m2842_goji",
    "k582_rank1", "k582_rank2", "simplified", "m2842_betsuji", "k582_ruiji", "dictionary", "analogy",
)  # fmt: skip
_GUARD_BASIS = frozenset({"joyo_kangxi", "jinmei1", "jinmei2"})
_KEPT_APART = {"simplified": "both_legal", "k582_rank2": "simplified"}
"""Pairs that the registry calls one and a residence card keeps apart (達 and U+8FBE): table → note."""
_EQUAL_TIERS = frozenset("AB")


class Relations:
    """Every relation of the tables in use, looked up by a pair of characters in either order."""

    def __init__(self, tables: Iterable[RelationTable]) -> None:
        """Use these tables; an earlier one wins where two relate the same pair."""
        self.joyo, self.jinmei = read_characters("joyo"), read_characters("jinmei")
        given = list(tables)
        self._tables = [table for table in given if table.tier != "G"]
        self._equal = [table for table in self._tables if table.tier in _EQUAL_TIERS]
        self._near = [table for table in self._tables if table.tier != "C"]
        self.gaiji = {
            source: table.relation(source, target, pair_of(source, target))
            for table in given if table.tier == "G"
            for source in table.variants()
            for target in table.targets(source)
        }  # fmt: skip

    def _admits(self, table: RelationTable, one: str, other: str, pair: str) -> bool:
        """Return whether no guard forbids a row of a table."""
        if table.tier != "C" and one in self.joyo and other in self.joyo:
            return False
        if table.tier in _EQUAL_TIERS and table.kind not in _GUARD_BASIS and self._legal(one) and self._legal(other):
            return False
        return table.kind != "koseki_seiji" or pair not in self._kept_apart

    @cached_property
    def _kept_apart(self) -> frozenset[str]:
        return frozenset(
            pair
            for table in self._tables if (note := _KEPT_APART.get(table.kind))
            for pair, row in table.rows.items() if row.endswith(f"\t{note}")
        )  # fmt: skip

    def _legal(self, char: str) -> bool:
        return char in self.joyo or char in self.jinmei

    def _owner(self, one: str, other: str, pair: str) -> RelationTable | None:
        """Return the first table that relates the pair in this direction."""
        for table in self._tables:
            if pair in table.rows and self._admits(table, one, other, pair):
                return table
        return None

    def _row(self, one: str, other: str) -> Relation | None:
        pair = pair_of(one, other)
        table = self._owner(one, other, pair)
        return None if table is None else table.relation(one, other, pair)

    def between(self, one: str, other: str) -> Relation | None:
        """Return the strongest relation of two different characters, in either direction, or None."""
        forth, back = self._row(one, other), self._row(other, one)
        if forth and back:
            return min(forth, back, key=lambda row: ("ABFC".index(row.tier), row.source))
        return forth or back or self._sibling(one, other)

    def _sibling(self, one: str, other: str) -> Relation | None:
        mine = {row.target for row in self.targets(one)}
        shared = mine & {row.target for row in self.targets(other)} if mine else mine
        if not shared or (one in self.joyo and other in self.joyo):
            return None
        return Relation(min(one, other), max(one, other), "sibling", "C", "", note=min(shared))

    def targets(self, char: str) -> list[Relation]:
        """Return the tier A and B relations of a variant, in the order of the tables."""
        code = code_point(char)
        return [
            table.relation(char, target, pair)
            for table in self._equal
            if code in table.by_source
            for target in table.targets(char)
            if self._owner(char, target, pair := pair_of(char, target)) is table
        ]

    def listed(self) -> set[str]:
        """Return every character that a table of tier A or B calls a variant, whether or not a guard forbids it."""
        return {char for table in self._equal for char in table.variants()}

    def variants(self) -> list[str]:
        """Return every character with a tier A or B relation, in code point order."""
        return sorted(filter(self.targets, self.listed()))

    def neighbours(self, char: str) -> list[str]:
        """Return the characters that stand in a relation of tier A, B or F to `char`: they may share its readings."""
        found: list[str] = []
        for table in self._near:
            found += [to for to in table.targets(char) if self._owner(char, to, pair_of(char, to)) is table]
            found += [of for of in table.sources(char) if self._owner(of, char, pair_of(of, char)) is table]
        return found

    def key_target(self, char: str) -> Relation | None:
        """Return the relation of a variant to its one form, single step: what the blocking key writes for it.

        A 常用漢字 stays itself; any other goes to its best target (tier, hops, 常用 before 人名 before the rest);
        where two are equally good it stays. Equal keys therefore make a candidate, never a proof: siblings share a
        key.
        """
        if char in self.joyo:
            return None
        ranked = sorted(self.targets(char), key=self._rank)
        if not ranked or (len(ranked) > 1 and self._rank(ranked[0]) == self._rank(ranked[1])):
            return None
        return ranked[0]

    def key_map(self) -> dict[int, str]:
        """Return every variant → its one form, as a map of `str.translate`: `key_target` of all characters at once."""
        listed: dict[str, list[tuple[RelationTable, str]]] = {}
        for table in self._equal:
            for source, targets in table.by_source.items():
                listed.setdefault(source, []).extend((table, target) for target in targets)
        found: dict[int, str] = {}
        for code, rows in listed.items():
            char = character(code)
            if len(rows) > 1:
                relation = self.key_target(char)
                target = relation.target if relation else ""
            else:
                ((table, other),) = rows
                target = character(other)
                if char in self.joyo or self._owner(char, target, f"{code}\t{other}") is not table:
                    target = ""
            if target:
                found[ord(char)] = target
        return found

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
    return Relations([*map(committed_table, RELATION_KINDS), *map(further_table, further)])


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
