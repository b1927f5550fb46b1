"""The traits of many people at once: what `matcher.domain.traits` says of one, column by column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

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


@dataclass(frozen=True, slots=True, eq=False)
class TraitColumns:
    """The traits of many people, item by item, each as `Traits` has it; a form of the name that one lacks is empty."""

    forms: list[list[str]]
    kana: list[str]
    births: list[str]
    sexes: list[str]
    addresses: list[str]

    @classmethod
    def of(cls, people: Sequence[Traits]) -> TraitColumns:
        """Take the traits of each."""
        forms = zip_longest(*(one.names for one in people), fillvalue="")
        return cls(
            [*map(list, forms)],
            [one.kana for one in people],
            [one.birth for one in people],
            [one.sex for one in people],
            [one.address for one in people],
        )


def resident_columns(batch: pa.RecordBatch) -> TraitColumns:
    """Return the traits of the residents of a batch, as `resident_traits` gives them one by one."""
    return TraitColumns(
        [name_keys(plain(batch.column(form))) for form in FORMS],
        kana_keys(plain(batch.column("name_kana"))),
        [f"{birth:08d}" if birth else "" for birth in births_in(batch).tolist()],
        [_SEX_TRAITS[sex] for sex in sexes_in(batch).tolist()],
        batch.column("address").to_pylist(),
    )


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
