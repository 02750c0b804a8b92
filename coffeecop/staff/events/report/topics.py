"""What many raised at an event, to be told outside the department without any small number."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from coffeecop.models import Theme, Topic
from coffeecop.staff.events.report.figures import SMALLEST_SHOWN

LARGEST = 5


class TopicLine(NamedTuple):
    """How many concerns raised a topic or a theme that staff named; None: all other concerns."""

    subject: Topic | Theme | None
    total: int


# A concern and what it raised.
Raised = tuple[int, Topic | Theme | None]


def topic_lines(raised: Iterable[Raised]) -> list[TopicLine]:
    """Return the largest subjects, and what is left; of equal ones that which was raised first.

    Neither a line nor those who are not in it are few. A concern may be in two lines.
    """
    pairs = dict.fromkeys(raised)
    subjects: dict[int, set[Topic | Theme | None]] = defaultdict(set)
    for concern_id, subject in pairs:
        subjects[concern_id].add(subject)
    counts = Counter(subject for _concern_id, subject in pairs)
    shown = [
        TopicLine(subject, count)
        for subject, count in counts.most_common()
        if subject is not None and _can_be_told(count, len(subjects))
    ][:LARGEST]
    while shown and (others := _with_another(subjects.values(), shown)) < SMALLEST_SHOWN:
        shown.pop()
    if shown and _can_be_told(others, len(subjects)):
        shown.append(TopicLine(None, others))
    return shown


def _with_another(subjects: Iterable[set[Topic | Theme | None]], shown: Sequence[TopicLine]) -> int:
    """Return how many concerns have a subject that is not shown, or none."""
    told = {line.subject for line in shown}
    return sum(bool(own - told) for own in subjects)


def _can_be_told(count: int, of: int) -> bool:
    """Return whether neither those counted nor the rest are few."""
    return SMALLEST_SHOWN <= count <= of - SMALLEST_SHOWN
