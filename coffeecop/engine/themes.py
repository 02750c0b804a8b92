"""Find themes: groups of similar texts that no topic covers."""

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from coffeecop.engine.assigning import Assigner
from coffeecop.engine.encoder import DIMENSIONS, FloatArray
from coffeecop.engine.examples import Example, Text, TopicText
from coffeecop.engine.linkage import Group, centred, groups_of, mean_product, similarity
from coffeecop.engine.matters import matters, raised_in
from coffeecop.engine.quotes import closest_first, features_of
from coffeecop.engine.theme_labels import SharedWords, language

MIN_MEMBERS, MAX_THEMES, MOST_FRAGMENTS = 4, 5, 15
# Texts that raise one matter are a theme if they are this many, and this much of an event.
FEWEST_RAISING, SHARE_RAISING = 3, 1 / 20
# Examples of each topic with which the list is compared; more cost time and change little.
EXAMPLES_PER_TOPIC = 20
# The list is taken to fit this share of an event, those with the highest scores. Where there are
# few, five more with a usual score count; and it never fits well below the least score.
FITTING_SHARE, USUAL_SCORE, USUAL_TEXTS, LEAST_FAIR_SCORE = 0.4, 0.4, 5, 0.28
# A text is covered from this share of the mean score of the fitting ones.
COVERED = 0.7
# A group is a core of a theme if it scores this much; see `_score`.
SHARE_WEIGHT, SIMILARITY_WEIGHT, COVER_WEIGHT, MIN_SCORE = 0.8, 12.0, 8.0, -4.0
# A wider group replaces its core if its score is lower by at most this.
MAX_SCORE_LOSS = 0.8
# What the texts of a core have in common: a phrase that four of them and half of them share, or a
# word that a third share and that is rarer elsewhere, together with meaning.
MIN_SHARING_PHRASE, MIN_SHARING_WORD, MIN_MEANING = 1 / 2, 1 / 3, 0.1
# A text joins a theme that is at least this likely for it, where the list covers it by less than
# this share, and where it is at least this close to the theme, as a share of the theme's own.
MIN_JOINING, MAX_COVER_OF_JOINING, MIN_CLOSENESS_OF_JOINING = 0.35, 0.85, 0.3
# Texts that share no phrase and are less similar than this are of several matters: most of those
# that were judged were (benchmarks/topics/themes.md).
MIN_SIMILARITY_WITHOUT_PHRASE = 0.115
# Themes this similar are fragments of one matter; 1 means as similar across as within.
MIN_SIMILARITY_OF_FRAGMENTS = 0.45
# Minimum similarity at which two groups are the same theme; 1 means as similar across as within.
MIN_SIMILARITY_OF_SAME = 0.97
# Texts of a theme that stand for it when others are compared with it.
MOST_WORDS = 30


@dataclass(frozen=True)
class Theme:
    """Indexes of the texts, most representative first, and a name in each of their languages."""

    members: tuple[int, ...]
    names: Mapping[str, str]
    # The index of the known theme that grew; None: it is new.
    known: int | None = None


def find_themes(
    texts: Sequence[Text],
    topics: Sequence[TopicText],
    examples: Sequence[Example] = (),
    settled: Collection[int] = frozenset(),
    known: Sequence[Sequence[int]] = (),
) -> list[Theme]:
    """Return the known themes with all that joins them, and new ones of at least four texts.

    No text is in two. At most five are new, the clearest first. `settled` are the indexes of texts
    under a topic that staff chose, `known` those of the texts of themes that were found before.
    """
    if len(texts) < MIN_MEMBERS:
        return []
    some = _some_of_each(examples)
    cover = _cover(Assigner(topics, some), texts)
    features = centred(features_of(texts), [language(text) for text in texts])
    taken = {at for members in known for at in members}.union(settled)
    free = [at for at, share in enumerate(cover) if share < COVERED and at not in taken]
    words = SharedWords(texts, free)
    raised = raised_in([text.body for text in texts])
    cores = [
        (_score(group, cover), group)
        for group in groups_of(features, free, MIN_MEMBERS)
        if _is_about_something(group, features, words)
    ]
    cores = sorted((each for each in cores if each[0] >= MIN_SCORE), key=lambda each: -each[0])
    apart = [*known, *_of_one_matter(raised, cover, taken)[:MAX_THEMES]]
    fragments = _disjoint(cores, apart)[:MOST_FRAGMENTS]
    clear = _merged(apart, fragments, features, words)[: len(known) + MAX_THEMES]
    joined = _regrown(clear, texts, topics, some, _may_join(clear, features, cover, settled))
    # What was too small to be alike may be so with its other texts.
    themes = [
        closest_first(features, sorted(each))
        for each in _merged(joined[: len(apart)], joined[len(apart) :], features, words)
    ]
    named = [
        Theme(tuple(members), _names(members, raised, words), place if place < len(known) else None)
        for place, members in enumerate(themes)
    ]
    # What has no name in its own words has nothing in common.
    return [
        each
        for each in named
        if each.known is not None
        or _matter_of(each.members, raised) is not None
        or (each.names and _is_clear(each.members, features, words))
    ]


