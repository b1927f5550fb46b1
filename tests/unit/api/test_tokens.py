"""A token says who acts, or nothing at all."""

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey

from api.tokens import TokenError, issue_token, principal_for, verify_token
from matcher.service.principals import Principal, Role

KEY = bytes(range(32))
OTHER_KEY = bytes(32)
NOW = 1_750_000_000
DAY = 86_400
REVIEWER = Principal("sato", Role.REVIEWER, "01130012")


def claims(**changes: object) -> dict[str, object]:
    """Return the claims of a good token, with changes; a None takes the claim out."""
    good: dict[str, object] = {
        "iss": "totsugo",
        "aud": "totsugo-api",
        "sub": "sato",
        "role": "reviewer",
        "insurer_number": "01130012",
        "iat": NOW,
        "exp": NOW + DAY,
    }
    return {name: value for name, value in {**good, **changes}.items() if value is not None}


def signed(header: dict[str, str], body: dict[str, object], key: bytes = KEY) -> str:
    """Sign any claims with any algorithm."""
    return jwt.encode(header, body, OctKey.import_key(key), algorithms=[header["alg"]])


@pytest.mark.parametrize(
    "principal",
    [
        pytest.param(REVIEWER, id="a role of one insurer"),
        pytest.param(Principal("counter 3", Role.CLINIC), id="a role of none"),
        pytest.param(Principal("監査 太郎", Role.AUDITOR), id="a subject in Japanese"),
    ],
)
def test_a_token_brings_back_who_it_was_issued_for(principal: Principal) -> None:
    token = issue_token(KEY, principal, days=1, now=NOW)
    assert verify_token(KEY, token, now=NOW + DAY - 1) == principal


REFUSED = [
    pytest.param(signed({"alg": "HS256"}, claims(), OTHER_KEY), id="signed with another key"),
    pytest.param(signed({"alg": "HS512"}, claims()), id="another algorithm, though with the right key"),
    pytest.param(signed({"alg": "HS256"}, claims(exp=NOW - 1)), id="expired"),
    pytest.param(signed({"alg": "HS256"}, claims(exp=None)), id="never expires"),
    pytest.param(signed({"alg": "HS256"}, claims(nbf=NOW + 60)), id="not valid yet"),
    pytest.param(signed({"alg": "HS256"}, claims(aud="another-api")), id="for another service"),
    pytest.param(signed({"alg": "HS256"}, claims(iss="somebody")), id="from another issuer"),
    pytest.param(signed({"alg": "HS256"}, claims(role="root")), id="a role that does not exist"),
    pytest.param(signed({"alg": "HS256"}, claims(role=None)), id="no role"),
    pytest.param(signed({"alg": "HS256"}, claims(sub=None)), id="nobody"),
    pytest.param(signed({"alg": "HS256"}, claims(sub="")), id="an empty subject"),
    pytest.param(signed({"alg": "HS256"}, claims(insurer_number=None)), id="no word on the insurer"),
    pytest.param(signed({"alg": "HS256"}, claims(insurer_number="")), id="a reviewer of no insurer"),
    pytest.param(signed({"alg": "HS256"}, claims(role="clinic")), id="a clinic of an insurer"),
    pytest.param(signed({"alg": "HS256"}, claims(insurer_number=["01130012"])), id="an insurer number that is a list"),
    pytest.param("e30.e30.", id="unsigned"),
    pytest.param("a.b.c", id="no token"),
    pytest.param("", id="empty"),
]


@pytest.mark.parametrize("token", REFUSED)
def test_any_other_token_is_refused_without_a_word_why(token: str) -> None:
    with pytest.raises(TokenError, match="the token is not valid") as refusal:
        verify_token(KEY, token, now=NOW)
    assert refusal.value.code == "not_authenticated"


def test_an_algorithm_none_is_refused() -> None:
    forged = "eyJhbGciOiJub25lIn0." + signed({"alg": "HS256"}, claims()).split(".")[1] + "."
    with pytest.raises(TokenError):
        verify_token(KEY, forged, now=NOW)


@pytest.mark.parametrize(
    ("role", "insurer_number", "told"),
    [
        pytest.param("root", None, "there is no such role", id="unknown role"),
        pytest.param("reviewer", None, "needs an insurer number", id="a tenant role without tenant"),
        pytest.param("insurer", "１２３４５６", "8 or 6 digits", id="full-width digits"),
        pytest.param("insurer", "1234567", "8 or 6 digits", id="seven digits"),
        pytest.param("clinic", "01130012", "takes no insurer number", id="a tenant for a role without"),
    ],
)
def test_a_token_that_makes_no_sense_is_not_issued(role: str, insurer_number: str | None, told: str) -> None:
    with pytest.raises(TokenError, match=told):
        issue_token(KEY, principal_for(role, "sato", insurer_number), days=1)


def test_nobody_gets_no_token() -> None:
    with pytest.raises(TokenError, match="needs a subject"):
        principal_for("clinic", "", None)


def test_a_token_never_reaches_across_insurers() -> None:
    with pytest.raises(TokenError):
        issue_token(KEY, Principal("sato", Role.REVIEWER, "01130012", every_insurer=True), days=1)
