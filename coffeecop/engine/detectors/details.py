"""Find what tells who it was in a note: names and personal details.

A name stands after a title, or is two capitalized words in a row. Names cannot be found reliably,
so this only serves to ask whoever types the note.
"""

import re
from collections.abc import Collection, Iterator

from coffeecop.engine.detectors.personal import NAME, find_personal
from coffeecop.engine.language import SMALL_WORDS
from coffeecop.engine.places import AFTER, BEFORE
from coffeecop.engine.text import Span, fold

# Words that make a name that of a place: Maple Court, Calle Roble.
PLACE_WORDS = frozenset({*AFTER, *BEFORE})
TITLED = re.compile(rf"\b(?:Mrs?|Ms|Miss|Sra?|Srta|[Dd]on|[Dd]oña)\b\.? {NAME}(?: {NAME})?")
SEVERAL = re.compile(rf"(?<!\w){NAME}(?: {NAME}){{1,2}}(?!\w)")


def find_names(text: str) -> Iterator[Span]:
    for found in TITLED.finditer(text):
        yield found.span()
    for found in SEVERAL.finditer(text):
        words = fold(found[0]).replace(".", "").split()
        # Not "The Police" or "Please Help" at the start of a sentence.
        if words[0] not in SMALL_WORDS and PLACE_WORDS.isdisjoint(words):
            yield found.span()


PLACEHOLDER = "[…]"


def details_in(text: str) -> list[str]:
    """Return the words that may tell who it was, each once, in their order."""
    return list(dict.fromkeys(text[start:end] for start, end in _spans(text)))


def without_details(text: str) -> str:
    for start, end in reversed(list(_spans(text))):
        text = f"{text[:start]}{PLACEHOLDER}{text[end:]}"
    return text


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield spans in their order that do not overlap."""
    found: Collection[tuple[int, int]] = [
        *((each.start, each.end) for each in find_personal(text)),
        *find_names(text),
    ]
    last = 0
    for start, end in sorted(found):
        if start >= last:
            last = end
            yield start, end
