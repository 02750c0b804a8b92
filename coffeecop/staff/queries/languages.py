"""Topics of an event by text language, with small counts suppressed."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from coffeecop.db import db
from coffeecop.models import Concern, ConcernTopic, Event, Language, Topic
from coffeecop.models.concern import in_event_stream
from coffeecop.staff.queries.conditions import HAS_TOPIC, number
from coffeecop.staff.queries.suppression import SMALLEST_SHOWN, suppress_table

# Texts of unknown language are counted as English: their own column would be small for nearly every
# topic and cause more suppression.
MERGED_WITH_UNKNOWN = Language.ENGLISH


@dataclass(frozen=True)
class LanguageRow:
    """A topic's concerns by language; a None count is suppressed, a None topic means no topic."""

    topic: Topic | None
    total: int
    counts: list[int | None]


@dataclass(frozen=True)
class LanguageTable:
    """Topics by language. A concern with two topics is in two rows, but counted once in totals."""

    rows: list[LanguageRow]
    totals: dict[Language, int]

    @property
    def is_shown(self) -> bool:
        """Return whether every language has enough concerns to show a table."""
        return min(self.totals.values()) >= SMALLEST_SHOWN

    @property
    def hides_something(self) -> bool:
        return not self.is_shown or any(None in row.counts for row in self.rows)


def language_table(event: Event, topics: Sequence[Topic]) -> LanguageTable:
    totals = Counter[Language]()
    counts = Counter[tuple[int | None, Language]]()
    for language, concerns, with_topic in db.session.execute(
        select(Concern.text_language, func.count(), number(HAS_TOPIC))
        .where(Concern.event_id == event.id, in_event_stream())
        .group_by(Concern.text_language)
    ):
        totals[language or MERGED_WITH_UNKNOWN] += concerns
        counts[None, language or MERGED_WITH_UNKNOWN] += concerns - with_topic
    for topic_id, language, concerns in db.session.execute(
        select(ConcernTopic.topic_id, Concern.text_language, func.count())
        .join(Concern, Concern.id == ConcernTopic.concern_id)
        .where(Concern.event_id == event.id, in_event_stream())
        .group_by(ConcernTopic.topic_id, Concern.text_language)
    ):
        counts[topic_id, language or MERGED_WITH_UNKNOWN] += concerns
    return _suppressed(topics, counts, {language: totals[language] for language in Language})


def _suppressed(
    topics: Sequence[Topic],
    counts: Counter[tuple[int | None, Language]],
    totals: dict[Language, int],
) -> LanguageTable:
    cells = {
        topic: [counts[topic.id if topic else None, language] for language in Language]
        for topic in (*topics, None)
    }
    raised = {topic: row for topic, row in cells.items() if any(row)}
    shown = suppress_table(list(raised.values()), most=list(totals.values()))
    return LanguageTable(
        [
            LanguageRow(topic, sum(row), hidden)
            for (topic, row), hidden in zip(raised.items(), shown, strict=True)
        ],
        totals,
    )
