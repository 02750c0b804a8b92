"""Who the department's OpenID Connect provider says somebody is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from email_validator import EmailNotValidError, validate_email

from coffeecop.parts.openid.settings import OpenIDSettings

# By the standard; the column has the same length.
LONGEST_SUBJECT = 255


@dataclass(frozen=True)
class Identity:
    issuer: str
    subject: str
    # None: none that the provider vouches for.
    email: str | None
    name: str | None
    groups: frozenset[str]
    # When the provider last asked for the password; None: it does not say.
    authenticated_at: float | None = None


def identity_of(claims: Mapping[str, Any] | None, settings: OpenIDSettings) -> Identity:
    """Return what the claims of a checked ID token say. Raises ValueError."""
    if not claims:
        raise ValueError("no ID token came")
    subject, name = claims["sub"], claims.get("name")
    if not isinstance(subject, str) or not 0 < len(subject.strip()) <= LONGEST_SUBJECT:
        raise ValueError("the subject is not one")
    return Identity(
        issuer=claims["iss"],
        subject=subject,
        email=_vouched_email(claims, settings),
        name=name.strip() or None if isinstance(name, str) else None,
        groups=frozenset(_texts(claims.get("groups")) + _texts(claims.get("roles"))),
        authenticated_at=claims.get("auth_time"),
    )


def _vouched_email(claims: Mapping[str, Any], settings: OpenIDSettings) -> str | None:
    # Microsoft Entra leaves it out: there the tenant's administrators give the addresses.
    is_own_tenant = settings.is_microsoft and claims.get("tid") == settings.tenant
    if claims.get("email_verified", is_own_tenant) not in (True, "true"):
        return None
    # Anybody can have a Google account under an address elsewhere; `hd` says that the
    # organization of the address runs it.
    if settings.is_google and not claims.get("hd"):
        return None
    email = claims.get("email")
    if not email and settings.is_microsoft:
        email = claims.get("preferred_username")
    return _normal_email(email)


def _normal_email(text: Any) -> str | None:
    if not isinstance(text, str):
        return None
    try:
        return validate_email(text, check_deliverability=False).normalized.lower()
    except EmailNotValidError:
        return None


def _texts(value: Any) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []
