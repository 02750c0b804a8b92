"""Normalize texts into sentences that patterns can be matched against, and compile the patterns."""

import re
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache

from coffeecop.engine.text import fold

SENTENCE_END = re.compile(r"[.!?;:\n\r…¡¿]+")
# Apostrophes within a word, as in can't or don’t.
APOSTROPHES = re.compile(r"(?<=\w)['’`´](?=\w)")
PART = re.compile(r"\{([a-z]+)\}")
REPEATED_LETTERS = re.compile(r"(\w)\1{2,}")
MIN_CORRECTED_LENGTH = 6


def any_of(patterns: Iterable[str], parts: Mapping[str, str]) -> re.Pattern[str]:
    """Return one pattern that matches whole words. `{name}` stands for a part, also in a part."""
    whole = "|".join(patterns)
    while PART.search(whole):
        whole = PART.sub(lambda match: parts[match[1]], whole)
    return re.compile(rf"\b(?:{whole})(?!\w)")


class Spelling:
    """Replaces known spellings, and corrects one typo in a word that patterns need."""

    def __init__(self, spellings: Mapping[str, str], correctable: Iterable[str]) -> None:
        self._spellings = spellings
        self._correctable = dict.fromkeys(correctable)
        self._normalize = lru_cache(maxsize=1 << 14)(self._normalized)

    def sentences_of(self, text: str) -> list[str]:
        """Return the sentences in lower case, without accents or punctuation, typos corrected."""
        plain = fold(APOSTROPHES.sub("", text))
        sentences = (re.findall(r"\w+", part) for part in SENTENCE_END.split(plain))
        return [" ".join(map(self._normalize, words)) for words in sentences if words]

    def _normalized(self, word: str) -> str:
        word = REPEATED_LETTERS.sub(r"\1", word)
        return self._spellings.get(word) or _correct(word, self._correctable) or word


def _correct(word: str, known: Collection[str]) -> str | None:
    if len(word) < MIN_CORRECTED_LENGTH - 1 or word in known:
        return None
    return next((right for right in known if _differs_by_one_edit(right, word)), None)


def _differs_by_one_edit(right: str, word: str) -> bool:
    """Return whether one letter was dropped, added, changed, or swapped with the next."""
    if right[0] != word[0] or abs(len(right) - len(word)) > 1:
        return False
    pairs = enumerate(zip(right, word, strict=False))
    at = next((place for place, (one, other) in pairs if one != other), min(len(right), len(word)))
    rest, typed = right[at:], word[at:]
    return (
        rest[1:] in (typed, typed[1:])
        or rest == typed[1:]
        or (rest[:2] == typed[1::-1] and rest[2:] == typed[2:])
    )