def _of_one_matter(
    raised: Sequence[int | None], cover: FloatArray, taken: Collection[int]
) -> list[list[int]]:
    """Return the texts of each matter that several raise and no topic covers, most first."""
    groups: dict[int, list[int]] = defaultdict(list)
    for at, matter in enumerate(raised):
        if matter is not None:
            groups[matter].append(at)
    uncovered = (each for each in groups.values() if cover[each].mean() < COVERED)
    own = (
        [at for at in each if at not in taken and cover[at] < MAX_COVER_OF_JOINING]
        for each in uncovered
    )
    fewest = max(FEWEST_RAISING, SHARE_RAISING * len(raised))
    return sorted((each for each in own if len(each) >= fewest), key=len, reverse=True)


def _matter_of(members: Sequence[int], raised: Sequence[int | None]) -> int | None:
    """Return the matter that half of these texts raise, if there is one."""
    (matter, number), *_ = Counter(raised[at] for at in members).most_common(1)
    return matter if 2 * number >= len(members) else None


def _names(
    members: Sequence[int], raised: Sequence[int | None], words: SharedWords
) -> Mapping[str, str]:
    """Return names in the texts' own words where many share these, or else of their matter."""
    own, matter = words.names_of(members), _matter_of(members, raised)
    if matter is None:
        return own
    said = {each: name for each, name in own.items() if words.are_shared(name, members)}
    return {**matters()[matter].names, **said}


def _is_clear(members: Sequence[int], features: FloatArray, words: SharedWords) -> bool:
    return bool(words.common_phrases(members)) or _is_close(members, features)


def _is_close(members: Sequence[int], features: FloatArray) -> bool:
    ours = features[list(members)]
    # Without an encoder only words are compared, which are less similar.
    has_vectors = ours[:, :DIMENSIONS].any()
    return not has_vectors or mean_product(ours) >= MIN_SIMILARITY_WITHOUT_PHRASE


def _some_of_each(examples: Sequence[Example]) -> list[Example]:
    number: Counter[frozenset[int]] = Counter()
    some = []
    for example in examples:
        number[example.topic_ids] += 1
        if number[example.topic_ids] <= EXAMPLES_PER_TOPIC:
            some.append(example)
    return some


def _cover(listed: Assigner, texts: Sequence[Text]) -> FloatArray:
    """Return how well the list fits each text; 1 is as well as the part of the event it fits best.

    Scores, not probabilities: where no topic fits, one of them is still the likeliest. Relative,
    because scores are lower where a list has few examples.
    """
    scores = listed.scores(texts)
    if not scores.size:
        return np.zeros(len(texts), dtype=np.float32)
    best = scores.max(axis=1)
    fitting = np.sort(best)[-max(1, round(FITTING_SHARE * len(best))) :]
    total = float(fitting.sum()) + USUAL_SCORE * USUAL_TEXTS
    fair = max(total / (len(fitting) + USUAL_TEXTS), LEAST_FAIR_SCORE)
    return np.asarray(best / fair, dtype=np.float32)


def _score(group: Group, cover: FloatArray) -> float:
    """Return how clear a theme is: much of the event, similar, and badly covered by the list."""
    members = sorted(group.members)
    size = SHARE_WEIGHT * math.log(len(members) / len(cover))
    covered = COVER_WEIGHT * float(cover[members].mean())
    return size + SIMILARITY_WEIGHT * group.similarity - covered


