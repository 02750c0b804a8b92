"""A few words of a longer text that can stand alone."""

import re
from collections.abc import Collection
from textwrap import shorten

from coffeecop.engine.text import fold_line

SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|\s*\n\s*")
# A dot behind these ends no sentence.
ABBREVIATED = re.compile(
    r"\b([a-z]|st|ave?|blvd|dr|rd|mrs?|ms|sra?|sgt|lt|cpl|capt|vs|apt)\.$", re.IGNORECASE
)
NO_WORD = re.compile(r"\W+")
# With fewer words it greets, or names a subject.
LEAST_WORDS = 4
# A sentence so short is shown with the next one.
SHORT = 40


def sentences(text: str) -> list[str]:
    found: list[str] = []
    for part in SENTENCE_END.split(text.strip()):
        if found and ABBREVIATED.search(found[-1]):
            found[-1] += f" {part}"
        else:
            found.append(part)
    return found


def excerpt(text: str, *, most: int, words: Collection[str] = ()) -> str:
    """Return the first sentence with one of the folded words, or else the first that tells much.

    At most so many characters: a longer sentence is cut between words.
    """
    said, begun = sentences(text), [_spaced(word) for word in words]
    place = next((place for place, each in enumerate(said) if _has_any(each, begun)), None)
    if place is None:
        long = (place for place, each in enumerate(said) if len(each.split()) >= LEAST_WORDS)
        place = next(long, 0)
    shown, *after = said[place:]
    if after and len(shown) < SHORT and len(shown) + 1 + len(after[0]) <= most:
        shown += f" {after[0]}"
    short = shorten(shown, most, placeholder="…")
    # A single word may be longer than all.
    return re.sub(r"[,.;:]+…$", "…", short) if short != "…" else f"{shown[: most - 1]}…"


def whole_sentences(text: str, *, most: int) -> str:
    """Return as many of the first sentences as fit; a first one that does not is cut."""
    kept = ""
    for each in sentences(text):
        if len(kept) + 1 + len(each) > most:
            break
        kept = f"{kept} {each}".strip()
    return kept or excerpt(text, most=most)


def _has_any(sentence: str, begun: Collection[str]) -> bool:
    spaced = _spaced(fold_line(sentence))
    return len(sentence.split()) >= LEAST_WORDS and any(each in spaced for each in begun)


def _spaced(text: str) -> str:
    """Return the text with a space before each word: a word begins only there."""
    return f" {NO_WORD.sub(' ', text).lstrip()}"
