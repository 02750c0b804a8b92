"""The key that backups are encrypted to: a pair of age, the private half kept on paper alone.

The private half is 32 bytes. age writes them as Bech32, and the words are the same bytes by BIP-39.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from bech32 import bech32_decode, bech32_encode, convertbits
from mnemonic import Mnemonic
from pyrage import DecryptError, EncryptError, IdentityError, decrypt_file, encrypt_file, x25519

from coffeecop.maintenance import Refused

HEADER = b"age-encryption.org/v1\n"
PREFIX = "age-secret-key-"
NUMBER_OF_WORDS = 24
WORDS = Mnemonic("english")


class BackupKey(NamedTuple):
    public: str
    private: str
    words: list[str]


def new_key() -> BackupKey:
    identity = x25519.Identity.generate()
    private = str(identity)
    _, letters = bech32_decode(private.lower())
    words = WORDS.to_mnemonic(bytes(_regroup(letters or [], 5, 8, pad=False))).split()
    return BackupKey(str(identity.to_public()), private, words)


def read_private_key(typed: str) -> x25519.Identity:
    """Return the key that was typed as its letters or as its 24 words. Raises Refused."""
    # Also a file of age, which has comments.
    lines = [line for line in typed.splitlines() if not line.startswith("#")]
    parts = " ".join(lines).split()
    is_words = len(parts) > 1
    try:
        return x25519.Identity.from_str(_from_words(parts) if is_words else "".join(parts).upper())
    except (IdentityError, ValueError, LookupError):
        what = (
            f"the {NUMBER_OF_WORDS} words of a key: one is misspelled, missing or in another place"
            if is_words
            else "a private key, which begins with AGE-SECRET-KEY-1: a letter is wrong or missing"
        )
        raise Refused(f"What was typed is not {what}. Look at the paper again.") from None


def _from_words(words: list[str]) -> str:
    """Raises ValueError, LookupError."""
    key = bytes(WORDS.to_entropy([word.lower() for word in words]))
    return bech32_encode(PREFIX, _regroup(key, 8, 5, pad=True)).upper()


def _regroup(values: Iterable[int], bits: int, into: int, *, pad: bool) -> list[int]:
    return convertbits(values, bits, into, pad) or []


def is_encrypted(file: Path) -> bool:
    with file.open("rb") as opened:
        return opened.read(len(HEADER)) == HEADER


def encrypt(plain: Path, encrypted: Path, public_key: str) -> None:
    """Write a file that only the private half opens. Raises Refused, OSError."""
    try:
        encrypt_file(str(plain), str(encrypted), [x25519.Recipient.from_str(public_key)])
    except EncryptError as problem:
        raise Refused(f"It cannot be encrypted: {problem}.") from None


def decrypt(encrypted: Path, plain: Path, key: x25519.Identity) -> None:
    """Raises Refused."""
    try:
        decrypt_file(str(encrypted), str(plain), [key])
    except DecryptError as problem:
        if "No matching keys" in str(problem):
            raise Refused(
                f"This key does not open {encrypted}: it was encrypted to another one."
            ) from None
        raise Refused(f"{encrypted} is cut off or damaged. Use another backup.") from None
    except OSError as problem:
        # What age finds damaged has no number of the system.
        if problem.errno or "os error" in str(problem):
            raise
        raise Refused(f"{encrypted} is cut off or damaged. Use another backup.") from None
