"""Passwords: which ones will do, and how they are kept.

Hashing takes its time, so nobody may wait for it: end the transaction first, or on SQLite
every other writer stands in line behind it.
"""

import re
import unicodedata
from collections.abc import Iterable

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from coffeecop.models import StaffMember

MIN_LENGTH = 15
MAX_LENGTH = 128
# Beyond what somebody could try out with the stored hash in hand.
FEWEST_GUESSES = 10**10
# What the meter can take; more than that much hard to guess is never needed.
MAX_MEASURED = 72
SERVICE_WORDS = ("coffeecop", "coffee", "cop", "police")

hasher = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
# The hash of a password that nobody knows: an unknown address costs as much work as a known one.
DUMMY_HASH = (
    "$argon2id$v=19$m=19456,t=2,p=1$PyOKGBXX7MMEOQrABei56A"
    "$+EJ6xMfHd4YvZBrUlEq3oGCk4GmpQi4GCg0Eq2lfd5M"
)


def hash_password(password: str) -> str:
    return hasher.hash(_normal(password))


def verify_password(password: str, stored: str | None) -> bool:
    """Compare, with the same work where nothing is stored."""
    try:
        return hasher.verify(stored or DUMMY_HASH, _normal(password))
    except (VerificationError, InvalidHashError):
        return False


def needs_rehash(stored: str) -> bool:
    return hasher.check_needs_rehash(stored)


def is_easy_to_guess(password: str, known: Iterable[str]) -> bool:
    """Tell whether little is left to guess once the words that anybody knows are taken out."""
    # Here, not above: its word lists take 12 MB, and most processes never set a password.
    from zxcvbn import matching, scoring  # type: ignore[import-untyped]

    rest = _normal(password).casefold()
    for word in sorted(_words([*known, *SERVICE_WORDS]), key=len, reverse=True):
        rest = rest.replace(word, "")
    rest = rest[:MAX_MEASURED]
    matches = matching.omnimatch(rest)
    return bool(scoring.most_guessable_match_sequence(rest, matches)["guesses"] < FEWEST_GUESSES)


def personal_words_of(member: StaffMember) -> list[str]:
    """Return what anybody knows of the owner of a password."""
    return [member.email, member.name, member.agency.name]


def _words(texts: Iterable[str]) -> set[str]:
    return {
        word
        for text in texts
        for word in re.findall(r"\w+", _normal(text).casefold())
        if len(word) > 2
    }


def _normal(password: str) -> str:
    # An ñ typed on one keyboard must equal the ñ of another.
    return unicodedata.normalize("NFKC", password)
