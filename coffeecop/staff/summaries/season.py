"""The events of a season, and what people who came to one of them said."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from coffeecop.db import db, now
from coffeecop.models import Agency, Event, EventStatus, SurveyAnswer
from coffeecop.models.event.attendance import QUESTIONS


def events_between(agency: Agency, *, since: date, until: date) -> Sequence[Event]:
    """Return the published events that began on one of these days, in their order."""
    zone = ZoneInfo(agency.time_zone)
    first = datetime.combine(since, time(), zone)
    end = datetime.combine(until + timedelta(days=1), time(), zone)
    return db.session.scalars(
        select(Event)
        .where(
            Event.agency_id == agency.id,
            Event.status == EventStatus.PUBLISHED,
            Event.starts_at >= first,
            Event.starts_at < end,
            Event.starts_at <= now(),
        )
        .order_by(Event.starts_at, Event.id)
        .options(joinedload(Event.venue), joinedload(Event.agency))
    ).all()


def answers_by_step(event: Event) -> tuple[int, dict[str, Counter[int]]]:
    """Return how many answered the survey, and to each question how many gave which step."""
    total = 0
    counts: dict[str, Counter[int]] = {question: Counter() for question in QUESTIONS}
    columns = [getattr(SurveyAnswer, question) for question in QUESTIONS]
    for *steps, count in db.session.execute(
        select(*columns, func.count()).where(SurveyAnswer.event_id == event.id).group_by(*columns)
    ):
        total += count
        for question, step in zip(QUESTIONS, steps, strict=True):
            if step is not None:
                counts[question][step] += count
    return total, counts
