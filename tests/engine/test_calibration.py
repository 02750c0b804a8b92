"""Probabilities say how often the engine is right, more so the more it was corrected."""

import numpy as np
import pytest

from coffeecop.engine.assigning import (
    MANY_TOLD,
    WITH_KEYWORDS,
    WITH_TOLD,
    WITHOUT_KEYWORDS,
    fitted_inverse_temperature,
    softmax,
    starting_inverse_temperature,
)
from coffeecop.engine.examples import TopicText

START = WITH_KEYWORDS


def corrected(number, right):
    """Return the scores of texts that clearly prefer the first topic, and their true labels."""
    scores = np.tile(np.array([[0.6, 0.3]], dtype=np.float32), (number, 1))
    labels = np.zeros_like(scores)
    labels[:right, 0] = labels[right:, 1] = 1
    return scores, labels


def fitted(number, right):
    return fitted_inverse_temperature(*corrected(number, right), START)


def test_without_corrections_it_starts_by_what_is_known_of_topics():
    listed, bare = TopicText(1, ("A",), keywords=("a",)), TopicText(2, ("B",))
    told = TopicText(3, ("C",), told=("A cat",) * MANY_TOLD)

    assert starting_inverse_temperature([told]) == WITH_TOLD
    assert starting_inverse_temperature([listed]) == WITH_KEYWORDS
    assert starting_inverse_temperature([bare]) == WITHOUT_KEYWORDS
    assert WITH_KEYWORDS < starting_inverse_temperature([listed, bare]) < WITHOUT_KEYWORDS
    assert fitted(0, 0) == START


def test_a_few_corrections_hardly_move_it_and_many_do():
    few, many = fitted(4, 2), fitted(400, 200)

    assert many < few < START
    assert START - few < (START - many) / 2


@pytest.mark.parametrize("right", [340, 380])
def test_after_many_corrections_the_probability_is_the_share_that_was_right(right):
    scores, _ = corrected(1, 1)

    (row,) = softmax(scores, fitted(400, right))

    assert row[0] == pytest.approx(right / 400, abs=0.04)
