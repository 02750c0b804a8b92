"""Secrets in links: made so that a form sent twice leads to one, stored as a hash."""

import hmac
from base64 import b32encode
from hashlib import sha256

from flask import current_app

RSVP_TOKEN_LENGTH = 26


def hash_token(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def rsvp_token(key_hash: str) -> str:
    """Return the secret of an RSVP's link: 130 bits that only this form's key leads to.

    Made from the key rather than at random, so that a form sent twice gives one link, and a mail
    can carry it although only its hash is kept.
    """
    return b32encode(derived_secret("rsvp", key_hash)).decode().lower()[:RSVP_TOKEN_LENGTH]


def derived_secret(purpose: str, key_hash: str) -> bytes:
    """Return 32 bytes that only this installation can make from a form's key."""
    secret = current_app.config["SECRET_KEY"].encode()
    return hmac.digest(secret, f"{purpose} {key_hash}".encode(), "sha256")
