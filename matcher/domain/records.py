"""The two sides of a pair, after intake: checked, but every item still as it was written.

A record never carries a 個人番号, only its person key. Items stay raw because EXACT means the same
code points; the comparisons normalise.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType
from uuid import UUID

PersonKey = NewType("PersonKey", UUID)
"""Keyed HMAC-SHA-256 of a 個人番号, first 128 bits: the only form that leaves intake."""


class ResidentStatus(StrEnum):
    """住民票の状態: column `status` of a resident file."""

    LIVING = "1"
    DEAD = "2"
    MOVED_OUT = "3"


@dataclass(frozen=True, slots=True)
class Enrolment:
    """加入者情報: what the judgement of one row reads. Empty text means that the row carries nothing."""

    person_key: PersonKey | None
    name: str
    name_kana: str
    birth_date: str
    sex: str
    address: str
    check_basis: str
    qualified_to: str


@dataclass(frozen=True, slots=True)
class Resident:
    """住民基本台帳: one usable registry row. Empty text means that the registry carries nothing."""

    person_key: PersonKey
    name: str
    name_kana: str
    birth_date: str
    sex: str
    address: str
    alias: str
    former_name: str
    name_roman: str
    foreign: bool
    status: ResidentStatus
    protected: bool
