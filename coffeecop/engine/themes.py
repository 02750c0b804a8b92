"""Find themes (groups of similar texts that no topic covers) and name them."""

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from coffeecop.engine.confidence import COVERED, FAIR_FIT
from coffeecop.engine.encoder import FloatArray
from coffeecop.engine.examples import Text
from coffeecop.engine.language import SMALL_WORDS, WORDS, language_of
from coffeecop.engine.quotes import closest_first, features_of
from coffeecop.engine.text import fold

MIN_MEMBERS, MAX_THEMES = 3, 5
TERMS_PER_LANGUAGE = 3
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
# The largest novelty, in standard deviations.
MAX_NOVELTY = 3.0
# With n texts, n / (n + MEAN_SHRINKAGE) of their mean is subtracted before comparison.
MEAN_SHRINKAGE = 20
# Coefficients and threshold of a logistic score of a group; see benchmarks/topics/themes.md.
SIZE_WEIGHT, SIMILARITY_WEIGHT, NOVELTY_WEIGHT, MIN_SCORE = 0.4, 8.0, 2.5, 3.8
# A group below this mean similarity has little in common beyond its event.
MIN_SIMILARITY = 0.08
# A wider group replaces its core if its score is lower by at most this.
MAX_SCORE_LOSS = 0.8
# Minimum similarity at which two groups are the same theme; 1 means as similar across as within.
MIN_SIMILARITY_OF_SAME = 0.97


@dataclass(frozen=True)
class Theme:
    """Indexes of the texts, most representative first, and the terms that name the theme.

    The terms are grouped by language, starting with the language of most texts.
    """

    members: tuple[int, ...]
    terms: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Group:
    members: frozenset[int]
    similarity: float
    novelty: float

    @property
    def score(self) -> float:
        size = SIZE_WEIGHT * math.log(len(self.members))
        return size + SIMILARITY_WEIGHT * self.similarity + NOVELTY_WEIGHT * self.novelty


def find_themes(texts: Sequence[Text], best: FloatArray) -> list[Theme]:
    """Return at most five disjoint themes of at least three texts, in descending order of score.

    `best` is the probability of each text's likeliest topic, shape (len(texts),).
    """
    features = _centred(features_of(texts))
    free = [place for place, sure in enumerate(best) if sure < COVERED]
    candidates = [
        each
        for each in groups(features, novelties(best), free)
        if each.similarity >= MIN_SIMILARITY
    ]
    candidates.sort(key=lambda each: -each.score)
    found: list[Group] = []
    for core in candidates:
        if core.score < MIN_SCORE or len(found) == MAX_THEMES:
            break
        if not any(core.members & other.members for other in found):
            found.append(_expand(core, candidates, found))
    members = [tuple(closest_first(features, sorted(group.members))) for group in found]
    return [Theme(each, terms_of(texts, each)) for each in members]


def _expand(core: Group, candidates: Sequence[Group], found: Sequence[Group]) -> Group:
    """Return the widest group around `core` that overlaps no other and scores almost as high."""
    around = [each for each in candidates if core.members < each.members]
    for wider in sorted(around, key=lambda each: len(each.members)):
        taken = any(wider.members & other.members for other in found)
        if taken or wider.score < max(MIN_SCORE, core.score - MAX_SCORE_LOSS):
            break
        core = wider
    return core


def same_theme(theme: Sequence[Text], known: Mapping[int, Sequence[Text]]) -> int | None:
    """Return the key of the most similar known theme, or None if none is similar enough.

    Two groups are one theme when their texts are about as similar across as within.
    """
    ours = features_of(theme)
    similarities = {key: _similarity(ours, features_of(texts)) for key, texts in known.items()}
    nearest = max(similarities, key=lambda key: (similarities[key], -key), default=None)
    return (
        nearest if nearest is not None and similarities[nearest] >= MIN_SIMILARITY_OF_SAME else None
    )


def _similarity(one: FloatArray, other: FloatArray) -> float:
    """Return the mean similarity across two groups, over the geometric mean of those within."""
    if not len(one) or not len(other):
        return 0.0
    across = float(one.mean(axis=0) @ other.mean(axis=0))
    return across / math.sqrt(_cohesion(one) * _cohesion(other))


def _cohesion(features: FloatArray) -> float:
    pairs = len(features) * (len(features) - 1)
    total = features.sum(axis=0)
    return max((float(total @ total) - len(features)) / pairs, 0.02) if pairs else 1.0


def novelties(best: FloatArray) -> FloatArray:
    """Return how much worse each text fits the topic list than the event does on average.

    In standard deviations. If the whole event fits badly, the mean is replaced by FAIR_FIT.
    """
    if not len(best):
        return best
    fair = max(float(best.mean()), FAIR_FIT)
    novel: FloatArray = np.minimum((fair - best) / (best.std() + 0.05), MAX_NOVELTY)
    return novel


