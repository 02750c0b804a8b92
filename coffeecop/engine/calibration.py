"""Turn scores into probabilities.

The softmax's temperature is fitted to the leave-one-out scores of corrections (Guo et al. 2017, "On
Calibration of Modern Neural Networks"), starting from a value that few corrections hardly move.
"""

from collections.abc import Sequence
from statistics import fmean

import numpy as np

from coffeecop.engine.encoder import FloatArray
from coffeecop.engine.examples import TopicText

# The inverse temperature before there are corrections, and the candidates. The scores of topics
# without keywords are closer together, those of topics with MANY_TOLD sentences further apart.
WITH_TOLD, WITH_KEYWORDS, WITHOUT_KEYWORDS = 8.0, 9.5, 15.0
MANY_TOLD = 10
CANDIDATES = np.geomspace(3, 60, 40)
# How many corrections the starting value counts for, per squared unit of its logarithm.
TRUST_IN_START = 10.0
# Scores are divided by the square root of the best score, but never by less than the root of this.
LEAST_BEST_SCORE = 0.1
# The score of the class "none of the topics".
NONE_SCORE = 0.05


def softmax(scores: FloatArray, inverse_temperature: float) -> FloatArray:
    """Return the softmax of each text's scores, divided by the square root of its best score.

    A text unlike all examples has low scores, where small differences matter as much. With one
    temperature for all texts, low probabilities were too low and high ones too high.
    """
    spread = np.sqrt(scores.max(axis=1, keepdims=True).clip(LEAST_BEST_SCORE))
    with_none = np.hstack([scores, np.full((len(scores), 1), NONE_SCORE)]) * (
        inverse_temperature / spread
    )
    shares = np.exp(with_none - with_none.max(axis=1, keepdims=True))
    shares /= shares.sum(axis=1, keepdims=True)
    return np.asarray(shares[:, :-1], dtype=np.float32)


def starting_inverse_temperature(topics: Sequence[TopicText]) -> float:
    return fmean(
        WITH_TOLD
        if len(topic.told) >= MANY_TOLD
        else WITH_KEYWORDS
        if topic.keywords
        else WITHOUT_KEYWORDS
        for topic in topics
    )


def fitted_inverse_temperature(scores: FloatArray, labels: FloatArray, start: float) -> float:
    """Return the inverse temperature with the least log loss on corrections, drawn to `start`."""
    if not len(scores):
        return start
    none = (labels.sum(axis=1, keepdims=True) == 0).astype(np.float32)
    labels = np.hstack([labels, none])
    labels /= labels.sum(axis=1, keepdims=True)

    def loss(inverse_temperature: float) -> float:
        shares = softmax(scores, inverse_temperature)
        shares = np.hstack([shares, 1 - shares.sum(axis=1, keepdims=True)])
        log_loss = -float((labels * np.log(shares.clip(1e-6))).sum())
        return log_loss + TRUST_IN_START * float(np.log(inverse_temperature / start)) ** 2

    return float(min(CANDIDATES, key=loss))
