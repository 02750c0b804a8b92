"""What the page of one event counts beside its topics: languages and the survey."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import func, select

from coffeecop.db import db
from coffeecop.models import Concern, ConcernTopic, Event, Language, SurveyAnswer, Topic
from coffeecop.models.concern.conditions import in_event_stream
from coffeecop.models.event.attendance import QUESTIONS, STEPS
from coffeecop.staff.summaries.suppression import SMALLEST_SHOWN, suppress_row, suppress_table

# Texts of unknown language are counted as English: their own column would be small for nearly every
# topic and cause more suppression.
MERGED_WITH_UNKNOWN = Language.ENGLISH


class LanguageRow(NamedTuple):
    """A topic's concerns by language; a None count is suppressed, a None topic means no topic."""

    topic: Topic | None
    total: int
    counts: list[int | None]


class LanguageTable(NamedTuple):
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
    for language, concerns in db.session.execute(
        select(Concern.text_language, func.count())
        .where(Concern.event_id == event.id, in_event_stream())
        .group_by(Concern.text_language)
    ):
        totals[language or MERGED_WITH_UNKNOWN] += concerns
    for topic_id, language, concerns in db.session.execute(
        select(ConcernTopic.topic_id, Concern.text_language, func.count())
        .select_from(Concern)
        .outerjoin(Concern.topic_rows)
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


MOST_LINES = 200


class SurveyResults(NamedTuple):
    """Number of answers by question and step; None if suppressed."""

    total: int
    by_question: dict[str, list[int | None]]
    lines: Sequence[SurveyAnswer]

    @property
    def is_shown(self) -> bool:
        return self.total >= SMALLEST_SHOWN


def survey_results(event: Event) -> SurveyResults:
    counts = {question: dict.fromkeys(STEPS, 0) for question in QUESTIONS}
    total = 0
    columns = [getattr(SurveyAnswer, question) for question in QUESTIONS]
    for *steps, count in db.session.execute(
        select(*columns, func.count()).where(SurveyAnswer.event_id == event.id).group_by(*columns)
    ):
        total += count
        for question, step in zip(QUESTIONS, steps, strict=True):
            if step is not None:
                counts[question][step] += count
    return SurveyResults(
        total=total,
        by_question={
            question: suppress_row([by_step[step] for step in STEPS])
            for question, by_step in counts.items()
        },
        lines=_lines(event) if total >= SMALLEST_SHOWN else [],
    )


def _lines(event: Event) -> Sequence[SurveyAnswer]:
    """Return the comments in an order that does not reveal when they were sent."""
    return db.session.scalars(
        select(SurveyAnswer)
        .where(SurveyAnswer.event_id == event.id, SurveyAnswer.line.is_not(None))
        .order_by(SurveyAnswer.line)
        .limit(MOST_LINES)
    ).all()