def groups(features: FloatArray, novelty: FloatArray, places: Sequence[int]) -> list[Group]:
    """Return every group that average linkage forms (Sokal and Michener 1958).

    Uses nearest-neighbor chains (Murtagh 1983); quadratic in the number of texts.
    """
    free = features[list(places)]
    similarity = free @ free.T
    del free
    np.fill_diagonal(similarity, -np.inf)
    inside = {at: ([place], 0.0) for at, place in enumerate(places)}
    found: list[Group] = []
    chain: list[int] = []
    while len(inside) > 1:
        chain = chain or [min(inside)]
        here = chain[-1]
        near = int(similarity[here].argmax())
        if len(chain) > 1 and similarity[here, chain[-2]] >= similarity[here, near]:
            near = chain[-2]
        if len(chain) < 2 or near != chain[-2]:
            chain.append(near)
            continue
        del chain[-2:]
        one, other = inside.pop(here), inside.pop(near)
        sizes = len(one[0]), len(other[0])
        total = one[1] + other[1] + sizes[0] * sizes[1] * float(similarity[here, near])
        joined = (sizes[0] * similarity[here] + sizes[1] * similarity[near]) / sum(sizes)
        joined[here] = -np.inf
        similarity[here] = similarity[:, here] = joined
        similarity[near] = similarity[:, near] = -np.inf
        members = one[0] + other[0]
        inside[here] = members, total
        if len(members) >= MIN_MEMBERS:
            pairs = len(members) * (len(members) - 1) / 2
            found.append(Group(frozenset(members), total / pairs, float(novelty[members].mean())))
    return found


def _centred(features: FloatArray) -> FloatArray:
    """Subtract most of the mean, in place, so that content shared by the whole event is ignored.

    After Mu and Viswanath 2018, "All-but-the-Top".
    """
    if not len(features):
        return features
    # In place: for 2,000 texts a copy is 37 MB.
    features -= features.mean(axis=0) * np.float32(len(features) / (len(features) + MEAN_SHRINKAGE))
    features /= np.maximum(np.linalg.norm(features, axis=1, keepdims=True), 1e-6)
    return features


def terms_of(texts: Sequence[Text], members: Sequence[int]) -> tuple[tuple[str, ...], ...]:
    """Return three terms for each language in which at least a third of the members are.

    Class-based TF-IDF (Grootendorst 2022, "BERTopic") over document counts instead of word counts,
    so that one long text does not name the theme.
    """
    text_languages = {
        place: texts[place].language or language_of(texts[place].body) for place in members
    }
    languages = Counter(text_languages.values()).most_common()
    phrases = [_phrases(text.body) for text in texts]
    everywhere = Counter(phrase for one in phrases for phrase in one)
    named: dict[str, None] = {}
    groups = []
    for language, number in languages:
        if 3 * number >= len(members):
            ours = [phrases[place] for place in members if text_languages[place] == language]
            new = [
                each
                for each in _distinctive_phrases(ours, everywhere, len(texts))
                if each not in named
            ]
            named |= dict.fromkeys(new)
            groups.append(tuple(new))
    return tuple(filter(None, groups))


def _distinctive_phrases(
    ours: Sequence[Mapping[str, str]], everywhere: Counter[str], texts: int
) -> list[str]:
    counts = Counter(phrase for one in ours for phrase in one if not FILLERS & set(phrase.split()))
    counts = counts or Counter(phrase for one in ours for phrase in one)
    shared = {phrase: count for phrase, count in counts.items() if count > 1} or counts
    weights = {
        phrase: count * math.log(1 + texts / everywhere[phrase]) * (1 + 0.5 * phrase.count(" "))
        for phrase, count in shared.items()
    }
    chosen: list[str] = []
    for phrase in sorted(weights, key=lambda each: (-weights[each], each)):
        if len(chosen) < TERMS_PER_LANGUAGE and not set(phrase.split()) & set(
            " ".join(chosen).split()
        ):
            chosen.append(phrase)
    written = {phrase: Counter(one[phrase] for one in ours if phrase in one) for phrase in chosen}
    return [min(forms, key=lambda form: (-forms[form], form)) for forms in written.values()]


def _phrases(body: str) -> dict[str, str]:
    """Map normalized words and word pairs, without stop words, to their written form."""
    words = [(_normalize(word), word) for word in WORD.findall(body.casefold())]
    phrases = {key: word for key, word in words if _is_content_word(word)}
    for (key, word), (next_key, next_word) in pairwise(words):
        if _is_content_word(word) and _is_content_word(next_word) and key != next_key:
            phrases[f"{key} {next_key}"] = f"{word} {next_word}"
    return phrases


def _is_content_word(word: str) -> bool:
    return len(word) > 2 and word not in SMALL_WORDS


def _normalize(word: str) -> str:
    """Return one form for singular and plural, without accents."""
    return fold(word).removesuffix("s")


FILLERS = frozenset(map(_normalize, WORDS["fillers"]))
