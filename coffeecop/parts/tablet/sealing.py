"""What waits on a device that many use is sealed, so that only this server can read it.

As ECIES: an ephemeral key on P-256, HKDF and AES-GCM, which browsers have (static/tablet.js). The
device gets the public half alone, and the private half is derived: nothing is stored. The address
that it is meant for, which names its event and purpose, is sealed with it: it opens at no other.
"""

from base64 import urlsafe_b64decode
from urllib.parse import parse_qsl

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from werkzeug.datastructures import MultiDict

from coffeecop.web.tokens import derived_key_pair, public_half

PURPOSE = "sealing"
POINT_LENGTH, NONCE_LENGTH = 65, 12


class NotSealed(Exception):
    """It was not sealed for this server and this address, or is not whole."""


def sealing_key() -> str:
    """Return the public half, as a browser imports it."""
    return public_half(derived_key_pair(PURPOSE))


def open_sealed(text: str, address: str) -> MultiDict[str, str]:
    """Return the fields of a form that was sealed for an address. Raises NotSealed."""
    try:
        sealed = urlsafe_b64decode(text)
        point, rest = sealed[:POINT_LENGTH], sealed[POINT_LENGTH:]
        sender = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
        shared = derived_key_pair(PURPOSE).exchange(ec.ECDH(), sender)
        key = HKDF(SHA256(), length=32, salt=point, info=PURPOSE.encode()).derive(shared)
        words = AESGCM(key).decrypt(rest[:NONCE_LENGTH], rest[NONCE_LENGTH:], address.encode())
        fields = parse_qsl(words.decode(), keep_blank_values=True, errors="replace")
    except (ValueError, InvalidTag):
        raise NotSealed from None
    # As in refuse_nul: PostgreSQL rejects it.
    return MultiDict((name, value.replace("\0", "")) for name, value in fields)
