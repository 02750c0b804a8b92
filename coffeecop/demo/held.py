"""What staff and guests of the demo did at its past events and after them. All of it is made up."""

import random
import secrets
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from coffeecop.db import db, now
from coffeecop.models import (
    ChecklistItem,
    ChecklistTick,
    Concern,
    Event,
    Language,
    StaffMember,
    SurveyAnswer,
)
from coffeecop.models.event.attendance import QUESTIONS, STEPS
from coffeecop.models.public_record.log import record_states
from coffeecop.models.public_record.roots import publish_root

COUNTED_AFTER = timedelta(minutes=20)
TICKED_BEFORE = timedelta(days=2)
SURVEYED_WITHIN_HOURS = 30
SURVEY_WEIGHTS = (0, 0, 6, 8, 10)


def add_what_was_done(
    event: Event, data: dict[str, Any], officer: StaffMember, items: list[ChecklistItem]
) -> None:
    """Count heads, tick lines and answer the survey, as the file says for this event."""
    if data.get("heads") is not None:
        event.heads_counted, event.heads_counted_by_id = data["heads"], officer.id
        event.heads_counted_at = event.ends_at + COUNTED_AFTER
    ticked_at = min(event.starts_at - TICKED_BEFORE, event.published_at or event.created_at)
    db.session.add_all(
        ChecklistTick(
            event_id=event.id, item_id=item.id, ticked_by_id=officer.id, ticked_at=ticked_at
        )
        for item in items
        if item.step in data.get("ticked", ())
    )
    if "survey" in data:
        db.session.add_all(_survey(event, data["survey"]))


def record_concerns(event: Event) -> None:
    """Seal the public record with the root of last night, as the worker would have."""
    own = select(Concern.id).where(Concern.event_id == event.id).order_by(Concern.created_at)
    yesterday = now().astimezone(ZoneInfo(event.time_zone)).date() - timedelta(days=1)
    record_states(db.session.scalars(own).all(), on=yesterday)
    publish_root(event)


def _survey(event: Event, data: dict[str, Any]) -> list[SurveyAnswer]:
    # Of its own, so that the parties of the demo stay the same.
    rng = random.Random(data["answers"])  # noqa: S311
    lines = [(code, line) for code, written in data["lines"].items() for line in written]
    lines += [(Language.ENGLISH, None)] * (data["answers"] - len(lines))
    return [
        SurveyAnswer(
            event_id=event.id,
            form_key_hash=secrets.token_hex(32),
            line=line,
            language=Language(code),
            created_at=event.ends_at + timedelta(hours=rng.uniform(0, SURVEYED_WITHIN_HOURS)),
            **{question: rng.choices(STEPS, SURVEY_WEIGHTS)[0] for question in QUESTIONS},
        )
        for code, line in lines
    ]
