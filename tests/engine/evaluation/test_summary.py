"""The measure of summaries measures what it says."""

import numpy as np

from benchmarks.topics.evaluation import summary
from benchmarks.topics.labelled_sets import Labelled
from coffeecop.engine import encoder
from coffeecop.engine.examples import Text, TopicText


def test_where_every_topic_is_clear_every_quote_is_right_and_nothing_changes(monkeypatch):
    """Two topics that no text confuses, three of four texts about the first."""
    monkeypatch.setattr(encoder, "_is_disabled", True)
    texts = [
        Text(f"The dog barks {n}" if n % 4 else f"The lamp is out {n}", "en") for n in range(200)
    ]
    labels = np.array([0 if n % 4 else 1 for n in range(200)])
    topics = [
        TopicText(0, ("Dogs",), keywords=("dog barks",)),
        TopicText(1, ("Lamps",), keywords=("lamp is out",)),
    ]
    town = Labelled("town", topics, texts, labels, texts, labels)

    found = summary.summaries(town, [0])

    assert found["quotes_right"] == 1
    assert found["quoted"] == 1
    assert found["false_changes"] <= 0.05


def test_what_the_engine_calls_otherwise_than_people_is_a_false_change():
    confirmed, assigned = np.zeros(160, dtype=np.int64), np.ones(160, dtype=np.int64)
    orders = [np.arange(160)]

    assert summary._false_changes(confirmed, assigned, orders, topics=2) == 2


def test_texts_that_the_engine_leaves_without_a_topic_are_no_change():
    confirmed = np.array([n % 2 for n in range(160)])
    assigned = np.array([n % 2 if n % 4 < 2 else summary.NO_TOPIC for n in range(160)])

    assert summary._false_changes(confirmed, assigned, [np.arange(160)], topics=2) == 0
