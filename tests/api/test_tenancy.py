"""One insurer learns nothing of another, not even that a thing exists: its ids answer as ids that nobody has."""

import uuid
from typing import Any

import pytest

from matcher.service.principals import Role
from tests.api.world import World
from tests.records import POLICE, UNION

UNKNOWN = str(uuid.UUID(int=7))


def told(world: World, method: str, path: str, body: Any, role: Role) -> tuple[int, dict[str, Any]]:  # noqa: ANN401
    """Return what the police insurer is told, without the id of the request."""
    content = {"json": body} if body else {}
    answer = world.client.request(method, path, headers=world.token(role, POLICE), **content)
    return answer.status_code, {**answer.json(), "correlation_id": ""}


THINGS = [
    pytest.param("GET", "/v1/submissions/{submission}", None, Role.INSURER, id="a receipt"),
    pytest.param("GET", "/v1/submissions/{submission}/results", None, Role.INSURER, id="results"),
    pytest.param("GET", "/v1/holds/{hold}", None, Role.REVIEWER, id="a hold"),
    pytest.param("POST", "/v1/holds/{hold}/candidates", None, Role.REVIEWER, id="candidates"),
    pytest.param("POST", "/v1/holds/{hold}/release", {"reason": "01"}, Role.REVIEWER, id="a release"),
    pytest.param("POST", "/v1/holds/{hold}/correct", {"changes": {"sex": "1"}}, Role.INSURER, id="a correction"),
]


@pytest.mark.parametrize(("method", "path", "body", "role"), THINGS)
def test_another_insurers_thing_is_told_as_one_that_does_not_exist(
    world: World, method: str, path: str, body: object, role: Role
) -> None:
    foreign = {"submission": world.receipts[UNION], "hold": world.hold_of(1)}
    asked = told(world, method, path.format(**foreign), body, role)
    assert asked == told(world, method, path.format(submission=UNKNOWN, hold=UNKNOWN), body, role)
    assert asked[0] == 404


def test_a_bulk_release_tells_foreign_and_unknown_holds_alike(world: World) -> None:
    body = {"holds": [world.hold_of(1), UNKNOWN], "reason": "01"}
    _, answer = told(world, "POST", "/v1/holds/release", body, Role.REVIEWER)
    assert [outcome["refusal"] for outcome in answer["outcomes"]] == ["not_found", "not_found"]
    assert not world.found(1)


def test_lists_show_ones_own_only(world: World) -> None:
    reviewer = world.token(Role.REVIEWER, POLICE)
    page = world.client.get("/v1/holds", headers=reviewer).json()
    assert page["total"] == 1
    assert {hold["insurer_number"] for hold in page["holds"]} == {POLICE}
    receipts = world.client.get("/v1/submissions", headers=reviewer).json()
    assert [receipt["insurer_number"] for receipt in receipts] == [POLICE]


def test_a_foreign_receipt_in_a_filter_finds_nothing(world: World) -> None:
    query = {"submission": world.receipts[UNION]}
    page = world.client.get("/v1/holds", params=query, headers=world.token(Role.REVIEWER, POLICE)).json()
    assert page == {"holds": [], "next_cursor": None, "total": 0}


def test_a_file_with_foreign_rows_is_refused_whole(world: World) -> None:
    headers = {**world.token(Role.INSURER, POLICE), "Content-Type": "text/csv"}
    answer = world.client.post("/v1/submissions?wait=true", content=world.files[UNION], headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "foreign_rows")
