"""Receipts: secret words with which a resident finds their concern again.

The words are displayed with their accents. Their code, in ASCII with hyphens, is used in URLs.
"""

import logging
import re
import time
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from threading import BoundedSemaphore, Lock
from typing import TypeVar

from argon2.low_level import Type, hash_secret_raw
from cachetools import TTLCache
from mnemonic import Mnemonic

from coffeecop.db import db
from coffeecop.engine.text import compose, fold
from coffeecop.models import Installation, Language
from coffeecop.web.rate_limits import count, daily_hash, is_within, sender_key
from coffeecop.web.tokens import derived_secret

log = logging.getLogger("coffeecop.receipts")
Row = TypeVar("Row")

# Six of at least 1,690 words give more than 64 bits.
WORDS_PER_RECEIPT = 6
MOST_MISSPELLED = 2
LONGEST_WORD = 7
# Four letters tell each word from all others of its list; often three do.
FEWEST_LETTERS = 3
# Argon2id (RFC 9106), slow by design: 19 MiB, two passes.
KIBIBYTES, PASSES = 19 * 1024, 2
# Words that a police department should not hand out, and a person would rather not keep. Receipts
# that have them are found all the same.
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
    words = code.split("-")
    spellings = _spellings(_language_of(words))
    return [spellings.get(word, word) for word in words]


def suggested_words(code: str) -> list[str] | None:
    """Return a spelling correction if some words are in no list, else None."""
    words = code.split("-")
    if len(words) != WORDS_PER_RECEIPT or not unknown_words(code):
        return None
    spellings = _spellings(_language_of(words))
    meant = [spellings.get(word) or _nearest(word, spellings) for word in words]
    return [word for word in meant if word] if all(meant) else None


def is_like_receipt(code: str) -> bool:
    """Return whether these may be the words of a receipt, some of them misspelled."""
    has_six = len(code.split("-")) == WORDS_PER_RECEIPT
    return has_six and len(unknown_words(code)) <= MOST_MISSPELLED


def unknown_words(code: str) -> dict[str, str | None]:
    """Return the words that are in no list, each with the nearest that is.

    Uses the word list alone, so that it reveals nothing about which codes exist.
    """
    words = [word for word in code.split("-") if word]
    spellings = _spellings(_language_of(words))
    return {word: _nearest(word, spellings) for word in words if word not in spellings}


def _nearest(word: str, spellings: Mapping[str, str]) -> str | None:
    close = get_close_matches(word, [each for each in spellings if each not in UNSUITABLE], n=1)
    return spellings[close[0]] if close else None


def parse_code(typed: str) -> str:
    """Return the code in typed text: its link, or its words as people write them.

    They may lack accents and spaces, be in capitals, numbered or cut after their first letters.
    """
    link = re.search(r"receipts/([a-z-]+)", typed, re.IGNORECASE)
    code = normalize_code(link[1] if link else typed)
    words = code.split("-")
    if len(words) < WORDS_PER_RECEIPT:
        letters = "".join(words)
        lists = [spelled.keys() for spelled in map(_spellings, Language)]
        split = (
            _split(letters, known) for known in [*(each - UNSUITABLE for each in lists), *lists]
        )
        words = next(filter(None, split), words)
    spellings = _spellings(_language_of(words))
    known = [word for word in words if word in spellings]
    if len(words) > len(known) == WORDS_PER_RECEIPT:
        # "My words are: ..."
        words = known
    return "-".join(_completed(word, spellings) for word in words)


def _completed(word: str, spellings: Iterable[str]) -> str:
    """Return the only word of the list that begins so, else the word itself."""
    if word in spellings or len(word) < FEWEST_LETTERS:
        return word
    beginning = [each for each in spellings if each.startswith(word)]
    return beginning[0] if len(beginning) == 1 else word


def arrangements(code: str) -> list[str]:
    """Return the code, and what it is if its words were copied down the columns of the page."""
    words = code.split("-")
    if len(words) != WORDS_PER_RECEIPT:
        return [code]
    orders = (words, [*words[::2], *words[1::2]], [*words[::3], *words[1::3], *words[2::3]])
    return list(dict.fromkeys("-".join(order) for order in orders))


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
    """Return the words of new receipts: those of BIP 39 but the long and the unsuitable ones."""
    return tuple(
        word
        for code, word in _spellings(language).items()
        if len(word) <= LONGEST_WORD and code not in UNSUITABLE
    )


