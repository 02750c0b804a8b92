"""What the page of one event counts beside its topics: the survey."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import select

from coffeecop.db import db
from coffeecop.models import Event, SurveyAnswer
from coffeecop.staff.events.report.figures import SMALLEST_SHOWN, opinion
from coffeecop.staff.events.report.told import QUESTIONS, opinion_words
from coffeecop.staff.summaries.season import answers_by_step

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
    total, counts = answers_by_step(event)[event.id]
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
