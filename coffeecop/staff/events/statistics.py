"""What the page of one event counts beside its topics: languages and the survey."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import func, select

from coffeecop.db import db
from coffeecop.models import Concern, ConcernTopic, Event, Language, SurveyAnswer
from coffeecop.models.concern.conditions import in_event_stream
from coffeecop.staff.events.report.figures import SMALLEST_SHOWN, opinion
from coffeecop.staff.events.report.tables import QUESTIONS, opinion_words
from coffeecop.staff.summaries.season import answers_by_step

# Texts of unknown language are counted as English: by themselves they would be few for nearly every
# topic.
MERGED_WITH_UNKNOWN = Language.ENGLISH


def hides_languages(event: Event) -> bool:
    """Return whether too few concerns of a topic, or of all, are in a language to tell of any."""
    counts = Counter[tuple[int | None, Language]]()
    for topic_id, language, concerns in db.session.execute(
        select(ConcernTopic.topic_id, Concern.text_language, func.count())
        .select_from(Concern)
        .outerjoin(Concern.topic_rows)
        .where(Concern.event_id == event.id, in_event_stream())
        .group_by(ConcernTopic.topic_id, Concern.text_language)
    ):
        counts[topic_id, language or MERGED_WITH_UNKNOWN] += concerns
    topics = {topic_id for topic_id, _language in counts}
    cells = [counts[topic_id, language] for topic_id in topics for language in Language]
    return min(cells, default=0) < SMALLEST_SHOWN


MOST_LINES = 200


class SurveyResults(NamedTuple):
    """How many answered, and for each question what most of them say, as the report puts it."""

    total: int
    sentences: list[tuple[str, str]]
    lines: Sequence[SurveyAnswer]

    @property
    def is_shown(self) -> bool:
        return self.total >= SMALLEST_SHOWN


def survey_results(event: Event) -> SurveyResults:
    total, counts = answers_by_step(event)
    return SurveyResults(
        total=total,
        sentences=[
            (str(QUESTIONS[question]), opinion_words(opinion(by_step)))
            for question, by_step in counts.items()
        ],
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
