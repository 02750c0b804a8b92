"""Find names of people in a note: after a title, or two capitalized words in a row.

Names cannot be found reliably, so this only serves to ask whoever types the note.
"""

import re
from collections.abc import Iterator

from coffeecop.engine.detectors.personal import NAME
from coffeecop.engine.detectors.personal.spans import Span
from coffeecop.engine.language import SMALL_WORDS
from coffeecop.engine.places import AFTER, BEFORE
from coffeecop.engine.text import fold

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
