"""Access tokens for the mail server, kept in memory until shortly before they expire."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import requests

from coffeecop.config.mail import MailOAuth
from coffeecop.db import now

# A token that expires while it is used would be refused.
RENEWED_BEFORE = timedelta(minutes=2)
SHORTEST_LIFE = timedelta(minutes=5)


class TokenRefused(Exception):
    """The token endpoint rejects the client; holds its answer."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(error)
        self.error = error
        self.description = description


class TokenUnavailable(Exception):
    """The token endpoint cannot be reached or does not answer as one."""


@dataclass(frozen=True)
class AccessToken:
    text: str = field(repr=False)
    expires_at: datetime


_kept: dict[MailOAuth, AccessToken] = {}


def access_token(oauth: MailOAuth, *, timeout: float) -> str:
    """Return a token that is valid for now. Raises TokenRefused and TokenUnavailable.

    May wait for the network, so not while a transaction is open.
    """
    token = _kept.get(oauth)
    if token is None or token.expires_at - RENEWED_BEFORE <= now():
        token = _kept[oauth] = _fetch(oauth, timeout)
    return token.text


def forget_token(oauth: MailOAuth) -> None:
    _kept.pop(oauth, None)


def _fetch(oauth: MailOAuth, timeout: float) -> AccessToken:
    try:
        # Not redirected: the form holds the secret.
        response = requests.post(
            oauth.token_url, data=oauth.form, timeout=timeout, allow_redirects=False
        )
        status, answer = response.status_code, response.json()
    except requests.RequestException as problem:
        raise TokenUnavailable(f"no answer by {oauth.token_url}") from problem
    if status >= 500 or not isinstance(answer, dict):
        raise TokenUnavailable(f"{status} by {oauth.token_url}")
    text = answer.get("access_token")
    if status != 200 or not text:
        raise TokenRefused(str(answer.get("error")), str(answer.get("error_description", "")))
    return AccessToken(str(text), now() + _life(answer))


def _life(answer: dict[str, Any]) -> timedelta:
    try:
        return max(timedelta(seconds=int(answer["expires_in"])), SHORTEST_LIFE)
    except (KeyError, TypeError, ValueError, OverflowError):
        return SHORTEST_LIFE
