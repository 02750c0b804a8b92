"""Which printed card is meant by a number, or by the first words of its stub."""

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from itertools import accumulate

from coffeecop.parts.print_kit.models import PaperCard
from coffeecop.web.receipt_codes import code_for, normalize_code, spelled_words

FEWEST_WORDS = 2
# Of two texts, from 0 to 1; below it they share too little to ask whether one was meant.
LEAST_LIKENESS = 0.75


class CardNotFound(Exception):
    """No card has this number and these words; `suggestion` is one that is close."""

    def __init__(self, suggestion: PaperCard | None = None) -> None:
        super().__init__()
        self.suggestion = suggestion


class SeveralCards(Exception):
    """More than one card begins with these words."""


class TooFewWords(Exception):
    """One word alone says too little."""


def find_card(typed: str, cards: Sequence[PaperCard]) -> PaperCard:
    """Return the card that is meant. Raises CardNotFound, SeveralCards, TooFewWords.

    Capitals, accents, spaces and commas do not matter. With a number one word is enough.
    """
    number = _number(typed)
    letters = normalize_code(typed).replace("-", "")
    numbered = [card for card in cards if number in (None, card.number)]
    # Of each card the letters of the first word, of the first two, and so on.
    beginnings = {
        card: list(accumulate(code_for(card.key_hash, card.language).split("-")))
        for card in numbered
    }
    if number is None:
        if any(letters == first for first, *_longer in beginnings.values()):
            raise TooFewWords
        beginnings = {card: longer[FEWEST_WORDS - 1 :] for card, longer in beginnings.items()}
    found = [card for card in numbered if not letters or letters in beginnings[card]]
    if len(found) > 1:
        raise SeveralCards
    if not found:
        raise CardNotFound(_closest(letters, beginnings))
    return found[0]


def first_words(card: PaperCard) -> str:
    """Return as much of a stub as is enough to know it by."""
    return " ".join(spelled_words(code_for(card.key_hash, card.language))[:FEWEST_WORDS])


def _number(typed: str) -> int | None:
    digits = re.search(r"\d+", typed)
    return int(digits[0]) if digits else None


def _closest(letters: str, beginnings: Mapping[PaperCard, Sequence[str]]) -> PaperCard | None:
    by_letters = {each: card for card, several in beginnings.items() for each in several}
    close = get_close_matches(letters, by_letters, n=1, cutoff=LEAST_LIKENESS)
    return by_letters[close[0]] if close else None
