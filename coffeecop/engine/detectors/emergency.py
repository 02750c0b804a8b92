"""Find words that point to an emergency, in English and Spanish, so that help can be offered.

These rules have false positives and false negatives. Nothing may be refused because of them.
"""

import enum
import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from coffeecop.engine.text import fold


class Emergency(enum.StrEnum):
    """The kinds of emergency for which a resident may need other help than an event."""

    EMERGENCY = "emergency"
    SELF_HARM = "self_harm"
    DOMESTIC_VIOLENCE = "domestic_violence"


SENTENCE_END = re.compile(r"[.!?;:\n\r…¡¿]+")
# Apostrophes within a word, as in can't or don’t.
APOSTROPHES = re.compile(r"(?<=\w)['’`´](?=\w)")
PART = re.compile(r"\{([a-z]+)\}")
REPEATED_LETTERS = re.compile(r"(\w)\1{2,}")
MIN_CORRECTED_LENGTH = 6


def find_emergency(text: str) -> set[Emergency]:
    """Return the kinds of emergency that the text may be about; usually none."""
    rules = _rules()
    found: set[Emergency] = set()
    for sentence in sentences_of(text):
        words = rules.idioms.sub(" , ", sentence)
        is_now = not rules.not_now.search(sentence) or rules.now.search(sentence)
        found |= {
            kind
            for kind, pattern in rules.kinds.items()
            if (is_now or kind is not Emergency.EMERGENCY) and pattern.search(words)
        }
    return found


class Rules:
    """The rules of emergency.toml, compiled."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.spellings: dict[str, str] = data["spellings"]
        self.correctable = frozenset(data["mended"]["words"])
        self.idioms, self.not_now, self.now = (
            any_of(data[name]["patterns"], data["parts"]) for name in ("idioms", "not_now", "now")
        )
        self.kinds = {kind: any_of(data[kind]["patterns"], data["parts"]) for kind in Emergency}


def any_of(patterns: Iterable[str], parts: Mapping[str, str]) -> re.Pattern[str]:
    """Return one pattern that matches whole words. `{name}` stands for a part, also in a part."""
    whole = "|".join(patterns)
    while PART.search(whole):
        whole = PART.sub(lambda match: parts[match[1]], whole)
    return re.compile(rf"\b(?:{whole})(?!\w)")


@cache
def _rules() -> Rules:
    return Rules(tomllib.loads(Path(__file__).with_name("emergency.toml").read_text("utf-8")))


def sentences_of(text: str) -> list[str]:
    """Return the sentences in lower case, without accents or punctuation, with typos corrected."""
    plain = fold(APOSTROPHES.sub("", text))
    sentences = (re.findall(r"\w+", part) for part in SENTENCE_END.split(plain))
    return [" ".join(map(_normalize, words)) for words in sentences if words]


@lru_cache(maxsize=1 << 14)
def _normalize(word: str) -> str:
    rules = _rules()
    word = REPEATED_LETTERS.sub(r"\1", word)
    return rules.spellings.get(word) or _correct(word, rules.correctable) or word


def _correct(word: str, known: frozenset[str]) -> str | None:
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
