"""Which kanji are one: pairwise, by official tables, and never two different 常用漢字."""

from itertools import combinations

import pytest

from normalizers.relations import load_relations, related

RELATIONS = load_relations()
EQUAL = frozenset("AB")

CASES = [
    ("髙", "高", "jis_unify", "JIS unification"),
    ("𠮷", "吉", "jis_unify", "outside the BMP"),
    ("﨑", "崎", "koseki_seiji", "a unified ideograph among the compatibility ones"),
    ("邉", "辺", "koseki_seiji", "one of two parents"),
    ("邉", "邊", "koseki_seiji", "the other parent"),
    ("齋", "斎", "joyo_kangxi", "Kangxi form"),
    ("槙", "槇", "jinmei1", "a pair of the names list"),
    ("蘆", "芦", "hyogai", "customary simplified form"),
    ("陈", "陳", "k582_rank1", "foreign, rank 1"),
    ("齐", "齊", "k582_rank2", "foreign, rank 2, in spite of the registry parent"),
    ("达", "達", "simplified", "both stand on their own on a residence card"),
    ("叶", "葉", "simplified", "the same, without any registry relation"),
    ("辨", "辯", "sibling", "two variants of 弁"),
    ("劔", "劍", "sibling", "two variants of 剣"),
    ("切", "功", None, "a vulgar form of 功 looks like 切: glyphs are not characters"),
    ("斉", "斎", None, "two characters"),
    ("齊", "齋", None, "their old forms, too"),
    ("崎", "埼", None, "linked by generic resources only"),
    ("竜", "滝", None, "nothing in common"),
]


@pytest.mark.parametrize(("one", "other", "kind", "why"), CASES, ids=[case[3] for case in CASES])
def test_relation(one: str, other: str, kind: str | None, why: str) -> None:
    forth, back = related(one, other), related(other, one)
    assert forth == back, why
    assert (forth.kind if forth else None) == kind


def test_no_two_joyo_kanji_are_ever_one() -> None:
    joined = [
        one + other
        for one, other in combinations(sorted(RELATIONS.joyo), 2)
        if (relation := RELATIONS.between(one, other)) and relation.tier != "C"
    ]
    assert joined == []


def test_joyo_and_name_kanji_are_one_only_where_a_statute_pairs_them() -> None:
    legal = RELATIONS.joyo | RELATIONS.jinmei
    joined = {
        relation.kind
        for one in sorted(RELATIONS.jinmei)
        for other in sorted({*RELATIONS.neighbours(one)} & legal)
        if (relation := RELATIONS.between(one, other)) and relation.tier in EQUAL
    }
    assert joined <= {"joyo_kangxi", "jinmei1", "jinmei2"}


def test_the_key_is_a_single_step_and_keeps_joyo_kanji() -> None:
    keys = {char: found.target for char in RELATIONS.listed() if (found := RELATIONS.key_target(char))}
    assert {chr(code): target for code, target in RELATIONS.key_map().items()} == keys
    assert not RELATIONS.joyo & keys.keys()
    for source, target in keys.items():
        relation = RELATIONS.between(source, target)
        assert relation is not None
        assert relation.tier in EQUAL


def test_an_ambiguous_variant_keeps_its_own_key() -> None:
    ambiguous = [
        char for char in RELATIONS.variants() if char not in RELATIONS.joyo and RELATIONS.key_target(char) is None
    ]
    assert all(len(RELATIONS.targets(char)) > 1 for char in ambiguous)
    assert 0 < len(ambiguous) < 30


def test_siblings_are_doubtful_in_every_class() -> None:
    by_target: dict[str, list[str]] = {}
    for char in RELATIONS.variants():
        for relation in RELATIONS.targets(char):
            by_target.setdefault(relation.target, []).append(char)
    for variants in by_target.values():
        for one, other in combinations(variants, 2):
            found = RELATIONS.between(one, other)
            direct = other in RELATIONS.neighbours(one)
            assert found is None or direct or found.tier == "C"
