"""The key that backups are encrypted to: a pair of age, the private half kept on paper alone.

The private half is 32 bytes. age writes them as Bech32, and the words are the same bytes by BIP-39.
"""

from pathlib import Path
from typing import NamedTuple

from mnemonic import Mnemonic
from pyrage import DecryptError, EncryptError, IdentityError, decrypt_file, encrypt_file, x25519

from coffeecop.parts.backups.operations import Refused

HEADER = b"age-encryption.org/v1\n"
PREFIX = "age-secret-key-"
# Of Bech32 (BIP-173): what stands for 0 to 31, and the polynomial of its check.
LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
# Of a key: 256 bits in groups of five, the last one filled up.
GROUPS = 52
NUMBER_OF_WORDS = 24
WORDS = Mnemonic("english")


class BackupKey(NamedTuple):
    public: str
    private: str
    words: list[str]


def new_key() -> BackupKey:
    identity = x25519.Identity.generate()
    private = str(identity)
    return BackupKey(
        str(identity.to_public()), private, WORDS.to_mnemonic(_from_letters(private)).split()
    )


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
    if len(words) != NUMBER_OF_WORDS:
        raise ValueError("of another length")
    return _to_letters(bytes(WORDS.to_entropy([word.lower() for word in words])))


def _from_letters(private: str) -> bytes:
    groups = private.lower().removeprefix(f"{PREFIX}1")[:GROUPS]
    bits = "".join(f"{LETTERS.index(letter):05b}" for letter in groups)
    return int(bits[:256], 2).to_bytes(32)


def _to_letters(key: bytes) -> str:
    bits = f"{int.from_bytes(key):0256b}".ljust(5 * GROUPS, "0")
    groups = [int(bits[start : start + 5], 2) for start in range(0, len(bits), 5)]
    letters = "".join(LETTERS[group] for group in [*groups, *_check(groups)])
    return f"{PREFIX}1{letters}".upper()


def _check(groups: list[int]) -> list[int]:
    prefix = [ord(sign) >> 5 for sign in PREFIX] + [0] + [ord(sign) & 31 for sign in PREFIX]
    check = 1
    for value in [*prefix, *groups, *[0] * 6]:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for place, term in enumerate(GENERATOR):
            check ^= term * (top >> place & 1)
    return [(check ^ 1) >> 5 * place & 31 for place in reversed(range(6))]


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
    except (DecryptError, OSError) as problem:
        if "No matching keys" in str(problem):
            raise Refused(
                f"This key does not open {encrypted}: it was encrypted to another one."
            ) from None
        # What age finds damaged has no number of the system.
        if isinstance(problem, OSError) and (problem.errno or "os error" in str(problem)):
            raise
        raise Refused(f"{encrypted} is cut off or damaged. Use another backup.") from None
