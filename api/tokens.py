"""Bearer tokens: a signed JWT that says who acts, in which role and for which insurer.

The algorithm is fixed here and never read from the token; every claim is required, so that a token that lacks one is
refused and nothing is assumed.

>>> key = bytes(32)
>>> token = issue_token(key, Principal("batch-01", Role.INSURER, "01130012"), now=1_700_000_000, days=1)
>>> verify_token(key, token, now=1_700_000_100)
Principal(subject='batch-01', role=<Role.INSURER: 'insurer'>, insurer_number='01130012', every_insurer=False)
>>> verify_token(key, token, now=1_700_000_000 + 86_401)
Traceback (most recent call last):
api.tokens.TokenError: the token is not valid (ask an operator for a new one)

Source: RFC 7519 (JSON Web Token), RFC 8725 (best current practices).
"""

import re
import time
import uuid

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey
from pydantic import BaseModel, Field

from matcher.domain.refusals import Refusal
from matcher.service.principals import TENANT_ROLES, Principal, Role

ALGORITHM = "HS256"
ISSUER = "totsugo"
AUDIENCE = "totsugo-api"
SECONDS_PER_DAY = 86_400


class TokenError(Refusal):
    """A token is missing, forged, expired or not meant for this service; which of them is not said."""

    code = "not_authenticated"
    hint = "ask an operator for a new one"


class _Who(BaseModel):
    """The claims that say who acts; each must be there, and text."""

    sub: str = Field(min_length=1, strict=True)
    role: Role
    insurer_number: str = Field(strict=True)


def principal_for(role: str, subject: str, insurer_number: str | None) -> Principal:
    """Return the principal that a token is asked for.

    Raises:
        TokenError: an unknown role, a role without the insurer number that it needs, or a number of another form.

    >>> principal_for("reviewer", "sato", "138057").insurer_number
    '00138057'
    """
    if role not in set(Role):
        raise TokenError("there is no such role", code="wrong_principal", hint=f"one of: {', '.join(Role)}")
    if insurer_number is not None:
        if not re.fullmatch(r"[0-9]{6}|[0-9]{8}", insurer_number):
            raise TokenError("an insurer number has 8 or 6 digits", code="wrong_principal", hint="as 01130012")
        insurer_number = insurer_number.zfill(8)
    try:
        return Principal(subject, Role(role), insurer_number)
    except ValueError as error:
        raise TokenError(str(error), code="wrong_principal", hint="--subject, --insurer-number") from None


def issue_token(key: bytes, principal: Principal, *, days: int, now: int | None = None) -> str:
    """Return a token for `principal` that is valid for `days` days from `now` (seconds since 1970).

    Raises:
        TokenError: a tenant role that is not for one insurer, or another role that is.
    """
    if (principal.role in TENANT_ROLES) != (principal.insurer_number is not None) or principal.every_insurer:
        raise TokenError(
            f"the role {principal.role} {'needs an' if principal.role in TENANT_ROLES else 'takes no'} insurer number",
            code="wrong_principal",
            hint="insurer and reviewer act for one insurer each, the other roles for none",
        )
    issued = int(time.time()) if now is None else now
    claims: dict[str, object] = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": principal.subject,
        "role": str(principal.role),
        "insurer_number": principal.insurer_number or "",
        "iat": issued,
        "exp": issued + days * SECONDS_PER_DAY,
        "jti": str(uuid.uuid4()),
    }
    return jwt.encode({"alg": ALGORITHM}, claims, OctKey.import_key(key), algorithms=[ALGORITHM])


def verify_token(key: bytes, token: str, *, now: int | None = None) -> Principal:
    """Return who the token speaks for.

    Raises:
        TokenError: the signature, a claim, the issuer, the audience or the time does not hold.
    """
    registry = jwt.JWTClaimsRegistry(
        now=now,
        iss={"essential": True, "value": ISSUER},
        aud={"essential": True, "value": AUDIENCE},
        iat={"essential": True},
        exp={"essential": True},
    )
    try:
        claims = jwt.decode(token, OctKey.import_key(key), algorithms=[ALGORITHM]).claims
        registry.validate(claims)
        who = _Who.model_validate(claims)
        principal = Principal(who.sub, who.role, who.insurer_number or None)
    except (JoseError, ValueError):
        raise TokenError("the token is not valid") from None
    if (principal.role in TENANT_ROLES) != (principal.insurer_number is not None):
        raise TokenError("the token is not valid")
    return principal