@cache
def _spellings(language: Language) -> dict[str, str]:
    """Return the whole BIP 39 list: a receipt stays one when its word is found unsuitable."""
    name = "spanish" if language is Language.SPANISH else "english"
    # The list is in NFD: compose the accents.
    return {normalize_code(word): compose(word) for word in Mnemonic(name).wordlist}


def _language_of(words: Iterable[str]) -> Language:
    """Return the language whose list holds most of the words or their beginnings."""

    def fit(language: Language) -> tuple[int, int]:
        spellings = _spellings(language)
        completed = [_completed(word, spellings) in spellings for word in words]
        return sum(completed), len(spellings.keys() & set(words))

    return max(Language, key=fit)


def _is_possible(code: str) -> bool:
    """Return whether the code has six words of one list: others are not worth the hashing."""
    words = code.split("-")
    return len(words) == WORDS_PER_RECEIPT and any(
        _spellings(language).keys() >= {*words} for language in Language
    )


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


# A look-up costs 25 ms by design (Argon2). A right code is found whatever others got wrong: only
# wrong ones count, those of a sender first. Beyond the sender's limit look-ups take turns, so that
# neither guessing nor hashing gets faster. Guessing among 2^64 receipts is hopeless anyhow.
MISSES_OF_SENDER = "120 per minute"
SECONDS_A_TURN = 0.1
# Beyond this limit somebody guesses from many addresses: nobody else is shut out, but a sender may
# get fewer wrong, and only some look-ups are hashed at once.
MISSES_OF_ALL = "600 per minute"
FEW_MISSES = "20 per minute"
# Together fewer than the server has threads.
MOST_IN_LINE, MOST_AT_ONCE = 2, 3

# Receipt hashes by the daily hash of the code, so that the cache holds no code.
_hashes: TTLCache[str, str] = TTLCache(maxsize=10_000, ttl=24 * 60 * 60)
_lock = Lock()
_line, _at_once = BoundedSemaphore(MOST_IN_LINE), BoundedSemaphore(MOST_AT_ONCE)
_turn = Lock()


class TooManyMisses(Exception):
    """The code is wrong and beyond the sender's limit, or too many wait or are hashed now."""


def look_up(code: str, find: Callable[[str], Row]) -> Row | None:
    """Return what `find` returns for the hash of a code. Raises TooManyMisses.

    Ends the transaction.
    """
    if not _is_possible(code):
        return None
    receipt_hash = cached_hash(code) or _hash_in_turn(code)
    found = find(receipt_hash)
    if found is not None:
        cache_hash(code, receipt_hash)
    elif not count_miss():
        raise TooManyMisses
    return found


def _hash_in_turn(code: str) -> str:
    many_guess = not is_within(MISSES_OF_ALL, "receipts")
    if not is_within(FEW_MISSES if many_guess else MISSES_OF_SENDER, "receipts", sender_key()):
        with _place(_line), _turn:
            time.sleep(SECONDS_A_TURN)
            return hash_code(code)
    with _place(_at_once) if many_guess else nullcontext():
        return hash_code(code)


@contextmanager
def _place(places: BoundedSemaphore) -> Iterator[None]:
    """Raises TooManyMisses."""
    if not places.acquire(blocking=False):
        raise TooManyMisses
    try:
        yield
    finally:
        places.release()


def cached_hash(code: str) -> str | None:
    with _lock:
        found: str | None = _hashes.get(daily_hash("receipt", code))
    return found


def cache_hash(code: str, receipt_hash: str) -> None:
    with _lock:
        _hashes[daily_hash("receipt", code)] = receipt_hash


def count_miss() -> bool:
    """Count a wrong code and return whether it is within the sender's limit."""
    log.warning("a receipt was not found")
    count(MISSES_OF_ALL, "receipts")
    count(FEW_MISSES, "receipts", sender_key())
    return count(MISSES_OF_SENDER, "receipts", sender_key())
