"""Requests to the installation's own public address, through whatever proxy stands in front."""

import ssl
from collections.abc import Mapping
from email.message import Message
from http.client import HTTPException, HTTPSConnection
from typing import NamedTuple
from urllib.parse import urlsplit

from flask import current_app

from coffeecop.config import public_address

TIMEOUT_SECONDS = 5
MOST_BYTES = 10_000


class NotReached(Exception):
    """The network or a server gave no answer; the message says why."""


class NotTrusted(Exception):
    """The certificate is refused; the message says why."""


class Answer(NamedTuple):
    status: int
    headers: Message
    body: str
    # From which of this machine's own addresses it was asked.
    asked_from: str


def host_and_port() -> str:
    """Return the host as the app sees it in a request: with a port only if it is unusual."""
    return urlsplit(public_address(current_app.config)).netloc


def host_name() -> str:
    return urlsplit(f"//{host_and_port()}").hostname or "localhost"


def ask(path: str, headers: Mapping[str, str] | None = None) -> Answer:
    """Raises NotReached, NotTrusted."""
    connection = HTTPSConnection(
        host_and_port(), timeout=TIMEOUT_SECONDS, context=ssl.create_default_context()
    )
    try:
        connection.connect()
        # Asked here, as the socket is gone once the server has closed the connection.
        own_address = connection.sock.getsockname()[0]
        connection.request("GET", path, headers=dict(headers or {}))
        answer = connection.getresponse()
        body = answer.read(MOST_BYTES).decode("utf-8", "replace")
    except ssl.SSLCertVerificationError as problem:
        raise NotTrusted(problem.verify_message) from problem
    except (OSError, HTTPException) as problem:
        reason = getattr(problem, "strerror", None) or type(problem).__name__
        raise NotReached(reason) from problem
    finally:
        connection.close()
    return Answer(answer.status, answer.headers, body, own_address)
