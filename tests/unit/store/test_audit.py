"""The audit log cannot be changed by the service at all, and not unnoticed by anybody else."""

import pytest

from matcher.service import audit
from matcher.service.refusals import NotAllowed
from tests.service_fixtures import AUDITOR, OPERATOR, World

UNLOCK = "ALTER TABLE audit_log DISABLE TRIGGER append_only;"
TAMPERING = [
    pytest.param("UPDATE audit_log SET subject = 'nobody' WHERE chain = 0 AND entry = 2", id="an entry changed"),
    pytest.param("UPDATE audit_log SET detail = '{}' WHERE chain = 0 AND entry = 1", id="the first entry changed"),
    pytest.param(
        "UPDATE audit_log SET at = at + interval '1 microsecond' WHERE chain = 0 AND entry = 2", id="a time changed"
    ),
    pytest.param("DELETE FROM audit_log WHERE chain = 0 AND entry = 2", id="an entry taken out"),
    pytest.param(
        "DELETE FROM audit_log WHERE chain = 0 AND entry = (SELECT max(entry) FROM audit_log WHERE chain = 0)",
        id="the last entry taken out",
    ),
    pytest.param("UPDATE audit_chain SET entries = entries + 1 WHERE chain = 0", id="an entry claimed"),
    pytest.param("DELETE FROM audit_log WHERE chain > 0", id="lookups taken out"),
    pytest.param(
        "DELETE FROM audit_log WHERE chain > 0; "
        "UPDATE audit_chain SET entries = 0, head = decode(repeat('00', 32), 'hex') WHERE chain > 0",
        id="lookups taken out with the heads of their chains",
    ),
]


@pytest.mark.parametrize("tampering", TAMPERING)
def test_tampering_is_found(world: World, tampering: str) -> None:
    world.release(world.held().summary.hold)
    assert world.answered()
    before = audit.verify(world.service, AUDITOR)
    assert before.whole
    world.as_owner(UNLOCK + tampering)
    after = audit.verify(world.service, AUDITOR)
    assert not after.whole
    assert after.broken_at is not None


def test_a_head_kept_outside_finds_a_log_that_was_made_anew(world: World) -> None:
    world.held()
    kept = audit.verify(world.service, AUDITOR).head
    assert audit.verify(world.service, AUDITOR, expected_head=kept).whole
    world.as_owner(
        UNLOCK + "DELETE FROM audit_log; UPDATE audit_chain SET entries = 0, head = decode(repeat('00', 32), 'hex')"  # noqa: S608
    )
    assert audit.verify(world.service, AUDITOR).whole
    report = audit.verify(world.service, AUDITOR, expected_head=kept)
    assert (report.whole, report.broken_at) == (False, None)


def test_nothing_changes_without_an_entry(world: World) -> None:
    world.release(world.held().summary.hold)
    world.reconcile()
    actions = world.as_owner("SELECT action, subject, role FROM audit_log ORDER BY entry")
    assert actions == [
        ("registry_loaded", "night shift", "operator"),
        ("submission_received", "union batch", "insurer"),
        ("rows_judged", "totsugo", "worker"),
        ("rows_opened", "totsugo", "worker"),
        ("rows_triaged", "totsugo", "worker"),
        ("hold_released", "sato", "reviewer"),
        ("run_started", "night shift", "operator"),
        ("run_done", "totsugo", "worker"),
    ]


def test_verifying_again_writes_nothing(world: World) -> None:
    world.held()
    world.answered()
    first = audit.verify(world.service, AUDITOR)
    assert audit.verify(world.service, AUDITOR) == first


def test_only_an_auditor_verifies(world: World) -> None:
    with pytest.raises(NotAllowed):
        audit.verify(world.service, OPERATOR)
