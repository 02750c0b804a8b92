"""The settings of mail: its server, its sender, and signing in there by OAuth."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlsplit

from email_validator import EmailNotValidError, validate_email

from coffeecop.config.values import UnsafeSetting, is_local, split_url

MICROSOFT = "microsoft"
GOOGLE = "google"
MICROSOFT_TOKEN_URL = "https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token"  # noqa: S105
GOOGLE_TOKEN_URL = "https://oauth2.googleapis.com/token"  # noqa: S105
MICROSOFT_SCOPE = "https://outlook.office365.com/.default"
# What each provider needs beside the server, and in the order in which it is asked for.
NEEDED = {
    MICROSOFT: ("MAIL_OAUTH_TENANT", "MAIL_OAUTH_CLIENT_ID", "MAIL_OAUTH_CLIENT_SECRET"),
    GOOGLE: ("MAIL_OAUTH_CLIENT_ID", "MAIL_OAUTH_CLIENT_SECRET", "MAIL_OAUTH_REFRESH_TOKEN"),
}
OPTIONAL = ("MAIL_OAUTH_TOKEN_URL", "MAIL_OAUTH_SCOPE")
OAUTH_SETTINGS = tuple(dict.fromkeys((*NEEDED[MICROSOFT], *NEEDED[GOOGLE], *OPTIONAL)))
MAIL_SETTINGS = ("SMTP_URL", "MAIL_FROM", "MAIL_OAUTH", *OAUTH_SETTINGS)


@dataclass(frozen=True)
class MailOAuth:
    """Where the access token for the mailbox in SMTP_URL comes from, and for what."""

    provider: str
    token_url: str
    client_id: str
    # Kept out of the representation, which a log or an error page may show.
    client_secret: str = field(repr=False)
    refresh_token: str = field(repr=False, default="")
    scope: str = ""

    @property
    def form(self) -> dict[str, str]:
        """Return what the token endpoint is sent (RFC 6749, sections 4.4 and 6)."""
        client = {"client_id": self.client_id, "client_secret": self.client_secret}
        if self.provider == GOOGLE:
            own = {"grant_type": "refresh_token", "refresh_token": self.refresh_token}
        else:
            own = {"grant_type": "client_credentials", "scope": self.scope}
        return client | own


def mail_settings(environ: Mapping[str, str]) -> dict[str, Any]:
    return {
        "SMTP_URL": _smtp_url(environ),
        "MAIL_FROM": _mail_from(environ),
        "MAIL_OAUTH": _mail_oauth(environ),
    }


def _smtp_url(environ: Mapping[str, str]) -> str | None:
    url = environ.get("SMTP_URL") or None
    parts = split_url(url or "")
    if url and (parts is None or parts.scheme not in ("smtp", "smtps")):
        raise UnsafeSetting(
            "SMTP_URL must look like smtp://user:password@mail.example.gov:587 (or smtps:// with "
            "port 465)."
        )
    if url and not environ.get("MAIL_FROM"):
        raise UnsafeSetting(
            "SMTP_URL is set, but MAIL_FROM is not. Set it to the address that mail comes from."
        )
    return url


def _mail_from(environ: Mapping[str, str]) -> str | None:
    sender = environ.get("MAIL_FROM") or None
    try:
        if sender:
            validate_email(sender, check_deliverability=False, allow_display_name=True)
    except EmailNotValidError:
        raise UnsafeSetting(
            "MAIL_FROM is not an e-mail address. Set it to one such as coffee@example.gov, or to "
            "a name with one: Example Police <coffee@example.gov>."
        ) from None
    return sender


def _mail_oauth(environ: Mapping[str, str]) -> MailOAuth | None:
    provider = environ.get("MAIL_OAUTH") or None
    if provider is None:
        _refuse_without_provider(environ)
        return None
    if provider not in NEEDED:
        raise UnsafeSetting(
            f"MAIL_OAUTH is {provider!r}. Set it to microsoft or google, or leave it out."
        )
    _require_mailbox(environ)
    _require_all(provider, environ)
    return MailOAuth(
        provider=provider,
        token_url=_token_url(provider, environ),
        client_id=environ["MAIL_OAUTH_CLIENT_ID"],
        client_secret=environ["MAIL_OAUTH_CLIENT_SECRET"],
        refresh_token=environ.get("MAIL_OAUTH_REFRESH_TOKEN", ""),
        scope=environ.get("MAIL_OAUTH_SCOPE") or MICROSOFT_SCOPE,
    )


def _refuse_without_provider(environ: Mapping[str, str]) -> None:
    for name in OAUTH_SETTINGS:
        if environ.get(name):
            raise UnsafeSetting(
                f"{name} is set, but MAIL_OAUTH is not. Set it to microsoft or google."
            )


def _require_mailbox(environ: Mapping[str, str]) -> None:
    parts = urlsplit(environ.get("SMTP_URL") or "")
    if not parts.username or parts.password:
        raise UnsafeSetting(
            "MAIL_OAUTH takes the place of a password. Set SMTP_URL to the server with the mailbox "
            "and without a password, for example "
            "SMTP_URL=smtp://coffee%40example.gov@smtp.office365.com:587"
        )


def _require_all(provider: str, environ: Mapping[str, str]) -> None:
    for name in NEEDED[provider]:
        is_in_url = name == "MAIL_OAUTH_TENANT" and environ.get("MAIL_OAUTH_TOKEN_URL")
        if not environ.get(name) and not is_in_url:
            raise UnsafeSetting(
                f"MAIL_OAUTH={provider} needs {name}. docs/operating.md says where to find it."
            )


def _token_url(provider: str, environ: Mapping[str, str]) -> str:
    url = environ.get("MAIL_OAUTH_TOKEN_URL")
    if not url and provider == GOOGLE:
        return GOOGLE_TOKEN_URL
    if not url:
        return MICROSOFT_TOKEN_URL.format(tenant=quote(environ["MAIL_OAUTH_TENANT"], safe=""))
    parts = split_url(url)
    # The secret is sent there.
    if parts is None or not (parts.scheme == "https" or is_local(parts.hostname or "")):
        raise UnsafeSetting(
            "MAIL_OAUTH_TOKEN_URL must begin with https://, for example "
            "https://login.microsoftonline.us/TENANT/oauth2/v2.0/token for GCC High."
        )
    return url
