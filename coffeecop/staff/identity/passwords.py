"""Password rules and hashing.

Hashing is slow: end the transaction first, or on SQLite all other writers wait for it.
"""

import re
import unicodedata
from collections.abc import Iterable

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from coffeecop.models import StaffMember

MIN_LENGTH = 15
MIN_LENGTH_WITH_SECOND_FACTOR = 8
MAX_LENGTH = 128
# More guesses than an attacker with the stored hash could try.
FEWEST_GUESSES = 10**10
# Eight random characters; whoever guesses them also needs the phone.
FEWEST_GUESSES_WITH_SECOND_FACTOR = 10**8
# The strength estimate is limited to this length, for speed; longer passwords gain nothing.
MAX_MEASURED = 72
SERVICE_WORDS = ("coffeecop", "coffee", "cop", "police")

hasher = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
# Verified for unknown addresses, so that they take as long as known ones.
DUMMY_HASH = (
    "$argon2id$v=19$m=19456,t=2,p=1$PyOKGBXX7MMEOQrABei56A"
    "$+EJ6xMfHd4YvZBrUlEq3oGCk4GmpQi4GCg0Eq2lfd5M"
)


def hash_password(password: str) -> str:
    return hasher.hash(_normal(password))


def verify_password(password: str, stored: str | None) -> bool:
    """Verify in the same time whether or not a hash is stored."""
    try:
        return hasher.verify(stored or DUMMY_HASH, _normal(password))
    except (VerificationError, InvalidHashError):
        return False


def needs_rehash(stored: str) -> bool:
    return hasher.check_needs_rehash(stored)


def is_short(password: str) -> bool:
    return len(password) < MIN_LENGTH


def shortest_password(*, has_second_factor: bool) -> int:
    return MIN_LENGTH_WITH_SECOND_FACTOR if has_second_factor else MIN_LENGTH


def is_easy_to_guess(
    password: str, known: Iterable[str], *, has_second_factor: bool = False
) -> bool:
    """Return whether the password is weak once commonly known words are removed."""
    # Imported here: its word lists take 12 MB, and most processes never set a password.
    from zxcvbn import matching, scoring  # type: ignore[import-untyped]

    rest = _normal(password).casefold()
    for word in sorted(_words([*known, *SERVICE_WORDS]), key=len, reverse=True):
        rest = rest.replace(word, "")
    rest = rest[:MAX_MEASURED]
    matches = matching.omnimatch(rest)
    guesses: int = scoring.most_guessable_match_sequence(rest, matches)["guesses"]
    return guesses < (FEWEST_GUESSES_WITH_SECOND_FACTOR if has_second_factor else FEWEST_GUESSES)


def personal_words_of(member: StaffMember) -> list[str]:
    agency = member.agency
    return [member.email, member.name, agency.name, agency.name_es or ""]


def _words(texts: Iterable[str]) -> set[str]:
    return {
        word
        for text in texts
        for word in re.findall(r"\w+", _normal(text).casefold())
        if len(word) > 2
    }


def _normal(password: str) -> str:
    # The same letter typed on different keyboards, such as ñ, must compare equal.
    return unicodedata.normalize("NFKC", password)
