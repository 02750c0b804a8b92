"""Measure the sentences and quotes of event summaries on events drawn from labelled texts.

Topics are assigned after so many corrections as staff make who correct what comes, without regard
to its topic. Means of three seeds.

**Quotes.** Events of 120 of the test texts. Each of the five largest assigned topics is quoted by
the text of which the engine is surest, if it is very sure, as on the page of an event; nobody has
confirmed any. `quotes_right` is the share of quotes whose true topic it is;
`quoted` is the share of these topics that have a quote.

**Changes.** Pairs of events of 40 or 120 texts from one distribution, so that every change that is
reported is false. `false_changes` is their number for each pair, with true topics at both events;
`_engine`: with assigned ones at both; `_mixed`: with true ones at the first, which staff have
confirmed, and assigned ones at the second. In per cent: of 100 pairs.
"""

from collections.abc import Sequence
from itertools import product
from statistics import fmean

import numpy as np

from benchmarks.topics.evaluation.assigning import assigner
from benchmarks.topics.evaluation.figures import Figures, means
from benchmarks.topics.labelled_sets import Labelled, Labels
from coffeecop.engine.changes import TopicChange, change_of
from coffeecop.engine.encoder import FloatArray
from coffeecop.engine.examples import ASSIGN, VERY_LIKELY

CORRECTIONS, EVENT, EVENTS, LARGEST = 100, 120, 10, 5
SIZES, PAIRS = (40, 120), 50
NO_TOPIC = -1


def summaries(labelled: Labelled, seeds: Sequence[int]) -> Figures:
    return means([_summary(labelled, seed) for seed in seeds])


def _summary(labelled: Labelled, seed: int) -> Figures:
    random_places = np.random.default_rng(seed)
    corrected = random_places.permutation(len(labelled.training))[:CORRECTIONS]
    shares = assigner(labelled, [int(place) for place in corrected]).probabilities(labelled.texts)
    assigned = np.where(shares.max(axis=1) >= ASSIGN, shares.argmax(axis=1), NO_TOPIC)
    events = [
        _quotes(labelled, shares, assigned, random_places.permutation(len(labelled.texts))[:EVENT])
        for _ in range(EVENTS)
    ]
    orders = [random_places.permutation(len(labelled.texts)) for _ in range(PAIRS)]
    return means(events) | {
        name: _false_changes(then, now, orders, topics=len(labelled.topics))
        for name, then, now in (
            ("false_changes", labelled.labels, labelled.labels),
            ("false_changes_engine", assigned, assigned),
            ("false_changes_mixed", labelled.labels, assigned),
        )
    }


def _quotes(labelled: Labelled, shares: FloatArray, assigned: Labels, event: Labels) -> Figures:
    topics, sizes = np.unique(assigned[event], return_counts=True)
    largest = [int(topic) for topic in topics[np.argsort(-sizes)] if topic != NO_TOPIC][:LARGEST]
    right = []
    for topic in largest:
        members = [int(place) for place in event if assigned[place] == topic]
        quote = quote_of(shares[:, topic], members)
        if quote is not None:
            right.append(bool(labelled.labels[quote] == topic))
    figures = {"quoted": len(right) / len(largest)} if largest else {}
    return figures | ({"quotes_right": fmean(right)} if right else {})


def quote_of(sureness: FloatArray, members: Sequence[int]) -> int | None:
    """Return which of a topic's texts is quoted for it on the page of an event, if any is sure."""
    surest = max(members, key=lambda place: float(sureness[place]))
    return surest if sureness[surest] >= VERY_LIKELY else None


def _false_changes(then: Labels, now: Labels, orders: Sequence[Labels], *, topics: int) -> float:
    """Return the mean number of changes between the first texts of each order and the next."""
    found = []
    for order, (first, second) in product(orders, product(SIZES, SIZES)):
        if first + second <= len(order):
            before, after = then[order[:first]], now[order[first : first + second]]
            found.append(_changes(before, after, topics))
    return fmean(found) if found else 0.0


def _changes(before: Labels, after: Labels, topics: int) -> int:
    raised = [topic for topic in range(topics) if topic in before or topic in after]
    return sum(
        change_of(
            int((after == topic).sum()),
            int((after != NO_TOPIC).sum()),
            int((before == topic).sum()),
            int((before != NO_TOPIC).sum()),
            topics=len(raised),
        )
        is not TopicChange.SAME
        for topic in raised
    )
