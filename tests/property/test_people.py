"""The search in bulk finds what the reference finds, for any residents and descriptions."""

from collections.abc import Iterable
from itertools import product
from typing import Any

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from matcher.domain.blocks import Block, BlockKey, description_keys, resident_keys
from matcher.domain.houses import house_of
from matcher.domain.ranking import rank
from matcher.domain.records import Enrolment, Resident
from matcher.domain.resemblance import address_alike, alike_apart_from_address
from matcher.domain.traits import Traits, each_once, resident_traits, traits_of
from matcher.engines.batches import columns_of
from matcher.engines.block_keys import resident_words
from matcher.engines.block_words import block_words
from matcher.engines.column_traits import TraitColumns, description_traits, resident_columns
from matcher.engines.description_words import AskedBlocks, DescriptionColumns
from matcher.engines.houses import houses_in
from matcher.engines.nearest import near_pairs
from matcher.engines.people import Registry, find_in_reference, find_people
from matcher.engines.ranks import Aim, whole
from matcher.engines.records import RESIDENT_COLUMNS, residents_of
from matcher.engines.texts import hash_whole
from normalizers.addresses.fold import fold_address

NAMES = ("山田　太郎", "山田太郎", "髙橋 花子", "高橋 花子", "山● 太郎", "LI WEI", "Ｌi, Wei", "O'Neil Ann", "㈱ 1")
KANA = ("ヤマダ　タロウ", "ﾔﾏﾀﾞ ﾀﾛｳ", "やまだたろう", "タカハシ ハナコ", "ヴォ", "カ\u3099ジ", "一ノ瀬", "ア", "")
ODD = ("", " ", "・", "\0", "a\0b", "𠮷野 一", "葛\U000e0100城", "é É", "e\u0301", "ー", "\u0085", "\ufeff")
DATES = (
    "19850102", "1985-01-02", "昭和60年1月2日", "3600102", "19850100", "19850000", "00000000", "", "19850230",
    "19840229", "19850229", "19850131", "00010101", "99991231", "１９８５０１０２", " 19850102", "x", "20000012",
    "19850103", "19600102", "山田a1", "1985010二",
)  # fmt: skip
ADDRESSES = (
    "東京都千代田区丸の内1-1-1",
    "千代田区丸の内一丁目1番1号",
    "大阪府大阪市北区梅田1-1-1",
    "",
    "丸の内",
    "1-1",
    "é５",
)

names = st.sampled_from(NAMES + KANA + ODD) | st.text(max_size=5)
usual_names, usual_dates = st.sampled_from(NAMES[:4] + KANA[:4]), st.sampled_from(DATES[:4])
anybody = st.fixed_dictionaries(
    {
        "person_key": st.just(bytes(16)),
        "name": names,
        "name_kana": names,
        "birth_date": st.sampled_from(DATES),
        "sex": st.sampled_from(("1", "2", "3", "１", "", "9")),
        "address": st.sampled_from(ADDRESSES),
        "alias": st.sampled_from(("", "", "山田 太郎", "LI WEI")),
        "former_name": st.sampled_from(("", "鈴木")),
        "name_roman": st.sampled_from(("", "", "LI WEI", "・")),
        "foreign": st.booleans(),
        "status": st.sampled_from(("1", "2")),
        "protected": st.booleans(),
    }
)
usual = st.builds(
    lambda person, **items: {**person, **items}, anybody, name=usual_names, name_kana=usual_names,
    birth_date=usual_dates, sex=st.just("1"),
)  # fmt: skip
people = usual | anybody
described = st.builds(
    Enrolment, st.none(), usual_names, usual_names, usual_dates, st.just("1"), st.sampled_from(ADDRESSES), st.just(""),
    st.just(""),
) | st.builds(
    Enrolment, st.none(), names, names, st.sampled_from(DATES), st.sampled_from(("1", "2", "3", "")),
    st.sampled_from(ADDRESSES), st.just(""), st.just(""),
)  # fmt: skip


def batches_of(rows: list[dict[str, Any]], size: int) -> list[pa.RecordBatch]:
    """Return residents as batches of this size."""
    kinds = {"person_key": pa.binary(16), "foreign": pa.bool_(), "protected": pa.bool_()}
    schema = pa.schema([(name, kinds.get(name, pa.string())) for name in RESIDENT_COLUMNS])
    whole = pa.RecordBatch.from_pylist(rows, schema)
    return [whole.slice(start, size) for start in range(0, max(len(rows), 1), size)]


