"""Settings of the sign-in through the department's own provider: those named OIDC_…."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from coffeecop.config.values import UnsafeSetting, boolean, is_local, split_url

MICROSOFT = frozenset({"login.microsoftonline.com", "login.microsoftonline.us"})
GOOGLE = frozenset({"accounts.google.com"})
# A tenant's own issuer. That of `common` lets people of every tenant in.
TENANT_PATH = re.compile(r"/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/v2\.0/?")
DOMAIN = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")
NEEDED = ("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET")
OPTIONAL = ("OIDC_NAME", "OIDC_ALLOWED_DOMAINS", "OIDC_GROUPS", "OIDC_ONLY")
SETTINGS = (*NEEDED, *OPTIONAL)


@dataclass(frozen=True)
class OpenIDSettings:
    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    # None: one that we have no name for.
    name: str | None
    # Whoever has an address there needs no invitation.
    allowed_domains: frozenset[str]
    # The names of roles by group. Empty: roles are given by hand.
    groups: Mapping[str, frozenset[str]]
    # Passwords are not accepted.
    is_only_way: bool

    @property
    def is_microsoft(self) -> bool:
        return _host(self.issuer) in MICROSOFT

    @property
    def tenant(self) -> str:
        """Return the id of our own tenant at Microsoft, which TENANT_PATH requires."""
        return urlsplit(self.issuer).path.split("/")[1].lower()

    @property
    def is_google(self) -> bool:
        return _host(self.issuer) in GOOGLE


def openid_settings(environ: Mapping[str, str]) -> OpenIDSettings | None:
    """Return None if there is no provider. Raises UnsafeSetting."""
    given = [name for name in SETTINGS if environ.get(name)]
    if not given or given == ["OIDC_ONLY"] and not boolean(environ, "OIDC_ONLY"):
        return None
    missing = [name for name in NEEDED if name not in given]
    if missing:
        are = "is" if len(missing) == 1 else "are"
        raise UnsafeSetting(
            f"{given[0]} is set, but {' and '.join(missing)} {are} not. Set OIDC_ISSUER, "
            "OIDC_CLIENT_ID and OIDC_CLIENT_SECRET to what your provider shows for coffeecop, or "
            "leave all settings named OIDC_… out."
        )
    issuer = environ["OIDC_ISSUER"]
    _check_issuer(issuer)
    return OpenIDSettings(
        issuer=issuer,
        client_id=environ["OIDC_CLIENT_ID"],
        client_secret=environ["OIDC_CLIENT_SECRET"],
        name=environ.get("OIDC_NAME") or _usual_name(issuer),
        allowed_domains=_domains(environ.get("OIDC_ALLOWED_DOMAINS") or ""),
        groups=_groups(environ.get("OIDC_GROUPS") or ""),
        is_only_way=boolean(environ, "OIDC_ONLY"),
    )


def _check_issuer(issuer: str) -> None:
    parts = split_url(issuer)
    host = parts.hostname or "" if parts else ""
    is_safe = parts and (parts.scheme == "https" or parts.scheme == "http" and is_local(host))
    if not parts or not is_safe or parts.query or parts.fragment or parts.username:
        raise UnsafeSetting(
            "OIDC_ISSUER must be the https address of your provider, such as "
            "https://accounts.google.com. Without /.well-known/… at its end."
        )
    if host in MICROSOFT and not TENANT_PATH.fullmatch(parts.path.lower()):
        raise UnsafeSetting(
            "OIDC_ISSUER must name your own tenant by its id, or people of other tenants could "
            f"come in: https://{host}/00000000-0000-0000-0000-000000000000/v2.0"
        )


def _host(address: str) -> str | None:
    return urlsplit(address).hostname


def _usual_name(issuer: str) -> str | None:
    host = _host(issuer)
    return "Microsoft" if host in MICROSOFT else "Google" if host in GOOGLE else None


def _domains(text: str) -> frozenset[str]:
    domains = _listed(text.lower())
    for domain in domains:
        if not DOMAIN.fullmatch(domain):
            raise UnsafeSetting(
                f"OIDC_ALLOWED_DOMAINS names {domain!r}. Set it to what stands after the @ in your "
                "addresses, with commas between them: OIDC_ALLOWED_DOMAINS=example.gov"
            )
    return frozenset(domains)


def _groups(text: str) -> dict[str, frozenset[str]]:
    groups: dict[str, frozenset[str]] = {}
    for pair in _listed(text):
        group, _, names = pair.rpartition("=")
        roles = frozenset(name.strip() for name in names.split("+"))
        if not group.strip() or not all(roles):
            raise UnsafeSetting(
                f"OIDC_GROUPS has {pair!r}. Write each group with its roles, and commas between "
                "them: OIDC_GROUPS=Coffee officers=officer,Coffee leads=officer+organizer"
            )
        groups[group.strip()] = groups.get(group.strip(), frozenset()) | roles
    return groups


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]
