"""No 個人番号 and no value of the registry comes out: not in an answer, an error, a header, a log line or a metric."""

import json
import uuid
from pathlib import Path

import pytest

from matcher.service.principals import Role
from tests.api.world import CARD, REGISTRY_ONLY, World
from tests.records import CANARIES, ENROLMENT_COLUMNS, UNION, enrolment

SECRETS = (*CANARIES, *REGISTRY_ONLY)
NUMBER = CANARIES[7]


def told(world: World, method: str, path: str, role: Role, **request: object) -> str:
    """Return everything that one request brings back."""
    headers = world.token(role) | dict(request.pop("headers", {}))  # type: ignore[call-overload]
    answer = world.client.request(method, path, headers=headers, **request)  # type: ignore[arg-type]
    assert answer.status_code != 500
    return f"{answer.status_code} {dict(answer.headers)} {answer.text}"


def assert_clean(text: str) -> None:
    """Fail when a secret stands in `text`, in any spelling that JSON has for it."""
    plain = text + json.dumps(text, ensure_ascii=True).encode().decode("unicode_escape", errors="replace")
    assert [secret for secret in SECRETS if secret in plain] == []


def test_what_is_read_carries_no_secret(world: World) -> None:
    submission = world.receipts[UNION]
    hold = world.hold_of(2)
    reads = [
        ("/v1/submissions", Role.INSURER),
        (f"/v1/submissions/{submission}", Role.INSURER),
        (f"/v1/submissions/{submission}/results", Role.INSURER),
        ("/v1/holds", Role.REVIEWER),
        (f"/v1/holds/{hold}", Role.REVIEWER),
        ("/v1/runs", Role.AUDITOR),
        ("/v1/audit/verification", Role.AUDITOR),
        ("/metrics", Role.OPERATOR),
        ("/health/ready", Role.OPERATOR),
    ]
    for path, role in reads:
        assert_clean(told(world, "GET", path, role))


MISPLACED = [
    pytest.param("POST", "/v1/eligibility-lookups", {**CARD, "number": NUMBER}, Role.CLINIC, id="as a 番号"),
    pytest.param("POST", "/v1/eligibility-lookups", {**CARD, NUMBER: "x"}, Role.CLINIC, id="as a field's name"),
    pytest.param("POST", "/v1/eligibility-lookups", {**CARD, "birth_date": NUMBER}, Role.CLINIC, id="as a birth date"),
    pytest.param("POST", "/v1/eligibility-lookups", [NUMBER], Role.CLINIC, id="as a list"),
    pytest.param("GET", f"/v1/holds/{NUMBER}", None, Role.REVIEWER, id="as a hold's id"),
    pytest.param("GET", f"/v1/holds?cursor={NUMBER}", None, Role.REVIEWER, id="as a cursor"),
    pytest.param("GET", f"/{NUMBER}", None, Role.REVIEWER, id="as a path"),
    pytest.param("POST", "/v1/holds/release", {"holds": [NUMBER], "reason": NUMBER}, Role.REVIEWER, id="as a hold"),
    pytest.param("POST", f"/v1/holds/{uuid.UUID(int=1)}/release", {"reason": NUMBER}, Role.REVIEWER, id="as a reason"),
]


@pytest.mark.parametrize(("method", "path", "body", "role"), MISPLACED)
def test_a_number_in_the_wrong_place_is_not_repeated(
    world: World, method: str, path: str, body: object, role: Role
) -> None:
    assert_clean(told(world, method, path, role, json=body))


def test_a_correction_to_a_number_is_not_repeated(world: World) -> None:
    path = f"/v1/holds/{world.hold_of(3)}/correct"
    for changes in ({"individual_number": NUMBER[:-1]}, {"sex": NUMBER}, {"individual_number": NUMBER}):
        assert_clean(told(world, "POST", path, Role.REVIEWER, json={"changes": changes}))


HEADER, ROW = ",".join(ENROLMENT_COLUMNS), ",".join(enrolment(8, individual_number=NUMBER).values())
FILE = f"{HEADER}\n{ROW}\n"
BROKEN = [
    pytest.param(FILE.replace("19", NUMBER), id="a number in a date"),
    pytest.param(f"{HEADER},{NUMBER}\n{ROW},x\n", id="a number in the header"),
    pytest.param(FILE.replace("山田", f'"{NUMBER}'), id="an unclosed quote"),
    pytest.param(FILE.replace("insurer_number", NUMBER), id="a number in place of a column"),
    pytest.param(NUMBER, id="nothing but a number"),
    pytest.param(FILE.replace("山田", "\udcff\udcfe"), id="bytes of no encoding"),
]


@pytest.mark.parametrize("text", BROKEN)
def test_a_broken_file_is_told_without_its_values(world: World, text: str) -> None:
    headers = {"Content-Type": "text/csv; charset=utf-8"}
    body = text.encode(errors="surrogateescape")
    assert_clean(told(world, "POST", "/v1/submissions?wait=true", Role.INSURER, content=body, headers=headers))


def test_a_fault_is_told_by_its_id_and_the_log_has_it_without_a_value(world: World, tmp_path: Path) -> None:
    state = world.client.app.state  # type: ignore[attr-defined]
    kept = state.uploads
    state.uploads = tmp_path / NUMBER
    try:
        headers = {**world.token(Role.INSURER), "Content-Type": "text/csv"}
        answer = world.client.post("/v1/submissions", content=b"x", headers=headers)
    finally:
        state.uploads = kept
    assert (answer.status_code, answer.json()["code"]) == (500, "fault")
    assert_clean(answer.text)
    assert answer.json()["correlation_id"] in world.log.getvalue()


def test_the_log_of_all_this_carries_no_secret(world: World) -> None:
    assert '"event": "request"' in world.log.getvalue()
    assert_clean(world.log.getvalue())


def test_nothing_of_an_upload_stays_behind(world: World) -> None:
    assert list((world.data_dir / "uploads").iterdir()) == []
