"""A registry is loaded whole or not at all, and the same one only once."""

import psycopg
import pytest
from sqlalchemy.exc import DBAPIError

from matcher.intake.defects import FileDefect
from matcher.service import registry
from matcher.service.context import Service, ServiceConfig
from matcher.service.health import health
from matcher.service.refusals import ForeignVault, NotAllowed, StoreUnavailable
from tests.records import enrolment, resident
from tests.service_fixtures import INSURER, OPERATOR, World


def test_a_new_file_is_a_new_epoch_and_the_same_file_is_not(world: World) -> None:
    first = world.load(resident())
    again = world.load(resident())
    second = world.load(resident(), resident(1))
    assert [(receipt.epoch, receipt.already_known) for receipt in (first, again, second)] == [
        (1, False),
        (1, True),
        (2, False),
    ]
    assert world.as_owner("SELECT DISTINCT epoch FROM resident") == [(2,)]


def test_a_changed_resident_is_not_answered_for_until_it_was_checked(world: World) -> None:
    world.load(resident(), resident(1))
    world.submit(enrolment(), enrolment(1))
    receipt = world.load(resident(postal_code="1000001"), resident(1, status="3"))
    assert receipt.withdrawn == 2
    assert (world.answered(), world.answered(enrolment(1))) == (True, False)
    outdated = """
        SELECT count(*) FROM eligibility AS a JOIN enrolment AS e USING (version)
        JOIN resident AS s USING (person_key) WHERE s.fingerprint <> a.resident_fingerprint
    """
    assert world.as_owner(outdated) == [(0,)]


def test_a_changed_resident_is_not_answered_for_before_anything_was_withdrawn(world: World) -> None:
    world.load(resident(), resident(1))
    world.submit(enrolment(), enrolment(1))
    world.as_owner("CREATE TRIGGER stop BEFORE DELETE ON registry_change FOR EACH ROW EXECUTE FUNCTION refuse_change()")
    with pytest.raises(DBAPIError):
        world.load(resident(status="3"), resident(1))
    assert world.as_owner("SELECT count(*) FROM eligibility") == [(2,)]
    assert (world.answered(), world.answered(enrolment(1))) == (False, True)
    world.as_owner("DROP TRIGGER stop ON registry_change")
    receipt = world.load(resident(status="3"), resident(1))
    assert (receipt.epoch, receipt.already_known, receipt.withdrawn) == (2, True, 1)
    assert world.as_owner("SELECT count(*) FROM eligibility") == [(1,)]
    assert world.as_owner("SELECT count(*) FROM registry_change") == [(0,)]


def test_what_was_judged_against_the_new_registry_is_not_withdrawn(world: World) -> None:
    world.load(resident())
    world.submit(enrolment())
    world.as_owner("CREATE TRIGGER stop BEFORE DELETE ON registry_change FOR EACH ROW EXECUTE FUNCTION refuse_change()")
    moved = "大阪府堺市堺区南瓦町3番1号"
    with pytest.raises(DBAPIError):
        world.load(resident(address=moved))
    world.submit(enrolment(address=moved), name="second.csv")
    assert world.answered()
    world.as_owner("DROP TRIGGER stop ON registry_change")
    assert world.load(resident(address=moved)).withdrawn == 0
    assert world.answered()


def test_residents_that_are_read_are_dropped_later(world: World) -> None:
    world.load(resident())
    with psycopg.connect(world.url, options="-c search_path=totsugo") as reader:
        assert reader.execute("SELECT epoch FROM resident").fetchall() == [(1,)]
        world.load(resident(1))
        assert world.as_owner("SELECT epoch FROM resident ORDER BY epoch") == [(1,), (2,)]
    world.load(resident(1))
    assert world.as_owner("SELECT epoch FROM resident") == [(2,)]


def test_faulty_and_double_residents_are_not_usable(world: World) -> None:
    receipt = world.load(resident(), resident(1), resident(1, name="別人"), resident(2, sex="7"))
    assert (receipt.rows, receipt.usable) == (4, 1)
    assert receipt.defects == {"individual_number.duplicate_individual_number": 2, "sex.unknown_code": 1}
    world.submit(enrolment(1))
    assert world.open_holds()[0].verdict == "NOT_FOUND"


def test_a_refused_file_leaves_the_registry_as_it_is(world: World) -> None:
    world.load(resident())
    (world.folder / "residents.csv").write_text("name\n", encoding="utf-8")
    for path in (world.folder / "residents.csv", world.folder / "missing.csv"):
        with pytest.raises(FileDefect):
            registry.load_registry(world.service, path, OPERATOR)
    found = registry.current_epoch(world.service)
    assert found is not None
    assert found.epoch == 1


def test_only_an_operator_loads(world: World) -> None:
    with pytest.raises(NotAllowed):
        registry.load_registry(world.service, world.folder / "residents.csv", INSURER)


@pytest.mark.usefixtures("world")
def test_another_vault_key_is_refused(config: ServiceConfig) -> None:
    (config.data_dir / "vault.key").rename(config.data_dir / "lost.key")
    with pytest.raises(ForeignVault):
        Service.open(config)


def test_a_database_that_cannot_be_reached_is_refused(config: ServiceConfig) -> None:
    with pytest.raises(StoreUnavailable) as refused:
        Service.open(ServiceConfig(config.data_dir, database_url="postgresql://user:secret@127.0.0.1:1/none"))
    assert "secret" not in str(refused.value)


def test_health(world: World) -> None:
    assert health(world.service).epoch is None
    world.held()
    state = health(world.service)
    assert (state.ready, state.epoch, state.unfinished, state.open_holds) == (True, 1, 0, {"eligibility+medical": 1})
    world.as_owner("ALTER TABLE hold RENAME TO gone")
    assert not health(world.service).ready
