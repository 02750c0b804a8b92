"""Secrets in links. They are derived from keys, and only their hashes are stored."""

import hmac
import re
from base64 import b32encode, urlsafe_b64encode
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from flask import current_app, has_request_context, request
from itsdangerous import BadSignature, TimestampSigner

from coffeecop.models import Event

DOOR_CODE_LENGTH = 6
DOOR_CODE = f"[a-z2-7]{{{DOOR_CODE_LENGTH}}}"
# 130 bits.
TOKEN_LENGTH = 26
# The order of the group of P-256 (NIST SP 800-186).
P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def hash_token(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def rsvp_token(key_hash: str) -> str:
    """Return the token of an RSVP's link.

    Derived from the form's key rather than random, so that a form sent twice gives one link, and
    a mail can include it although only its hash is stored.
    """
    return derived_token("rsvp", key_hash)


def unsubscribe_token(concern_id: int) -> str:
    """Return a token that unsubscribes from mail about a concern and gives no other access."""
    return f"{concern_id}-{derived_token('unsubscribe', str(concern_id))}"


def concern_to_unsubscribe(token: str) -> int | None:
    """Return the concern's id, or None if the token is forged."""
    number = token.partition("-")[0]
    # compare_digest raises TypeError for non-ASCII text; ids have at most 10 digits.
    if not (token.isascii() and number.isdigit() and len(number) <= 10):
        return None
    return int(number) if hmac.compare_digest(token, unsubscribe_token(int(number))) else None


def door_code(event: Event) -> str:
    """Return what people need to count themselves in: it stands at the door on the day."""
    return derived_token("door", f"{event.id} {event.day}")[:DOOR_CODE_LENGTH]


def door_in_address() -> str | None:
    """Return the code of the sheet at the door, where a picture of it led here."""
    # Nothing else of what a visitor may write there reaches an address.
    code = request.args.get("door", "").lower() if has_request_context() else ""
    return code if re.fullmatch(DOOR_CODE, code) else None


def derived_token(purpose: str, key: str) -> str:
    """Return TOKEN_LENGTH letters and digits derived from SECRET_KEY, the purpose and the key."""
    return b32encode(derived_secret(purpose, key)).decode().lower()[:TOKEN_LENGTH]


def derived_secret(purpose: str, key: str) -> bytes:
    """Return 32 bytes derived from SECRET_KEY, the purpose and the key."""
    secret = current_app.config["SECRET_KEY"].encode()
    return hmac.digest(secret, f"{purpose} {key}".encode(), "sha256")


def derived_key_pair(purpose: str) -> ec.EllipticCurvePrivateKey:
    """Return a key on P-256 derived from SECRET_KEY, as browsers take its public half."""
    number = int.from_bytes(derived_secret(purpose, "key pair"))
    return ec.derive_private_key(number % (P256_ORDER - 1) + 1, ec.SECP256R1())


def public_half(pair: ec.EllipticCurvePrivateKey) -> str:
    point = pair.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return urlsafe_b64encode(point).decode().rstrip("=")


def is_signed(text: str, purpose: str, *, seconds: float) -> bool:
    """Return whether a text was signed for this purpose, no longer ago than this."""
    try:
        signer(purpose).unsign(text, max_age=int(seconds))
    except BadSignature:
        return False
    return True


def signer(purpose: str) -> TimestampSigner:
    return TimestampSigner(current_app.config["SECRET_KEY"], salt=purpose)
