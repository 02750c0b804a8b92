"""Survey results of an event, with small counts suppressed."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from coffeecop.db import db
from coffeecop.models import Event, SurveyAnswer
from coffeecop.models.survey import STEPS
from coffeecop.staff.queries.suppression import SMALLEST_SHOWN, suppress_row

QUESTIONS = ("heard", "approachable", "again")
MOST_LINES = 200


@dataclass(frozen=True)
class SurveyResults:
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
