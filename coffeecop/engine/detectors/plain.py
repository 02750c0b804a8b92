"""Find short sentences that plainly say what danger somebody is in, by the phrases of plain.toml.

The models weigh many words against each other; of three words there is little to weigh. Docs:
decision 86.
"""

import re
import tomllib
from functools import cache, lru_cache

from coffeecop.engine.detectors.linear import FOLDER, SENTENCE, lexicon
from coffeecop.engine.detectors.sentences import any_of

# Longer sentences tell a story, in which a phrase may stand for something else.
MOST_WORDS = 14


@lru_cache(maxsize=64)
def plain_dangers(text: str) -> frozenset[str]:
    """Return the kinds of danger that one of the sentences, if it is short, plainly tells of."""
    said = (match[0] for match in SENTENCE.finditer(text))
    sentences = [" ".join(lexicon("danger").words(one)) for one in said]
    return frozenset(
        kind
        for kind, words, unless in _phrases()
        for sentence in sentences
        if len(sentence.split()) <= MOST_WORDS
        and words.search(sentence)
        and not unless.search(sentence)
    )


@cache
def _phrases() -> tuple[tuple[str, re.Pattern[str], re.Pattern[str]], ...]:
    kinds = tomllib.loads((FOLDER / "plain.toml").read_text("utf-8"))
    parts = {name: f"(?:{words})" for name, words in kinds.pop("parts").items()}
    return tuple(
        (kind, any_of(told["words"], parts), any_of([told["unless"]], parts))
        for kind, told in kinds.items()
    )