def each_text_once(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Return a batch as a Parquet reader gives it: of some columns each different text once."""
    columns = {name: batch.column(name) for name in RESIDENT_COLUMNS}
    for name in ("birth_date", "sex", "alias", "former_name", "name_roman"):
        columns[name] = columns[name].dictionary_encode()
    return pa.record_batch(columns)


def residents_in(batch: pa.RecordBatch) -> list[Resident]:
    """Return the records of a batch."""
    return list(residents_of(columns_of(batch, RESIDENT_COLUMNS)))


def words_of(keys: Iterable[BlockKey]) -> set[tuple[Block, int]]:
    """Return the kind and the word of each key."""
    return {
        (block, int(block_words(block, np.array([number]), hash_whole(pa.array([text])))[0]))
        for block, number, text in keys
    }


@given(
    st.lists(people, max_size=12),
    st.integers(1, 5),
    st.lists(described, max_size=5),
    st.integers(1, 9),
    st.integers(1, 4),
)
def test_bulk_equals_reference(
    rows: list[dict[str, Any]], copies: int, asked: list[Enrolment], size: int, limit: int
) -> None:
    rows *= copies
    batches = batches_of(rows, size)
    residents = [resident for batch in batches for resident in residents_in(batch)]
    expected = list(find_in_reference(residents, asked, limit=limit))
    assert list(find_people(Registry(batches), asked, Aim(whole), limit=limit)) == expected
    everybody = batches_of(rows, 1000)[0]
    assert list(find_people(Registry(batches, everybody.take, 2), asked, Aim(whole), limit=limit)) == expected
    assert list(find_people(Registry(map(each_text_once, batches)), asked, Aim(whole), limit=limit)) == expected


@given(st.lists(people, max_size=12), st.lists(described, max_size=4))
def test_nobody_is_passed_over_who_is_ranked(rows: list[dict[str, Any]], asked: list[Enrolment]) -> None:
    residents = [resident for batch in batches_of(rows, 100) for resident in residents_in(batch)]
    ours, crowd = [traits_of(one) for one in asked], [resident_traits(one) for one in residents]
    pairs = list(product(range(len(asked)), range(len(residents))))
    askers, places = np.array(pairs, np.int64).reshape(-1, 2).T
    chosen, alike = near_pairs(TraitColumns.of(ours), askers, TraitColumns.of(crowd), places)
    near = {pairs[pair]: items for pair, items in zip(chosen.tolist(), alike, strict=True)}
    for number, description in enumerate(asked):
        found = rank(description, residents, most=100)
        assert {(number, one.place) for one in found.candidates} <= near.keys()
    for (asker, place), items in near.items():
        one, other = ours[asker], crowd[place]
        address = address_alike(fold_address(one.address), other.address)
        assert items == [*alike_apart_from_address(one, other)[:-1], address]


@given(st.lists(described, max_size=6))
def test_traits_of_descriptions_in_bulk_are_those_of_each(asked: list[Enrolment]) -> None:
    assert description_traits(asked) == [traits_of(one) for one in asked]


@given(
    st.lists(st.text("〇一九十丁条番谷1900５０ -é𠮷\0\uff10\uffef", max_size=12), max_size=8),
    st.integers(0, 2),
    st.integers(1, 3),
)
def test_houses_in_bulk_are_those_of_each_address(texts: list[str], start: int, family: int) -> None:
    texts = [text for text in texts for _ in range(family)]
    towns, digits = houses_in(pa.array(texts, pa.string())[start:])
    houses = [house_of(text) for text in texts[start:]]
    assert [(chr(town) if town else "", number) for town, number in zip(towns, digits, strict=True)] == houses


@given(st.lists(people, min_size=1, max_size=10))
def test_every_key_of_a_resident_has_its_word(rows: list[dict[str, Any]]) -> None:
    (batch,) = batches_of(rows, len(rows))
    words: list[set[int]] = [set() for _ in rows]
    for places, found in resident_words(batch):
        for place, word in zip(places.tolist(), found.tolist(), strict=True):
            words[place].add(word)
    for resident, mine in zip(residents_in(batch), words, strict=True):
        assert mine == {word for _, word in words_of(resident_keys(resident_traits(resident)))}


@given(st.lists(described, max_size=6))
def test_every_block_that_is_asked_for_has_its_word(people: list[Enrolment]) -> None:
    traits = [traits_of(one) for one in people]
    kinds, words, rows = AskedBlocks.of(DescriptionColumns(traits))
    asked: list[set[tuple[Block, int]]] = [set() for _ in people]
    for kind, word, row in zip(kinds.tolist(), words.tolist(), rows.tolist(), strict=True):
        asked[row].add((tuple(Block)[kind], word))
    assert rows.tolist() == sorted(rows.tolist())
    assert asked == [words_of(description_keys(one)) for one in traits]


@given(st.lists(people, min_size=1, max_size=10))
def test_traits_in_bulk_are_those_of_each_resident(rows: list[dict[str, Any]]) -> None:
    (batch,) = batches_of(rows, len(rows))
    found = resident_columns(batch)
    items = zip(found.kana, zip(*found.forms, strict=True), found.births, found.sexes, found.addresses, strict=True)
    for resident, (kana, forms, birth, sex, address) in zip(residents_in(batch), items, strict=True):
        assert Traits(kana, each_once(*forms), birth, sex, resident.foreign, address) == resident_traits(resident)
