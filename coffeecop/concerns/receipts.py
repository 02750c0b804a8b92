"""Receipts: words that lead their owner, and nobody else, back to a concern."""

import re
import unicodedata
from functools import cache
from pathlib import Path

from argon2.low_level import Type, hash_secret_raw
from mnemonic import Mnemonic

from coffeecop.db import db
from coffeecop.models import Installation, Language
from coffeecop.tokens import derived_secret

# Six of at least 1,800 words are more than 64 bits; product asks for 55.
WORDS_PER_RECEIPT = 6
LONGEST_WORD = 7
# Words nobody should be handed by a police department.
UNSUITABLE = frozenset(Path(__file__).with_name("unsuitable_words.txt").read_text().split())


class Receipt:
    """What a resident keeps: its words as shown, and the code they stand for in an address."""

    def __init__(self, words: list[str]) -> None:
        self.words = words
        self.code = normal_code(" ".join(words))


def receipt_for(key_hash: str, language: Language) -> Receipt:
    """Return the receipt that belongs to a sent form.

    Made from the form's key rather than at random, so that a form sent twice has one receipt.
    """
    number = int.from_bytes(derived_secret("receipt", key_hash))
    words = []
    for _place in range(WORDS_PER_RECEIPT):
        number, index = divmod(number, len(word_list(language)))
        words.append(word_list(language)[index])
    return Receipt(words)


def shown_words(code: str) -> list[str]:
    """Return a code's words as they are spelled, with their accents."""
    return [_spellings().get(word, word) for word in code.split("-")]


def normal_code(typed: str) -> str:
    """Return the one form of a code: small letters without accents, words joined by hyphens."""
    letters = unicodedata.normalize("NFKD", typed.casefold())
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return "-".join(re.findall(r"[a-z]+", plain))


def hash_code(code: str) -> str:
    """Return what is stored of a code. Argon2id (RFC 9106), slow on purpose: 19 MiB, two passes."""
    salt = db.session.get_one(Installation, 1).receipt_salt
    # Lets other writers in meanwhile.
    db.session.commit()
    return hash_secret_raw(
        code.encode(),
        bytes.fromhex(salt),
        time_cost=2,
        memory_cost=19 * 1024,
        parallelism=1,
        hash_len=32,
        type=Type.ID,
    ).hex()


@cache
def word_list(language: Language) -> tuple[str, ...]:
    """Return the words of BIP 39 in this language, less the long and the unsuitable ones."""
    name = "spanish" if language is Language.SPANISH else "english"
    return tuple(
        # The list has its accents as marks of their own.
        unicodedata.normalize("NFC", word)
        for word in Mnemonic(name).wordlist
        if len(unicodedata.normalize("NFC", word)) <= LONGEST_WORD
        and normal_code(word) not in UNSUITABLE
    )


@cache
def _spellings() -> dict[str, str]:
    return {normal_code(word): word for word in word_list(Language.SPANISH)}
