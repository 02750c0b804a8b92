"""Access tokens for the mail server, kept in memory until shortly before they expire."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, build_opener

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


class _NotRedirected(HTTPRedirectHandler):
    """The form holds the secret."""

    def redirect_request(self, *_given: Any) -> None:
        return None


def _fetch(oauth: MailOAuth, timeout: float) -> AccessToken:
    try:
        status, answer = _post(oauth.token_url, oauth.form, timeout)
    except (OSError, HTTPException, ValueError) as problem:
        raise TokenUnavailable(f"no answer by {oauth.token_url}") from problem
    if status >= 500 or not isinstance(answer, dict):
        raise TokenUnavailable(f"{status} by {oauth.token_url}")
    text = answer.get("access_token")
    if status != 200 or not text:
        raise TokenRefused(str(answer.get("error")), str(answer.get("error_description", "")))
    return AccessToken(str(text), now() + _life(answer))


def _post(url: str, form: Mapping[str, str], timeout: float) -> tuple[int, Any]:
    """Return the status and what the JSON says. Raises OSError, HTTPException, ValueError."""
    try:
        response = build_opener(_NotRedirected).open(url, urlencode(form).encode(), timeout)
    except HTTPError as refusal:
        response = refusal
    with response:
        return response.status, json.load(response)


def _life(answer: dict[str, Any]) -> timedelta:
    try:
        return max(timedelta(seconds=int(answer["expires_in"])), SHORTEST_LIFE)
    except (KeyError, TypeError, ValueError, OverflowError):
        return SHORTEST_LIFE
