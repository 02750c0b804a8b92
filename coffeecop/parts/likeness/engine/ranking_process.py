"""Rank texts for names of stories in a short-lived process, as `likeness_process` compares them.

The question is one JSON line with all names, and each text is another.
"""

import enum
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from coffeecop.parts.likeness.engine.likeness_process import Candidate, ask, read

# From these scores a person is asked. No count may rest on it: on fresh rooms half to three
# quarters of the sure are right.
SURE, LIKELY = 5.5, 3.5


@dataclass(frozen=True)
class StoryName:
    """What a person calls a story, and other words for it, if there are any."""

    key: int
    name: str
    also: str = ""


class Fit(enum.StrEnum):
    """How well a text fits a name. How often each is right: benchmarks/matters/README.md."""

    SURE = "sure"
    LIKELY = "likely"
    OTHER = "other"


class Ranked(NamedTuple):
    id: int
    score: float

    @property
    def fit(self) -> Fit:
        if self.score >= SURE:
            return Fit.SURE
        return Fit.LIKELY if self.score >= LIKELY else Fit.OTHER


def rank(
    names: Sequence[StoryName], candidates: Iterable[Candidate], by_topic: Sequence[Sequence[float]]
) -> dict[int, list[Ranked]]:
    """Return for each name by its key all candidates, the likeliest first. Raises NotCompared.

    `by_topic` is for each name how well the topics of each candidate fit it. Names compete: what
    fits another as well is less likely. Of equals the first stays first.
    """
    lines = [[line for line in (each.name, each.also) if line] for each in names]
    found = ask(__name__, [lines, by_topic], candidates)
    return {
        each.key: [Ranked(*pair) for pair in ranked]
        for each, ranked in zip(names, found, strict=True)
    }


def answer(lines: Iterator[str]) -> str:
    # Imported here because only this process needs numpy and the encoder.
    import numpy as np

    from coffeecop.parts.likeness.engine.ranking import scores

    names, by_topic = json.loads(next(lines))
    ids, bodies, vectors = read(lines)
    found = scores(bodies, vectors, names, np.array(by_topic, dtype=np.float32))
    ranked = [
        sorted(zip(ids, row.tolist(), strict=True), key=lambda each: -each[1]) for row in found
    ]
    return json.dumps(ranked)


if __name__ == "__main__":
    sys.stdout.write(answer(iter(sys.stdin)))
