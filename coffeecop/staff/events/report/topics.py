"""The topics of an event that may be told outside the department, without any small number."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from coffeecop.staff.events.report.figures import SMALLEST_SHOWN

LARGEST = 5


class TopicLine(NamedTuple):
    """How many concerns raised a topic; no topic: all other concerns."""

    topic_id: int | None
    total: int


def topic_lines(raised: Iterable[tuple[int, int | None]]) -> list[TopicLine]:
    """Return the largest topics, and what is left, of pairs of a concern and a topic.

    Neither a line nor those who are not in it are few. A concern with two topics is in both lines.
    """
    topics: dict[int, set[int | None]] = defaultdict(set)
    for concern_id, topic_id in raised:
        topics[concern_id].add(topic_id)
    counts = Counter(topic_id for each in topics.values() for topic_id in each)
    shown = [
        TopicLine(topic_id, count)
        for topic_id, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0] or 0))
        if topic_id is not None and _can_be_told(count, len(topics))
    ][:LARGEST]
    while shown and (others := _with_another(topics.values(), shown)) < SMALLEST_SHOWN:
        shown.pop()
    if shown and _can_be_told(others, len(topics)):
        shown.append(TopicLine(None, others))
    return shown


def _with_another(topics: Iterable[set[int | None]], shown: Sequence[TopicLine]) -> int:
    """Return how many concerns have a topic that is not shown, or none."""
    told = {line.topic_id for line in shown}
    return sum(bool(own - told) for own in topics)


def _can_be_told(count: int, of: int) -> bool:
    """Return whether neither those counted nor the rest are few."""
    return SMALLEST_SHOWN <= count <= of - SMALLEST_SHOWN
