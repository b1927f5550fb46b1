"""The database itself refuses to make a record answerable that was not checked and matched, or released as it stands.

Each statement is run as the owner of the tables, whom neither roles nor row-level security bind: only the
constraints stand between it and the lookup.
"""

import psycopg
import pytest

from tests.records import enrolment, resident
from tests.service_fixtures import World

ANSWER = """
    INSERT INTO eligibility (version, insurer_number, enrolment_fingerprint, resident_fingerprint, judgement, withheld,
        medical_withheld, decision, decision_kind, medical)
    SELECT j.version, j.insurer_number, j.enrolment_fingerprint, j.resident_fingerprint, j.judgement, {withheld},
        {medical_withheld}, {decision}, {kind}, true
    FROM judgement AS j WHERE j.version = (SELECT version FROM enrolment WHERE number = '1001' AND {which})
    AND {judgement}
"""
CURRENT, SUPERSEDED = "is_current", "NOT is_current"


def answer(
    which: str = CURRENT,
    *,
    judgement: str = "is_latest",
    withheld: str = "withheld",
    medical_withheld: str = "medical_withheld",
    decision: str = "NULL",
    kind: str = "NULL",
) -> str:
    return ANSWER.format(
        which=which,
        judgement=judgement,
        withheld=withheld,
        medical_withheld=medical_withheld,
        decision=decision,
        kind=kind,
    )


RELEASE_OF_ANOTHER = "(SELECT min(decision) FROM decision WHERE kind = 'release')"

FORGERIES = [
    pytest.param(answer(), id="a held record without a decision"),
    pytest.param(answer(withheld="false"), id="a held record, said not to be withheld"),
    pytest.param(answer(withheld="false", medical_withheld="false"), id="said not to be withheld at all"),
    pytest.param(answer(decision=RELEASE_OF_ANOTHER, kind="'release'"), id="by the release of another record"),
    pytest.param(answer(decision="999999", kind="'release'"), id="by a release that does not exist"),
    pytest.param(answer(decision=RELEASE_OF_ANOTHER), id="by a decision of no kind"),
    pytest.param(answer(decision=RELEASE_OF_ANOTHER, kind="'correct'"), id="by a correction"),
    pytest.param(answer(SUPERSEDED), id="a superseded version that had matched"),
    pytest.param(
        "UPDATE enrolment SET is_current = false, superseded_at = now() WHERE number = '1000'",
        id="an answerable version superseded while it stays answerable",
    ),
    pytest.param(
        "UPDATE judgement SET is_latest = false "
        "FROM enrolment AS e WHERE e.version = judgement.version AND e.number = '1000'",
        id="the judgement of an answerable version retired while it stays answerable",
    ),
    pytest.param(
        "UPDATE judgement SET verdict = 'MISMATCHED', scope = 'eligibility+medical' "
        "FROM enrolment AS e WHERE e.version = judgement.version AND e.number = '1000'",
        id="the judgement of an answerable version turned while it stays answerable",
    ),
    pytest.param(
        "UPDATE judgement SET resident_fingerprint = gen_random_uuid() "
        "FROM enrolment AS e WHERE e.version = judgement.version AND e.number = '1000'",
        id="the resident of an answerable version exchanged",
    ),
    pytest.param(
        "UPDATE enrolment SET fingerprint = gen_random_uuid() WHERE number = '1000' AND is_current",
        id="the values of an answerable version exchanged",
    ),
    pytest.param(
        "UPDATE eligibility SET version = (SELECT version FROM enrolment WHERE number = '1001' AND is_current) "
        "WHERE decision IS NULL",
        id="the row of a matched record moved to a held one",
    ),
    pytest.param(
        "UPDATE judgement SET scope = '' FROM enrolment AS e WHERE e.version = judgement.version AND e.number = '1001'",
        id="under stop_all, a mismatch that withholds nothing",
    ),
    pytest.param(
        "UPDATE judgement SET verdict = 'MATCHED', scope = '', "
        "resident_fingerprint = '00000000-0000-0000-0000-000000000000' "
        "FROM enrolment AS e WHERE e.version = judgement.version AND e.number = '1001'",
        id="a match with nobody",
    ),
    pytest.param(
        "UPDATE enrolment SET is_current = true, superseded_at = NULL WHERE number = '1001' AND NOT is_current",
        id="two current versions of one record",
    ),
    pytest.param("UPDATE hold SET version = version + 1 WHERE state = 'released'", id="a released hold moved"),
    pytest.param(
        "INSERT INTO hold (version, judgement, insurer_number, state, verdict, scope, cause, signature, "
        "enrolment_fingerprint, resident_fingerprint, origin) SELECT version, judgement, insurer_number, 'open', "
        "verdict, scope, cause, signature, enrolment_fingerprint, resident_fingerprint, origin FROM hold "
        "WHERE state = 'open'",
        id="two live holds of one version",
    ),
    pytest.param("UPDATE decision SET reason = '07'", id="a decision changed"),
    pytest.param("DELETE FROM decision", id="a decision deleted"),
    pytest.param("TRUNCATE decision CASCADE", id="all decisions deleted"),
]


@pytest.fixture
def forged(world: World) -> World:
    """Person 0 is matched, person 1 changed from matched to held, person 2 is held and was released."""
    world.load(*(resident(person) for person in range(3)))
    elsewhere = "大阪府堺市堺区南瓦町3番1号"
    world.submit(enrolment(0), enrolment(1), enrolment(2, address=elsewhere), name="first.csv")
    world.release(world.open_holds()[0].hold)
    world.submit(enrolment(1, address=elsewhere), name="second.csv")
    assert [world.answered(enrolment(person)) for person in range(3)] == [True, False, True]
    return world


def test_forgeries(forged: World) -> None:
    for case in FORGERIES:
        (statement,) = case.values
        with pytest.raises((psycopg.errors.IntegrityError, psycopg.errors.InsufficientPrivilege)):
            forged.as_owner(str(statement))
    assert [forged.answered(enrolment(person)) for person in range(3)] == [True, False, True]


def test_the_statement_of_the_forgeries_is_right_in_itself(forged: World) -> None:
    forged.release(forged.open_holds()[0].hold)
    own = "(SELECT max(decision) FROM decision WHERE kind = 'release')"
    forged.as_owner("DELETE FROM eligibility WHERE decision = (SELECT max(decision) FROM decision)")
    assert not forged.answered(enrolment(1))
    forged.as_owner(answer(decision=own, kind="'release'"))
    assert forged.answered(enrolment(1))
