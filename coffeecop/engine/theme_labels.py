"""Name a theme by a phrase that several of its texts share."""

import functools
import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from itertools import pairwise

import numpy as np

from coffeecop.engine.assigning import vectors_of
from coffeecop.engine.encoder import FloatArray, encode, pack, unpack
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
# Words in a name, small ones too, and number of phrases compared with the texts by meaning.
MOST_WORDS, COMPARED = 5, 12
# Similarity from which words of two languages mean the same: `vendors` and `vendedores` have .70,
# `carts` and `carros` .67.
MIN_SAME_MEANING = 0.7
# Vectors of words that are kept, of a kilobyte each.
MOST_VECTORS = 8192

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W\d_]+)*|[.!?,;:()\n]+")
_SMALL = frozenset(singular(fold(word)) for word in SMALL_WORDS)
_FILLERS = frozenset(singular(fold(word)) for word in WORDS["fillers"])

# A phrase without its small words, in one form for singular and plural.
Key = tuple[str, ...]


def language(text: Text) -> str | None:
    return text.language or language_of(text.body)


class SharedWords:
    """The words and phrases of an event's texts.

    A Spanish word counts as the English word of the event that means the same, if there is one:
    who writes of `vendedores` writes of `vendors`.
    """

    def __init__(self, texts: Sequence[Text], compared: Collection[int] | None = None) -> None:
        """Words of the `compared` texts are translated; None: of all."""
        self._texts = texts
        self._languages = [language(text) for text in texts]
        # Several matters of one street are no theme.
        bodies = [_without_streets(text.body) for text in texts]
        self._phrases = [phrases_in(body) for body in bodies]
        own = [words_in(body) for body in bodies]
        compared = range(len(texts)) if compared is None else compared
        self._same = same = self._translations(own, compared)
        self._words = [{same.get(word, word) for word in one} for one in own]
        self._phrases_everywhere = Counter(key for one in self._phrases for key in one)
        self._words_everywhere = Counter(word for one in self._words for word in one)

    def _translations(self, own: Sequence[set[str]], compared: Collection[int]) -> dict[str, str]:
        english, spanish = (
            {word for at in compared if self._languages[at] == each for word in own[at]}
            for each in ("en", "es")
        )
        return translations(spanish - english, english)

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

    def names_of(self, members: Sequence[int]) -> dict[str, str]:
        """Return a name in each language of the texts, that of most first: two to five words.

        Of the phrases in the texts the one whose words most of them share and few others have,
        and that is close in meaning to the texts (KeyBERT, Grootendorst 2020).
        """
        spoken = Counter(each for at in members if (each := self._languages[at]))
        about = vectors_of([self._texts[at] for at in members]).mean(axis=0)
        shared = Counter(word for at in members for word in self._words[at])
        names: dict[str, str] = {}
        for each, _ in spoken.most_common():
            ours = [at for at in members if self._languages[at] == each]
            name = self._best_phrase(ours, shared, about)
            if name and not names:
                # The other language has a name that means the same.
                about = vectors_of([Text(name)])[0]
            names |= {each: name} if name else {}
        return names

    def are_shared(self, name: str, members: Sequence[int]) -> bool:
        """Return whether a third of these texts, and not one alone, have each word of the name."""
        counts = Counter(word for at in members for word in self._words[at])
        words = {self._same.get(word, word) for word in words_in(name)}
        return all(counts[word] >= max(2, len(members) / 3) for word in words)

    def _best_phrase(
        self, ours: Sequence[int], shared: Counter[str], about: FloatArray
    ) -> str | None:
        written: dict[Key, list[str]] = defaultdict(list)
        for at in ours:
            for key, form in self._phrases[at].items():
                if not _FILLERS.intersection(key) and len(form.split()) <= MOST_WORDS:
                    written[key].append(form)
        weights = {key: self._weight(key, len(forms), shared) for key, forms in written.items()}
        best = sorted(weights, key=lambda key: (-weights[key], key))[:COMPARED]
        forms = [_most_common(written[key]) for key in best]
        vectors = encode(forms) if forms else None
        if vectors is not None and about.any():
            # Rounded so that the choice is the same on every platform.
            close = np.round(vectors @ about, 3).clip(0.01)
            order = sorted(range(len(best)), key=lambda at: -weights[best[at]] * close[at] ** 2)
            forms = [forms[at] for at in order]
        return forms[0] if forms else None

    def _weight(self, key: Key, texts: int, shared: Counter[str]) -> float:
        """Return how much the words of a phrase are those of a theme and of nothing else.

        Class-based TF-IDF (Grootendorst 2022, "BERTopic") over the number of texts, not of words,
        so that one long text does not name the theme.
        """
        words = {self._same.get(word, word) for word in key}
        of_words = sum(
            (shared[word] - 1) * math.log(1 + len(self._texts) / self._words_everywhere[word])
            for word in words
            if shared[word]
        )
        rarity = math.log(1 + len(self._texts) / self._phrases_everywhere[key])
        return float(of_words / len(words) ** 0.5 + texts * rarity * len(key) ** 0.5)


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


def translations(words: Collection[str], into: Collection[str]) -> dict[str, str]:
    """Map words to the closest of other words if they mean the same; none without an encoder."""
    ours, theirs = sorted(words), sorted(into)
    own, others = _vectors_of_words(ours), _vectors_of_words(theirs)
    if own is None or others is None:
        return {}
    similarity = np.round(own @ others.T, 3)
    return {
        word: theirs[int(row.argmax())]
        for word, row in zip(ours, similarity, strict=True)
        if row.max() >= MIN_SAME_MEANING
    }


def _vectors_of_words(words: Sequence[str]) -> FloatArray | None:
    if len(_vectors) > MOST_VECTORS:
        _vectors.clear()
    missing = [word for word in words if word not in _vectors]
    made = encode(missing)
    if made is None or not words:
        return None
    _vectors.update((word, pack(vector)) for word, vector in zip(missing, made, strict=True))
    return np.stack([unpack(_vectors[word]) for word in words])


# A worker meets the same words at each text of an event.
_vectors: dict[str, bytes] = {}


def _most_common(forms: Sequence[str]) -> str:
    written = Counter(forms)
    return min(written, key=lambda form: (-written[form], len(form), form))
