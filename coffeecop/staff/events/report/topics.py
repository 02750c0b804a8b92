"""Topics before, at and after an event, protected as one table with its totals."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from coffeecop.models import Phase
from coffeecop.staff.summaries.suppression import SMALLEST_SHOWN, suppress_table

LARGEST = 5

Phases = tuple[Phase, ...]


class RaisedTopic(NamedTuple):
    """One topic of a concern; a None topic means no topic, or one that has no name of its own."""

    concern_id: int
    phase: Phase
    topic_id: int | None


class TopicLine(NamedTuple):
    """A topic's concerns in all and by column, None if suppressed; no topic: all other concerns."""

    topic_id: int | None
    total: int
    counts: Sequence[int | None]


class TopicTable(NamedTuple):
    """The largest topics. A concern with two topics is in two lines, but counted once in totals."""

    columns: Sequence[Phases]
    totals: Sequence[int]
    lines: Sequence[TopicLine]


def topic_table(raised: Iterable[RaisedTopic]) -> TopicTable:
    """Return what may be shown. Phases with few concerns are one column with their neighbor."""
    topics: dict[int, set[int | None]] = defaultdict(set)
    phase_of: dict[int, Phase] = {}
    for concern_id, phase, topic_id in raised:
        topics[concern_id].add(topic_id)
        phase_of[concern_id] = phase
    columns = join_small_phases(Counter(phase_of.values()))
    totals = [sum(phase in column for phase in phase_of.values()) for column in columns]

    def row(concern_ids: Iterable[int]) -> list[int]:
        by_phase = Counter(phase_of[concern_id] for concern_id in concern_ids)
        return [sum(by_phase[phase] for phase in column) for column in columns]

    shown, others = _largest(topics)
    rows: dict[int | None, list[int]] = {
        topic_id: row(each for each, own in topics.items() if topic_id in own) for topic_id in shown
    }
    if _can_be_told(len(others), len(topics)):
        rows[None] = row(others)
    lines = zip(rows.items(), _suppressed(list(rows.values()), totals), strict=True)
    return TopicTable(
        columns,
        totals,
        [TopicLine(topic_id, sum(counts), cells) for (topic_id, counts), cells in lines],
    )


def join_small_phases(by_phase: Mapping[Phase, int]) -> list[Phases]:
    columns: list[Phases] = [(phase,) for phase in Phase]
    while len(columns) > 1:
        totals = [sum(by_phase.get(phase, 0) for phase in column) for column in columns]
        smallest = totals.index(min(totals))
        if totals[smallest] >= SMALLEST_SHOWN:
            break
        neighbors = [at for at in (smallest - 1, smallest + 1) if 0 <= at < len(columns)]
        first, second = sorted((smallest, min(neighbors, key=totals.__getitem__)))
        columns[first : second + 1] = [columns[first] + columns[second]]
    return columns


def _largest(topics: dict[int, set[int | None]]) -> tuple[list[int], set[int]]:
    """Return the topics to show, the largest first, and the concerns with any other or none."""
    counts = Counter(topic_id for each in topics.values() for topic_id in each)
    shown = [
        topic_id
        for topic_id, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0] or 0))
        if topic_id is not None and _can_be_told(count, len(topics))
    ][:LARGEST]
    while shown and len(others := _with_another(topics, shown)) < SMALLEST_SHOWN:
        shown.pop()
    return shown, others if shown else set()


def _with_another(topics: dict[int, set[int | None]], shown: Sequence[int]) -> set[int]:
    return {concern_id for concern_id, own in topics.items() if own - set(shown)}


def _can_be_told(count: int, of: int) -> bool:
    """Return whether neither those counted nor the rest are few."""
    return SMALLEST_SHOWN <= count <= of - SMALLEST_SHOWN


def _suppressed(rows: list[list[int]], totals: Sequence[int]) -> list[list[int | None]]:
    """Suppress small cells, and those in which nearly all of a column's concerns are."""
    if not rows:
        return []
    shown = suppress_table(rows, most=totals)
    for row, cells in zip(rows, shown, strict=True):
        rest = [total - count for count, total in zip(row, totals, strict=True)]
        protected, _ = suppress_table([row, rest])
        cells[:] = [
            None if hidden is None else cell for cell, hidden in zip(cells, protected, strict=True)
        ]
    return shown
