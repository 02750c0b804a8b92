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


def unsubscribe_token(concern_id: int) -> str:
    """Return what stops the mail about a concern, and leads to nothing else of it."""
    secret = b32encode(derived_secret("unsubscribe", str(concern_id))).decode().lower()
    return f"{concern_id}-{secret[:RSVP_TOKEN_LENGTH]}"


def concern_to_unsubscribe(token: str) -> int | None:
    """Return the id that the token was made for, or None if we did not make it."""
    number = token.partition("-")[0]
    # At most so many digits as an id has; a token with others than ASCII cannot be compared.
    if not (token.isascii() and number.isdigit() and len(number) <= 10):
        return None
    return int(number) if hmac.compare_digest(token, unsubscribe_token(int(number))) else None


def derived_secret(purpose: str, key_hash: str) -> bytes:
    """Return 32 bytes that only this installation can make from a form's key."""
    secret = current_app.config["SECRET_KEY"].encode()
    return hmac.digest(secret, f"{purpose} {key_hash}".encode(), "sha256")
