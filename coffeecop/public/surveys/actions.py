from datetime import timedelta

from coffeecop.db import now
from coffeecop.models import Event, Language, SurveyAnswer
from coffeecop.models.idempotency import keep_once

OPEN_AFTER = timedelta(days=30)


class SurveyClosed(Exception):
    """The event has not begun, was cancelled, or is too long past to remember well."""


def is_open(event: Event) -> bool:
    """From the start of the event on, so that officers can ask in the room."""
    return event.is_published and event.starts_at <= now() < event.ends_at + OPEN_AFTER


def answer_survey(
    *,
    event: Event,
    key_hash: str,
    heard: int | None,
    approachable: int | None,
    again: int | None,
    line: str | None,
    language: Language,
) -> None:
    """Keep an answer. The same form sent again changes nothing. Raises SurveyClosed."""
    if not is_open(event):
        raise SurveyClosed
    keep_once(
        SurveyAnswer(
            event_id=event.id,
            form_key_hash=key_hash,
            heard=heard,
            approachable=approachable,
            again=again,
            line=line,
            language=language,
        )
    )
