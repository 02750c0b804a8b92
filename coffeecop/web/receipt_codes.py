"""Receipts: secret words with which a resident finds their concern again.

The words are displayed with their accents. Their code, in ASCII with hyphens, is used in URLs.
"""

import re
from collections.abc import Container, Iterable
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from threading import Lock

from argon2.low_level import Type, hash_secret_raw
from cachetools import TTLCache
from mnemonic import Mnemonic

from coffeecop.db import db
from coffeecop.engine.text import compose, fold
from coffeecop.models import Installation, Language
from coffeecop.web.rate_limits import count, daily_hash, is_within, sender_key
from coffeecop.web.tokens import derived_secret

# Six of at least 1,800 words give more than 64 bits.
WORDS_PER_RECEIPT = 6
LONGEST_WORD = 7
# Argon2id (RFC 9106), slow by design: 19 MiB, two passes.
KIBIBYTES, PASSES = 19 * 1024, 2
# Words that a police department should not hand out.
UNSUITABLE = frozenset(Path(__file__).with_name("unsuitable_words.txt").read_text().split())


def code_for(key_hash: str, language: Language) -> str:
    """Return the code of a form's receipt, derived so that a repeated form gets the same one."""
    number = int.from_bytes(derived_secret("receipt", key_hash))
    words = []
    for _place in range(WORDS_PER_RECEIPT):
        number, index = divmod(number, len(word_list(language)))
        words.append(word_list(language)[index])
    return normalize_code(" ".join(words))


def spelled_words(code: str) -> list[str]:
    """Return a code's words with their accents."""
    words = code.split("-")
    spellings = _spellings(_language_of(words))
    return [spellings.get(word, word) for word in words]


def suggested_words(code: str) -> list[str] | None:
    """Return a spelling correction if some words are in no list, else None.

    Uses the word list alone, so that it reveals nothing about which codes exist.
    """
    words = code.split("-")
    spellings = _spellings(_language_of(words))
    if len(words) != WORDS_PER_RECEIPT or spellings.keys() >= set(words):
        return None
    meant = [get_close_matches(word, spellings, n=1) for word in words]
    return [spellings[nearest[0]] for nearest in meant] if all(meant) else None


def parse_code(typed: str) -> str:
    """Return the code in typed text, which may lack accents and spaces or be in capitals."""
    code = normalize_code(typed)
    if code.count("-") + 1 >= WORDS_PER_RECEIPT:
        return code
    split = (_split(code.replace("-", ""), _spellings(language)) for language in Language)
    return next(("-".join(words) for words in split if words), code)


def normalize_code(typed: str) -> str:
    """Return the words in lower case without accents, joined by hyphens."""
    return "-".join(re.findall(r"[a-z]+", fold(typed)))


def hash_code(code: str) -> str:
    """Return the hash under which a receipt is stored. Ends the transaction."""
    return hash_codes([code])[0]


def hash_codes(codes: Iterable[str]) -> list[str]:
    """Return the hash of each code, in 25 ms each. Ends the transaction."""
    salt = db.session.get_one(Installation, 1).receipt_salt
    # Hashing is slow, and on SQLite other writers would wait.
    db.session.commit()
    return [hash_code_with(salt, code) for code in codes]


def hash_code_with(salt: str, code: str) -> str:
    return hash_secret_raw(
        code.encode(),
        bytes.fromhex(salt),
        time_cost=PASSES,
        memory_cost=KIBIBYTES,
        parallelism=1,
        hash_len=32,
        type=Type.ID,
    ).hex()


@cache
def word_list(language: Language) -> tuple[str, ...]:
    """Return the BIP 39 words of this language without the long and the unsuitable ones."""
    name = "spanish" if language is Language.SPANISH else "english"
    return tuple(
        # The list is in NFD: compose the accents.
        compose(word)
        for word in Mnemonic(name).wordlist
        if len(compose(word)) <= LONGEST_WORD and normalize_code(word) not in UNSUITABLE
    )


@cache
def _spellings(language: Language) -> dict[str, str]:
    return {normalize_code(word): word for word in word_list(language)}


def _language_of(words: list[str]) -> Language:
    """Return the language whose list holds most of the words."""
    return max(Language, key=lambda language: len(_spellings(language).keys() & set(words)))


def _split(
    letters: str, known: Container[str], places: int = WORDS_PER_RECEIPT
) -> list[str] | None:
    """Split letters into `places` known words; None if that is impossible."""
    if not places:
        return None if letters else []
    for length in range(min(LONGEST_WORD, len(letters)), 0, -1):
        word = letters[:length]
        if word in known:
            rest = _split(letters[length:], known, places - 1)
            if rest is not None:
                return [word, *rest]
    return None


# A look-up costs 25 ms by design (Argon2). Only failed look-ups count, so that people who share an
# address may mistype often, while guessing among 2^64 receipts stays hopeless. A cached code is
# never refused, whatever others at the same address do.
MISSES_OF_SENDER = "120 per minute"
MISSES_OF_ALL = "600 per minute"

# Receipt hashes by the daily hash of the code, so that the cache holds no code.
_hashes: TTLCache[str, str] = TTLCache(maxsize=10_000, ttl=24 * 60 * 60)
_lock = Lock()


def cached_hash(code: str) -> str | None:
    with _lock:
        found: str | None = _hashes.get(daily_hash("receipt", code))
    return found


def cache_hash(code: str, receipt_hash: str) -> None:
    with _lock:
        _hashes[daily_hash("receipt", code)] = receipt_hash


def is_lookup_allowed() -> bool:
    return is_within(MISSES_OF_ALL, "receipts") and is_within(
        MISSES_OF_SENDER, "receipts", sender_key()
    )


def count_miss() -> None:
    count(MISSES_OF_ALL, "receipts")
    count(MISSES_OF_SENDER, "receipts", sender_key())
