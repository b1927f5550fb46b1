"""Runs cases of the specification on an engine, all of a policy in one stream, as a file would."""

from collections.abc import Mapping, Sequence
from uuid import UUID

import pyarrow as pa

from matcher.domain.levels import Item
from matcher.engines.protocol import Engine
from matcher.intake.schemas import ENROLMENT_SCHEMA, RESIDENT_SCHEMA
from rules import load_rules
from tests.spec.behaviour import PLAIN, Case

Row = dict[str, object]


def run(engine: Engine, policy: str, cases: Sequence[Case]) -> list[Row]:
    """Return one result row per case."""
    enrolments = [_enrolment(number, case.enrolment) for number, case in enumerate(cases, 1)]
    residents = [_resident(number, case.resident) for number, case in enumerate(cases, 1) if case.resident is not None]
    results = engine.judge(
        [pa.RecordBatch.from_pylist(enrolments, schema=ENROLMENT_SCHEMA)],
        [pa.RecordBatch.from_pylist(residents, schema=RESIDENT_SCHEMA)],
        load_rules(policy),
    )
    return [row for batch in results for row in batch.to_pylist()]


def found(row: Row) -> str:
    """Return what a result row says of the items: each that is not EXACT, with its level and evidence."""
    if not row["name_level"]:
        return "–"
    return "; ".join(_item(item, row) for item in Item if row[f"{item}_level"] != "EXACT")


def _item(item: Item, row: Row) -> str:
    evidence = [part.removeprefix(f"{item}:") for part in str(row["evidence"]).split() if part.startswith(f"{item}:")]
    return " ".join([f"{item} {row[f'{item}_level']}", *([f"({', '.join(evidence)})"] if evidence else [])])


def _enrolment(number: int, changes: Mapping[str, str]) -> Row:
    blank = {field.name: "" for field in ENROLMENT_SCHEMA if field.type == pa.string()}
    values: Row = {**blank, **PLAIN, "check_basis": "2", "defect": None, **changes}
    key = None if values.pop("numbered", "1") == "0" else _key(number)
    return {**values, "row": number, "line": number + 1, "person_key": key}


def _resident(number: int, changes: Mapping[str, str]) -> Row:
    blank = {field.name: "" for field in RESIDENT_SCHEMA if field.type == pa.string()}
    values: Row = {**blank, **PLAIN, "status": "1", "foreign": "0", **changes}
    foreign = values["foreign"] == "1"
    return {
        **values,
        "row": number,
        "line": number + 1,
        "person_key": _key(number),
        "foreign": foreign,
        "protected": False,
    }


def _key(number: int) -> bytes:
    return UUID(int=number).bytes
