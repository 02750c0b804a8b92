"""What the page of one event counts beside its topics: the survey."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import select

from coffeecop.db import db
from coffeecop.models import Event, SurveyAnswer
from coffeecop.models.event.attendance import STEPS
from coffeecop.staff.events.report.figures import SMALLEST_SHOWN, Protected, protect_row
from coffeecop.staff.summaries.season import answers_by_step

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
    total, counts = answers_by_step(event)
    return SurveyResults(
        total=total,
        by_question={
            question: _shown([by_step[step] for step in STEPS])
            for question, by_step in counts.items()
        },
        lines=_lines(event) if total >= SMALLEST_SHOWN else [],
    )


def _shown(counts: list[int]) -> list[int | None]:
    shown = protect_row(counts) or [Protected.FEW] * len(counts)
    return [None if isinstance(count, Protected) else count for count in shown]


def _lines(event: Event) -> Sequence[SurveyAnswer]:
    """Return the comments in an order that does not reveal when they were sent."""
    return db.session.scalars(
        select(SurveyAnswer)
        .where(SurveyAnswer.event_id == event.id, SurveyAnswer.line.is_not(None))
        .order_by(SurveyAnswer.line)
        .limit(MOST_LINES)
    ).all()
