"""Secrets in links: made so that a form sent twice leads to one, stored as a hash."""

import hmac
from hashlib import sha256

from flask import current_app


def hash_token(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def derived_secret(purpose: str, key_hash: str) -> bytes:
    """Return 32 bytes that only this installation can make from a form's key."""
    secret = current_app.config["SECRET_KEY"].encode()
    return hmac.digest(secret, f"{purpose} {key_hash}".encode(), "sha256")
