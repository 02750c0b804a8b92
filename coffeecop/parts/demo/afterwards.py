"""What staff and guests of the demo wrote, did and promised. All of it is made up."""

import random
import secrets
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from coffeecop.db import db, now
from coffeecop.models import (
    ChecklistItem,
    ChecklistTick,
    Concern,
    ConcernFlag,
    Event,
    EventLine,
    FlagAction,
    Language,
    StaffMember,
    SurveyAnswer,
)
from coffeecop.models.event.attendance import QUESTIONS, STEPS

COUNTED_AFTER = timedelta(minutes=20)
TICKED_BEFORE = timedelta(days=2)
SURVEYED_WITHIN_HOURS = 30
SURVEY_WEIGHTS = (0, 0, 6, 8, 10)
FLAGS_DECIDED_AFTER = timedelta(hours=2)
FLAGS_LEFT_OPEN = timedelta(days=2)


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
    if "heard" in data:
        db.session.add(EventLine(event_id=event.id, staff_id=officer.id, body=data["heard"]))
    if "survey" in data:
        db.session.add_all(_survey(event, data["survey"]))


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


def decide_flags(officer: StaffMember) -> None:
    """Decide all flags but the newest: who asked was answered, the others needed nothing."""
    flagged = select(ConcernFlag, Concern).join(Concern, Concern.id == ConcernFlag.concern_id)
    for flag, concern in db.session.execute(
        flagged.where(Concern.created_at < now() - FLAGS_LEFT_OPEN)
    ):
        flag.decide(FlagAction.ANSWER if concern.asked_at else FlagAction.NOTHING, by=officer)
        flag.seen_at = concern.created_at + FLAGS_DECIDED_AFTER
