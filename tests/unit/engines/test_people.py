"""Whoever ranks, this process or workers beside it, the same people are found."""

import pyarrow as pa

from matcher.domain.records import Enrolment
from matcher.engines.judges import WorkerJudges
from matcher.engines.people import Registry, find_people
from matcher.engines.ranks import Aim, told, whole
from matcher.intake.schemas import RESIDENT_SCHEMA
from rules import load_rules

PEOPLE = [
    (
        f"山田　太{chr(0x4E00 + 32 * month + day)}",
        f"ヤマダ　{chr(0x30A1 + month)}{chr(0x30A1 + day)}",
        f"1985{month:02d}{day:02d}",
    )
    for month in range(1, 13)
    for day in range(1, 29)
]


def residents() -> pa.RecordBatch:
    """Return one resident per day."""
    blank = {field.name: "" for field in RESIDENT_SCHEMA if field.type == pa.string()}
    blank |= {"status": "1", "sex": "1", "address": "東京都渋谷区渋谷三丁目5番1号"}
    flags = {"foreign": False, "protected": False, "person_key": bytes(16)}
    rows = [
        {**blank, **flags, "row": at + 1, "line": at + 2, "birth_date": day, "name": name, "name_kana": kana}
        for at, (name, kana, day) in enumerate(PEOPLE)
    ]
    return pa.RecordBatch.from_pylist(rows, schema=RESIDENT_SCHEMA)


def test_workers_rank_like_this_process() -> None:
    described = [Enrolment(None, name, kana, day, "1", "渋谷区渋谷3-5-1", "", "") for name, kana, day in PEOPLE] * 2
    found = list(find_people(Registry([residents()]), described, Aim(whole)))
    assert [one.found.candidates[0].place for one in found] == [*range(len(PEOPLE))] * 2
    with WorkerJudges(load_rules()) as judges:
        assert list(find_people(Registry([residents()]), described, Aim(whole), judges=judges)) == found
        assert [one.found for one in find_people(Registry([residents()]), described, Aim(told), judges=judges)] == [
            told(one.found) for one in found
        ]
