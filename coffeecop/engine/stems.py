"""The stems of words, in either language, by which texts are found and compared."""

import re
from collections.abc import Mapping
from functools import lru_cache

from coffeecop.engine.language import SMALL_SINGULARS
from coffeecop.engine.text import fold, singular, tokens

# So that "recoge" and "recogen" are one word, and "reported" and "reporting".
LONGEST_STEM = 6
# So that "parking" finds what is said of parked cars.
ENGLISH_ENDING = re.compile(r"(?<=\w{4})(?:ing|ed)\b", re.IGNORECASE)

# As in "How long may": they ask, but not about anything.
ASKING = ["long", "may", "cuánto", "cuánta", "tiempo", "puedo", "podemos", "hago"]

_SMALL = SMALL_SINGULARS | {singular(fold(word)) for word in ASKING}


def texts_with(words: str, texts: Mapping[int, str]) -> set[int]:
    """Return the ids of the texts that have most of these words; the last may be half typed."""
    asked = stems(ENGLISH_ENDING.sub("", words))
    if not asked:
        return set(texts)
    shared = {
        number: sum(any(stem.startswith(word) for stem in stems(text)) for word in asked)
        for number, text in texts.items()
    }
    most = max(shared.values(), default=0)
    return {number for number, count in shared.items() if count == most > 0}


@lru_cache(maxsize=1 << 10)
def stems(text: str) -> frozenset[str]:
    words = (singular(word) for word in tokens(text))
    return frozenset(word[:LONGEST_STEM] for word in words if len(word) > 1 and word not in _SMALL)
