"""One insurer sees its own rows, nobody sees any without a tenant, and the lookup sees only what is answerable."""

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from matcher.store.database import Access
from tests.records import POLICE, UNION, enrolment, resident
from tests.service_fixtures import OPERATOR, World

GUARDED = ("submission", "submission_row", "enrolment", "judgement", "triage", "hold", "decision", "eligibility")


@pytest.fixture
def two(world: World) -> World:
    """Give two insurers with one matched and one held record each, and one of a dead person; one hold is released."""
    world.load(*(resident(person) for person in range(4)), *(resident(person, status="2") for person in (4, 5)))
    for insurer, persons in ((UNION, (0, 1, 4)), (POLICE, (2, 3, 5))):
        rows = (
            enrolment(persons[0], insurer_number=insurer),
            enrolment(persons[1], insurer_number=insurer, address="大阪府堺市堺区南瓦町3番1号"),
            enrolment(persons[2], insurer_number=insurer),
        )
        world.submit(*rows, principal=OPERATOR, name=f"{insurer}.csv")
    world.release(next(hold.hold for hold in world.open_holds() if hold.number == "1001"))
    return world


def _count(world: World, table: str, access: Access, insurer_number: str = "") -> int:
    with world.service.database.transaction(access, insurer_number) as connection:
        return int(connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())  # noqa: S608


@pytest.mark.parametrize("table", GUARDED)
def test_a_tenant_sees_its_own_rows_and_nothing_without_a_tenant(two: World, table: str) -> None:
    whole = _count(two, table, Access.NATIONAL)
    own = _count(two, table, Access.TENANT, UNION)
    other = _count(two, table, Access.TENANT, POLICE)
    assert own + other == whole
    assert own > 0
    assert _count(two, table, Access.TENANT, "") == 0
    assert _count(two, table, Access.TENANT, "00000000") == 0
    with two.service.database.engine.connect() as connection:
        assert connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() == 0  # noqa: S608


def test_row_level_security_binds_every_table_of_records_and_even_its_owner(two: World) -> None:
    found = two.as_owner(
        "SELECT relname FROM pg_class WHERE relnamespace = 'totsugo'::regnamespace "
        "AND relrowsecurity AND relforcerowsecurity"
    )
    assert {row[0] for row in found} == set(GUARDED)


def test_the_roles_are_no_masters(two: World) -> None:
    found = two.as_owner(
        "SELECT rolname FROM pg_roles WHERE rolname LIKE 'totsugo%' AND "
        "NOT (rolsuper OR rolbypassrls OR rolcanlogin OR rolcreaterole OR rolcreatedb)"
    )
    assert {row[0] for row in found} == {access.value for access in Access}
    owners = two.as_owner("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'totsugo'")
    assert not {row[0] for row in owners} & {access.value for access in Access}


def test_the_lookup_sees_only_what_is_answerable(two: World) -> None:
    with two.service.database.transaction(Access.LOOKUP) as connection:
        seen = connection.execute(text("SELECT number FROM enrolment ORDER BY number")).scalars().all()
    assert seen == ["1000", "1001", "1002"]


FORBIDDEN = [
    (Access.LOOKUP, "SELECT name FROM enrolment"),
    (Access.LOOKUP, "SELECT * FROM resident"),
    (Access.LOOKUP, "SELECT * FROM hold"),
    (Access.LOOKUP, "DELETE FROM eligibility"),
    (Access.LOOKUP, "SELECT * FROM audit_log"),
    (Access.TENANT, "SELECT name FROM resident"),
    (Access.TENANT, "SELECT * FROM audit_log"),
    (Access.TENANT, "UPDATE audit_log SET subject = 'x'"),
    (Access.TENANT, "UPDATE enrolment SET name = 'x'"),
    (Access.TENANT, "UPDATE judgement SET verdict = 'MATCHED'"),
    (Access.TENANT, "SELECT national_score FROM hold"),
    (Access.TENANT, "SELECT national_signature FROM hold"),
    (Access.TENANT, "DELETE FROM triage"),
    (Access.TENANT, "INSERT INTO triage SELECT 1, false, '', '', 1, ''"),
    (Access.LOOKUP, "SELECT * FROM triage"),
    (Access.TENANT, "UPDATE decision SET reason = '01'"),
    (Access.TENANT, "DELETE FROM enrolment"),
    (Access.TENANT, "SELECT open_epoch(9)"),
    (Access.NATIONAL, "DELETE FROM audit_log"),
    (Access.NATIONAL, "UPDATE audit_chain SET entries = 0"),
    (Access.NATIONAL, "DELETE FROM resident"),
    (Access.NATIONAL, "UPDATE resident_1 SET name = 'x'"),
    (Access.NATIONAL, "ALTER TABLE eligibility DISABLE ROW LEVEL SECURITY"),
]


def test_what_each_role_may_not_do(two: World) -> None:
    for access, statement in FORBIDDEN:
        with pytest.raises(ProgrammingError) as refused, two.service.database.transaction(access, UNION) as connection:
            connection.execute(text(statement))
        assert isinstance(refused.value.orig, psycopg.errors.InsufficientPrivilege), statement


def test_a_tenant_cannot_write_rows_of_another(two: World) -> None:
    statement = text("""
        INSERT INTO submission (submission, insurer_number, digest, file_name, encoding, rows, defects, warnings, state)
        VALUES (gen_random_uuid(), :insurer, 'x', 'x', 'utf-8', 0, '{}', '[]', 'received')
    """)
    with two.service.database.transaction(Access.TENANT, UNION) as connection:
        connection.execute(statement, {"insurer": UNION})
    for insurer in (POLICE, ""):
        with pytest.raises(ProgrammingError), two.service.database.transaction(Access.TENANT, UNION) as connection:
            connection.execute(statement, {"insurer": insurer})
