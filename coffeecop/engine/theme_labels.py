"""Name a theme by a phrase that several of its texts share."""

import functools
import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np

from coffeecop.engine.assigning import vectors_of
from coffeecop.engine.encoder import FloatArray, encode
from coffeecop.engine.examples import Text
from coffeecop.engine.language import SMALL_WORDS, WORDS, language_of
from coffeecop.engine.places import LANDMARK_KIND, places_of
from coffeecop.engine.text import fold, singular

# A phrase is shared by this many of a theme's texts in its language, or by half of a few.
MIN_TEXTS = 3
# How much more often a phrase must be in the theme's texts than in all texts of the event.
MIN_LIFT = 2.0
# Words of content in a phrase, and small words between two of them ("bikes on the promenade").
CONTENT_WORDS, SMALL_BETWEEN = (2, 3), 2
LONGEST = 60
# Number of phrases that are compared with the texts by meaning.
COMPARED = 12

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W\d_]+)*|[.!?,;:()\n]+")
_SMALL = frozenset(singular(fold(word)) for word in SMALL_WORDS)
_FILLERS = frozenset(singular(fold(word)) for word in WORDS["fillers"])

# A phrase without its small words, in one form for singular and plural.
Key = tuple[str, ...]


def language(text: Text) -> str | None:
    return text.language or language_of(text.body)


class SharedWords:
    """The words and phrases of an event's texts."""

    def __init__(self, texts: Sequence[Text]) -> None:
        self._texts = texts
        # Several matters of one street are no theme.
        bodies = [_without_streets(text.body) for text in texts]
        self._phrases = [phrases_in(body) for body in bodies]
        self._words = [words_in(body) for body in bodies]
        self._phrases_everywhere = Counter(key for one in self._phrases for key in one)
        self._words_everywhere = Counter(word for one in self._words for word in one)

    def most_phrases(self, members: Sequence[int]) -> int:
        """Return the number of these texts that share the most common phrase."""
        counts = Counter(key for at in members for key in self._phrases[at])
        return max(counts.values(), default=0)

    def most_words(self, members: Sequence[int]) -> int:
        """Return the number of these texts that share the most common word; 0 if not distinctive.

        Distinctive words are much more frequent here than in the whole event.
        """
        counts = Counter(word for at in members for word in self._words[at])
        shared = (
            count
            for word, count in counts.items()
            if count >= MIN_TEXTS
            and _is_distinctive(count, len(members), self._words_everywhere[word], len(self._texts))
        )
        return max(shared, default=0)

    def common_phrases(self, members: Sequence[int]) -> set[Key]:
        """Return the phrases that a third of these texts share and that are rarer elsewhere."""
        counts = Counter(key for at in members for key in self._phrases[at])
        return {
            key
            for key, count in counts.items()
            if count >= max(2, len(members) / 3)
            and not _FILLERS.intersection(key)
            and _is_distinctive(
                count, len(members), self._phrases_everywhere[key], len(self._texts)
            )
        }

    def phrases_of(self, members: Sequence[int]) -> tuple[str, ...]:
        """Return a phrase for each language in which at least a third of the members are.

        The language of most members comes first. If its texts share no phrase, it has none.
        """
        languages = {at: language(self._texts[at]) for at in members}
        about = vectors_of([self._texts[at] for at in members]).mean(axis=0)
        chosen: dict[str, None] = {}
        for each, number in Counter(languages.values()).most_common():
            if 3 * number >= len(members):
                ours = [self._phrases[at] for at in members if languages[at] == each]
                phrase = _best_phrase(ours, self._phrases_everywhere, len(self._texts), about)
                chosen |= {phrase: None} if phrase else {}
        return tuple(chosen)


def _without_streets(body: str) -> str:
    streets = [place for place in places_of(body) if place.kind != LANDMARK_KIND]
    for place in sorted(streets, key=lambda place: -place.start):
        body = f"{body[: place.start]}. {body[place.end :]}"
    return body


def _is_distinctive(count: int, members: int, everywhere: int, texts: int) -> bool:
    """Return whether something is much more frequent in a group than in the rest of its event."""
    return count * (texts - members) >= MIN_LIFT * (everywhere - count) * members


def words_in(body: str) -> set[str]:
    """Return the words of content, in one form for singular and plural."""
    words = {_normalize(word) for word in _WORD.findall(body.casefold())}
    return {word for word in words if _is_content(word) and word not in _FILLERS}


def phrases_in(body: str) -> dict[Key, str]:
    """Map the phrases of a text to how they are written in it, in lower case."""
    words = _WORD.findall(body.casefold())
    keys = [_normalize(word) for word in words]
    content = [at for at, key in enumerate(keys) if _is_content(key)]
    goes_on = [
        later - earlier <= SMALL_BETWEEN + 1 and _SMALL.issuperset(keys[earlier + 1 : later])
        for earlier, later in pairwise(content)
    ]
    found: dict[Key, str] = {}
    for number in CONTENT_WORDS:
        for start in range(len(content) - number + 1):
            if all(goes_on[start : start + number - 1]):
                run = content[start : start + number]
                key = tuple(keys[at] for at in run)
                written = " ".join(words[run[0] : run[-1] + 1])
                if len(set(key)) == number and len(written) <= LONGEST:
                    found.setdefault(key, written)
    return found


@functools.lru_cache(maxsize=1 << 14)
def _normalize(word: str) -> str:
    return singular(fold(word))


def _is_content(key: str) -> bool:
    return len(key) > 2 and key[0].isalpha() and key not in _SMALL


def _best_phrase(
    ours: Sequence[Mapping[Key, str]], everywhere: Counter[Key], texts: int, about: FloatArray
) -> str | None:
    """Return a phrase that is common here, rare elsewhere and close in meaning to the texts.

    Class-based TF-IDF (Grootendorst 2022, "BERTopic") over the number of texts, not of words, so
    that one long text does not name the theme; times closeness as in KeyBERT (Grootendorst 2020).
    """
    counts = Counter(key for one in ours for key in one if not _FILLERS.intersection(key))
    least = min(MIN_TEXTS, max(2, len(ours) / 2))
    weights = {
        key: count * math.log(1 + texts / everywhere[key]) * len(key) ** 0.5
        for key, count in counts.items()
        if count >= least and _is_distinctive(count, len(ours), everywhere[key], texts)
    }
    best = sorted(weights, key=lambda key: (-weights[key], key))[:COMPARED]
    forms = [_most_common([one[key] for one in ours if key in one]) for key in best]
    vectors = encode(forms) if forms else None
    if vectors is not None and about.any():
        # Rounded so that the choice is the same on every platform.
        close = np.round(vectors @ about, 3).clip(0.01)
        best_first = sorted(range(len(best)), key=lambda at: -weights[best[at]] * close[at])
        forms = [forms[at] for at in best_first]
    return forms[0] if forms else None


def _most_common(forms: Sequence[str]) -> str:
    written = Counter(forms)
    return min(written, key=lambda form: (-written[form], len(form), form))
