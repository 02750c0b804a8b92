"""Measure the themes and the summary of events drawn from labelled texts.

**Themes.** An event is 120 texts drawn from the test texts. Two topics with at least five texts
there are hidden: they are removed from the list, and there are 20 corrections for each of the
others. A theme finds a hidden topic if at least half of its texts belong to it. Recall is the share
of hidden topics found, precision the share of themes that found one; a label hit is a theme whose
first text belongs to its majority topic, counted over the themes that found one; coverage is the
share of the topic's texts in such a theme. `themes_at_null` is the number of themes for each 120
texts of the same events when nothing is hidden. Means of three events for each seed.

**Summary.** For the same events, with the full list: the five largest of the assigned topics and
found themes are quoted as on the page of an event, a topic by a text that is very likely its own,
if there is one, and a theme by its first. The share of the summary is that of texts whose true
topic is the true topic of a quote; `summary_most` is that of the five most common topics, the
maximum for five quotes; `summary_hidden` is the share with two topics hidden.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Sequence, Set
from statistics import fmean

from benchmarks.topics.evaluation.assigning import assigner, drawn
from benchmarks.topics.evaluation.figures import Figures
from benchmarks.topics.evaluation.summary import quote_of
from benchmarks.topics.labelled_sets import Labelled
from coffeecop.engine.encoder import FloatArray
from coffeecop.engine.examples import ASSIGN, Text
from coffeecop.engine.themes import Theme, find_themes

EVENT, EVENTS, HIDDEN, FEWEST, CORRECTIONS, QUOTES = 120, 3, 2, 5, 20, 5


def event(labelled: Labelled, seed: int, turn: int) -> Figures:
    chance = random.Random(f"{labelled.name} {seed} {turn}")  # noqa: S311 - no secret
    size = min(EVENT, len(labelled.texts))
    places = chance.sample(range(len(labelled.texts)), size)
    labels = [int(labelled.labels[place]) for place in places]
    texts = [labelled.texts[place] for place in places]
    often = sorted(label for label, times in Counter(labels).items() if times >= FEWEST)
    # At least one topic must remain.
    hidden = set(chance.sample(often, min(HIDDEN, len(often), len(labelled.topics) - 1)))
    training_indexes = drawn(labelled, CORRECTIONS, seed)
    partial, whole = (assigner(labelled, training_indexes, out) for out in (hidden, ()))
    themes = find_themes(texts, partial.topics, partial.examples)
    at_null = find_themes(texts, whole.topics, whole.examples)
    commonest = Counter(labels).most_common(QUOTES)
    summary = {
        "summary_share": _summary(texts, labels, whole.probabilities(texts), at_null),
        "summary_hidden": _summary(texts, labels, partial.probabilities(texts), themes),
        "summary_most": sum(times for _, times in commonest) / len(labels),
    }
    null = {"themes_at_null": len(at_null) * EVENT / len(texts)}
    return found_by(themes, labels, hidden) | null | summary


def found_by(themes: Sequence[Theme], labels: Sequence[int], hidden: Set[int]) -> Figures:
    """Return how well themes find hidden topics, given the topic of each text."""
    found, hits, shares = set(), [], []
    finding = 0
    for theme in themes:
        label, times = Counter(labels[place] for place in theme.members).most_common(1)[0]
        if label in hidden and 2 * times >= len(theme.members):
            finding += 1
            found.add(label)
            hits.append(labels[theme.members[0]] == label)
            shares.append(times / labels.count(label))
    figures = {"theme_recall": len(found) / len(hidden)} if hidden else {}
    if themes:
        figures["theme_precision"] = finding / len(themes)
    if hits:
        figures |= {"label_hits": fmean(hits), "theme_coverage": fmean(shares)}
    return figures


def _summary(
    texts: Sequence[Text], labels: Sequence[int], shares: FloatArray, themes: Sequence[Theme]
) -> float:
    assigned: dict[int, list[int]] = defaultdict(list)
    for place, row in enumerate(shares):
        if row.max() >= ASSIGN:
            assigned[int(row.argmax())].append(place)
    quotes = [
        (len(members), quote_of(texts, shares[:, topic], members))
        for topic, members in assigned.items()
    ]
    quotes += [(len(theme.members), theme.members[0]) for theme in themes]
    largest = sorted(quotes, key=lambda each: -each[0])[:QUOTES]
    quoted = {labels[place] for _, place in largest if place is not None}
    return fmean(label in quoted for label in labels)
