"""How much each example counts.

Staff correct what comes, so common topics get most corrections. If each counted the same, common
topics would take the texts of the others: 100 corrections drawn as texts come made the result worse
than none. So an example counts less, the more examples its topic has; and all count little while
they are few, because then chance decides which topics have any.
"""

from collections.abc import Sequence

import numpy as np

from coffeecop.engine.encoder import FloatArray
from coffeecop.engine.examples import Example

# Weight of an example of a topic that has no more than others: it grows with the number of
# examples per topic, by 1 for each EXAMPLES_PER_WEIGHT, from LEAST to MOST.
EXAMPLES_PER_WEIGHT, LEAST, MOST = 120.0, 0.04, 0.5
# Added to each topic's number in their harmonic mean, which one topic without examples would end.
ADDED_TO_NUMBER = 1.0


def weights_of(examples: Sequence[Example], topic_ids: Sequence[int]) -> FloatArray:
    """Return the weight of each example: its own times that of its rarest topic."""
    own = np.array([example.weight for example in examples], dtype=np.float32)
    numbers = dict.fromkeys(topic_ids, 0.0)
    for example in examples:
        for topic_id in example.topic_ids & numbers.keys():
            numbers[topic_id] += example.weight
    # The number up to which a topic's examples are not held back.
    usual = len(numbers) / sum(1 / (number + ADDED_TO_NUMBER) for number in numbers.values())
    usual = max(usual, 1.0)
    none = sum(example.weight for example in examples if not example.topic_ids & numbers.keys())
    rarest = [
        min((numbers[each] for each in example.topic_ids & numbers.keys()), default=none)
        for example in examples
    ]
    per_topic = float(own.sum()) / len(numbers)
    growth = min(max(per_topic / EXAMPLES_PER_WEIGHT, LEAST), MOST)
    return np.asarray(own * growth * np.minimum(1, usual / np.maximum(rarest, 1)), dtype=np.float32)
