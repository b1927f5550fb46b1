"""The traits of many people at once: what `matcher.domain.traits` says of one, column by column."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from matcher.domain.blocks import UNSET_SEX
from matcher.domain.records import Enrolment
from matcher.domain.traits import Traits, birth_trait, each_once, kana_in_name, sex_trait
from matcher.engines.births import births_in, sexes_in
from matcher.engines.name_columns import kana_keys, name_keys
from matcher.engines.texts import plain

FORMS = ("name", "alias", "name_roman")
"""Columns of a resident that are a name of their own."""
_SEX_TRAITS = {1: "1", 2: "2", UNSET_SEX: ""}


def traits_in(batch: pa.RecordBatch) -> list[Traits]:
    """Return the traits of every resident of a batch, as `resident_traits` gives them one by one."""
    forms = [name_keys(plain(batch.column(form))) for form in FORMS]
    births = [f"{birth:08d}" if birth else "" for birth in births_in(batch).tolist()]
    sexes = [_SEX_TRAITS[sex] for sex in sexes_in(batch).tolist()]
    kana = kana_keys(plain(batch.column("name_kana")))
    own = map(each_once, *forms)
    foreign, addresses = batch.column("foreign").to_pylist(), batch.column("address").to_pylist()
    return list(map(Traits, kana, own, births, sexes, foreign, addresses))


def description_traits(descriptions: Sequence[Enrolment]) -> list[Traits]:
    """Return the traits of every description, as `traits_of` gives them one by one."""
    names = name_keys(pa.array([one.name for one in descriptions], pa.string()))
    kana = kana_keys(pa.array([one.name_kana for one in descriptions], pa.string()))
    return [
        Traits(
            read or kana_in_name(one),
            each_once(name),
            birth_trait(one.birth_date),
            sex_trait(one.sex),
            foreign=False,
            address=one.address,
        )
        for one, name, read in zip(descriptions, names, kana, strict=True)
    ]
