"""A row that refers to nothing is refused with its whole statement; what is referred to stays, for the owner, too."""

import psycopg
import pytest

from tests.records import enrolment, resident
from tests.service_fixtures import World

SUBMISSION_ROW = "INSERT INTO submission_row SELECT {submission}, row + 100, tenant, insurer_number, symbol, number, branch, defect, {version}, {judgement} FROM submission_row"  # noqa: E501
ENROLMENT = """
    INSERT INTO enrolment (insurer_number, symbol, number, branch, qualified_from, birth_key, valid_from, name,
        name_kana, birth_date, sex, postal_code, address, check_basis, relation, qualified_to, fingerprint, is_current,
        submission)
    SELECT insurer_number, 'x', number, branch, qualified_from, birth_key, valid_from, name, name_kana, birth_date, sex,
        postal_code, address, check_basis, relation, qualified_to, fingerprint, is_current, {submission} FROM enrolment
"""
JUDGEMENT = """
    INSERT INTO judgement (version, insurer_number, epoch, origin, rules_hash, policy, enrolment_fingerprint,
        resident_fingerprint, verdict, scope, name_level, name_kana_level, birth_date_level, sex_level, address_level,
        cause, signature, evidence, is_latest)
    SELECT {version}, insurer_number, epoch, origin, rules_hash, policy, enrolment_fingerprint, resident_fingerprint,
        verdict, scope, name_level, name_kana_level, birth_date_level, sex_level, address_level, cause, signature,
        evidence, false FROM judgement
"""
NOTHING = "CASE WHEN version = (SELECT max(version) FROM enrolment) THEN 999999 ELSE {} END"
NOWHERE = "CASE WHEN version = (SELECT max(version) FROM enrolment) THEN gen_random_uuid() ELSE submission END"
ROW = {"submission": "submission", "version": "version", "judgement": "judgement"}

DANGLING = [
    pytest.param(ENROLMENT.format(submission=NOWHERE), id="an enrolment of no submission"),
    pytest.param(JUDGEMENT.format(version=NOTHING.format("version")), id="a judgement of no version"),
    pytest.param(SUBMISSION_ROW.format(**ROW | {"submission": NOWHERE}), id="a row of no submission"),
    pytest.param(SUBMISSION_ROW.format(**ROW | {"version": NOTHING.format("version")}), id="a row of no version"),
    pytest.param(SUBMISSION_ROW.format(**ROW | {"judgement": NOTHING.format("judgement")}), id="a row of no judgement"),
    pytest.param(f"UPDATE submission_row SET judgement = {NOTHING.format('judgement')}", id="given no judgement"),  # noqa: S608
]
KEPT = [
    pytest.param(statement, id=statement)
    for table, key in (("submission", "submission"), ("enrolment", "version"), ("judgement", "judgement"))
    for statement in (f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE", f"UPDATE {table} SET {key} = {key}")  # noqa: S608
]


@pytest.fixture
def filled(world: World) -> World:
    """Give two judged records."""
    world.load(resident(), resident(1))
    world.submit(enrolment(), enrolment(1))
    return world


def test_the_statements_are_right_in_themselves(filled: World) -> None:
    filled.as_owner(ENROLMENT.format(submission="submission"))
    filled.as_owner(JUDGEMENT.format(version="version"))
    filled.as_owner(SUBMISSION_ROW.format(**ROW))
    filled.as_owner("UPDATE submission_row SET judgement = judgement")
    assert filled.as_owner("SELECT count(*) FROM submission_row WHERE judgement IS NOT NULL") == [(4,)]


def test_a_row_that_refers_to_nothing_is_refused(filled: World) -> None:
    for case in DANGLING:
        (statement,) = case.values
        with pytest.raises(psycopg.errors.ForeignKeyViolation):
            filled.as_owner(str(statement))


def test_what_is_referred_to_stays(filled: World) -> None:
    for case in KEPT:
        (statement,) = case.values
        with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.GeneratedAlways)):
            filled.as_owner(str(statement))
