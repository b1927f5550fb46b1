"""A database of an earlier edition is brought up to date with what is in it."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, make_url
from sqlalchemy.exc import ProgrammingError

from matcher.store import runs, statistics, submissions
from matcher.store.bookmark import Bookmark
from matcher.store.database import Access, Database
from matcher.store.upgrade import MIGRATIONS

HOLD = """
    INSERT INTO registry_epoch (epoch, digest, file_name, rows, usable, defects, warnings, is_current)
    VALUES (1, 'x', 'r.csv', 0, 0, '{}', '[]', true);
    INSERT INTO enrolment (insurer_number, symbol, number, branch, qualified_from, birth_key, valid_from, name,
        name_kana, birth_date, sex, postal_code, address, check_basis, relation, qualified_to, fingerprint, is_current)
    VALUES ('06130488', '1', '1', '', '20200401', '19850102', '2020-04-01', 'n', 'k', '19850102', '1', '', 'a', '2',
        '1', '', gen_random_uuid(), true);
    INSERT INTO judgement (version, insurer_number, epoch, origin, rules_hash, policy, enrolment_fingerprint,
        resident_fingerprint, verdict, scope, name_level, name_kana_level, birth_date_level, sex_level, address_level,
        cause, signature, score, evidence, is_latest)
    SELECT version, insurer_number, 1, gen_random_uuid(), 'x', 'stop_all', fingerprint, fingerprint, 'MISMATCHED',
        'eligibility+medical', '', '', '', '', '', '', 'twin', 0.75, '', true FROM enrolment;
    INSERT INTO hold (version, judgement, insurer_number, state, verdict, scope, cause, signature, score,
        enrolment_fingerprint, resident_fingerprint, origin)
    SELECT version, judgement, insurer_number, 'open', verdict, scope, cause, signature, score, enrolment_fingerprint,
        resident_fingerprint, origin FROM judgement;
"""


UNFINISHED = """
    INSERT INTO submission (submission, insurer_number, digest, file_name, encoding, rows, defects, warnings, state,
        next_row)
    VALUES (gen_random_uuid(), '', 'x', 'e.csv', '', 9, '{}', '[]', 'judging', 4);
    INSERT INTO run (epoch, rules_hash, state, next_version, first_judgement)
    SELECT epoch, 'x', 'triage', 7, 0 FROM registry_epoch
"""


@contextmanager
def brought_up(server: str, revision: str, statements: str) -> Iterator[Database]:
    """Make a database of an earlier edition with something in it, and hand it over when it is up to date."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("CREATE DATABASE earlier")
    url = server.replace("/postgres?", "/earlier?")
    address = make_url(url).set(drivername="postgresql+psycopg")
    engine = create_engine(address, connect_args={"options": "-c search_path=totsugo"})
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE SCHEMA totsugo")
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", str(MIGRATIONS))
        command.upgrade(config, revision)
        for statement in statements.split(";\n"):
            if statement.strip():
                connection.exec_driver_sql(statement)
    engine.dispose()
    database = Database.open(url)
    try:
        yield database
    finally:
        database.close()
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute("DROP DATABASE earlier")


def test_the_queue_of_an_earlier_edition_is_the_same_for_those_who_see_all(server: str) -> None:
    with brought_up(server, "0001", HOLD) as database, database.transaction(Access.NATIONAL) as connection:
        found = connection.exec_driver_sql("SELECT signature, score, national_signature, national_score FROM hold")
        assert found.all() == [("twin", 0.75, "twin", 0.75)]


def test_what_an_earlier_edition_left_unfinished_goes_on_where_it_was(server: str) -> None:
    epoch = HOLD[: HOLD.index("INSERT INTO enrolment")]
    with (
        brought_up(server, "0003", epoch + UNFINISHED) as database,
        database.transaction(Access.NATIONAL) as connection,
    ):
        (submission,) = submissions.latest(connection, 1)
        assert (submission.state, submission.bookmark) == ("judging", Bookmark(4, {}))
        run = runs.unfinished(connection)
        assert run is not None
        assert (run.state, run.bookmark) == ("triage", Bookmark(7, {}))
        statistics.refresh(connection)


@pytest.mark.parametrize("access", [Access.TENANT, Access.NATIONAL])
def test_versions_are_numbered_by_those_who_register_and_the_number_is_not_set(server: str, access: Access) -> None:
    with brought_up(server, "0003", "") as database:
        with database.transaction(access) as connection:
            assert connection.exec_driver_sql("SELECT nextval('enrolment_version_seq')").scalar_one() == 1
        with pytest.raises(ProgrammingError, match="permission denied"), database.transaction(access) as connection:
            connection.exec_driver_sql("SELECT setval('enrolment_version_seq', 1)")
