"""What people answer of an event they came to, and what staff read of it."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import select

from coffeecop.concerns.arriving import guessed_kind, needs_action
from coffeecop.db import db, now
from coffeecop.models import Event, SurveyAnswer
from coffeecop.models.event import SURVEY_OPEN_AFTER
from coffeecop.models.event.attendance import QUESTIONS
from coffeecop.models.keys import store_once
from coffeecop.parts.survey.forms import SurveyForm
from coffeecop.public.sending import receive_with_receipt
from coffeecop.staff.summaries.survey import SMALLEST_SHOWN, answers_by_step, opinion
from coffeecop.web.event_labels import QUESTION_NAMES
from coffeecop.web.i18n import current_language

# Comments that staff read.
MOST_LINES = 200


def is_open(event: Event) -> bool:
    """From the start of the event, so that officers can ask in the room."""
    return event.is_published and event.starts_at <= now() < event.ends_at + SURVEY_OPEN_AFTER


def form_afterwards(event: Event) -> SurveyForm | None:
    return SurveyForm(formdata=None) if event.is_over and is_open(event) else None


def send_survey(form: SurveyForm, event: Event) -> str | None:
    """Store the answers. A line about danger or an officer becomes a concern in their place.

    Return the code of its receipt, or None where it is no concern.
    """
    line = form.line.data
    code = None
    if line and needs_action(line):
        code = receive_with_receipt(
            event=event,
            form_key_hash=form.key_hash("concern", event.slug, line),
            body=line,
            kind=guessed_kind(line),
            phase=event.phase_at(now()),
        )
    if any(form.ratings.values()) or not code:
        answer = SurveyAnswer(
            event_id=event.id,
            form_key_hash=form.key_hash("survey", event.slug),
            **form.ratings,
            line=None if code else line,
            language=current_language(),
        )
        _save(answer)
    return code


def _save(answer: SurveyAnswer) -> None:
    """Store the answers, or add them to those that the same form has sent before.

    Taps may arrive at once or in another order, so what is not answered erases nothing.
    """
    same_form = select(SurveyAnswer).filter_by(form_key_hash=answer.form_key_hash)
    earlier = db.session.scalar(same_form.with_for_update())
    if earlier is None and store_once(answer):
        return
    earlier = earlier or db.session.scalars(same_form.with_for_update()).one()
    for name in (*QUESTIONS, "line"):
        given = getattr(answer, name)
        if given is not None:
            setattr(earlier, name, given)


class SurveyResults(NamedTuple):
    """How many answered, and for each question what most of them say, in words."""

    total: int
    sentences: list[tuple[str, str]]
    lines: Sequence[SurveyAnswer]

    @property
    def is_shown(self) -> bool:
        return self.total >= SMALLEST_SHOWN


def results_of(event: Event) -> SurveyResults | None:
    if not event.has_begun:
        return None
    total, counts = answers_by_step(event)[event.id]
    if not (event.is_over or total):
        return None
    return SurveyResults(
        total=total,
        sentences=[
            (str(QUESTION_NAMES[question]), opinion(by_step).words)
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