def _is_about_something(group: Group, features: FloatArray, words: SharedWords) -> bool:
    """Return whether texts share a phrase, or are close both by words and by meaning."""
    members = sorted(group.members)
    if words.most_phrases(members) >= max(MIN_MEMBERS, MIN_SHARING_PHRASE * len(members)):
        return True
    vectors = features[members, :DIMENSIONS]
    is_close = mean_product(vectors) >= MIN_MEANING or not vectors.any()
    return is_close and words.most_words(members) >= MIN_SHARING_WORD * len(members)


def _disjoint(
    cores: Sequence[tuple[float, Group]], before: Sequence[Sequence[int]]
) -> list[list[int]]:
    """Return the cores that overlap no better one, each as wide as it scores almost as high."""
    taken = {at for members in before for at in members}
    found = []
    for score, core in cores:
        if core.members & taken:
            continue
        members = core.members
        around = [each for each in cores if core.members < each[1].members]
        for wider, group in sorted(around, key=lambda each: len(each[1].members)):
            if group.members & taken or wider < score - MAX_SCORE_LOSS:
                break
            members = group.members
        taken |= members
        found.append(sorted(members))
    return found


def _merged(
    apart: Sequence[Sequence[int]],
    cores: Sequence[Sequence[int]],
    features: FloatArray,
    words: SharedWords,
) -> list[list[int]]:
    """Return all groups, each core joined to the first before it that is about the same.

    It is if they are similar or share a phrase. Those that are apart stay so.
    """
    found = [list(members) for members in apart]
    for core in cores:
        same = (
            each
            for each in found
            if similarity(features[core], features[each]) >= MIN_SIMILARITY_OF_FRAGMENTS
            or words.common_phrases(core) & words.common_phrases(each)
        )
        first = next(same, None)
        if first is None:
            found.append(list(core))
        else:
            first.extend(core)
    return found


def _may_join(
    themes: Sequence[Sequence[int]],
    features: FloatArray,
    cover: FloatArray,
    settled: Collection[int],
) -> list[set[int]]:
    """Return for each theme the other texts that are about as close to it as its own."""
    taken = {at for members in themes for at in members}.union(settled)
    found = []
    for members in themes:
        ours = features[list(members)]
        close = features @ ours.mean(axis=0) >= MIN_CLOSENESS_OF_JOINING * mean_product(ours)
        open_to_it = np.flatnonzero(close & (cover < MAX_COVER_OF_JOINING))
        found.append({int(at) for at in open_to_it} - taken)
    return found


def _regrown(
    themes: Sequence[Sequence[int]],
    texts: Sequence[Text],
    topics: Sequence[TopicText],
    examples: Sequence[Example],
    may_join: Sequence[Collection[int]],
) -> list[list[int]]:
    """Assign the other texts again with the themes as topics; return the themes with theirs."""
    others = sorted({at for each in may_join for at in each})
    if not others:
        return [list(members) for members in themes]
    # As the words of a topic, which count in full; a few examples would hardly count.
    added = [
        TopicText(-1 - number, (), tuple(texts[at].body for at in members[:MOST_WORDS]))
        for number, members in enumerate(themes)
    ]
    again = Assigner([*topics, *added], examples)
    shares = again.probabilities([texts[at] for at in others])
    likeliest = dict(zip(others, shares.argmax(axis=1), strict=True))
    sure = {at for at, row in zip(others, shares, strict=True) if row.max() >= MIN_JOINING}
    return [
        sorted([*members, *(at for at in own if at in sure and likeliest[at] == column)])
        for column, members, own in zip(
            range(len(topics), len(topics) + len(themes)), themes, may_join, strict=True
        )
    ]


def same_theme(theme: Sequence[Text], known: Mapping[int, Sequence[Text]]) -> int | None:
    """Return the key of the most similar known theme, or None if none is similar enough.

    Two groups are one theme when their texts are about as similar across as within.
    """
    ours = features_of(theme)
    similarities = {key: similarity(ours, features_of(texts)) for key, texts in known.items()}
    nearest = max(similarities, key=lambda key: (similarities[key], -key), default=None)
    return (
        nearest if nearest is not None and similarities[nearest] >= MIN_SIMILARITY_OF_SAME else None
    )
