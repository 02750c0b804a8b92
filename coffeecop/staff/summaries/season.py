"""The events of a season, and what people who came to one of them said."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from coffeecop.db import db, now
from coffeecop.models import Agency, Event, EventStatus, SurveyAnswer
from coffeecop.models.event.attendance import QUESTIONS


def events_between(agency: Agency, *, since: date, until: date) -> Sequence[Event]:
    """Return the published events that began on one of these days, in their order."""
    zone = ZoneInfo(agency.time_zone)
    first = datetime.combine(since, time(), zone)
    end = datetime.combine(until + timedelta(days=1), time(), zone)
    return reported_events(agency, Event.starts_at >= first, Event.starts_at < end)


def reported_events(agency: Agency, *conditions: ColumnElement[bool]) -> Sequence[Event]:
    """Return the published events that have begun, of which a report may tell, in their order."""
    begun = Event.status == EventStatus.PUBLISHED, Event.starts_at <= now()
    return db.session.scalars(
        select(Event)
        .where(Event.agency_id == agency.id, *begun, *conditions)
        .order_by(Event.starts_at, Event.id)
        .options(joinedload(Event.venue), joinedload(Event.agency))
    ).all()


def answers_by_step(*events: Event) -> dict[int, tuple[int, dict[str, Counter[int]]]]:
    """Return by event how many answered, and to each question how many gave which step."""
    counts = {
        event.id: (0, {question: Counter[int]() for question in QUESTIONS}) for event in events
    }
    of_event, steps = SurveyAnswer.event_id, [getattr(SurveyAnswer, each) for each in QUESTIONS]
    for event_id, number, *given in db.session.execute(
        select(of_event, func.count(), *steps)
        .where(of_event.in_(counts))
        .group_by(of_event, *steps)
    ):
        total, by_question = counts[event_id]
        counts[event_id] = total + number, by_question
        for question, step in zip(QUESTIONS, given, strict=True):
            if step is not None:
                by_question[question][step] += number
    return counts
