from coffeecop.models import Event, Language, SurveyAnswer
from coffeecop.models.idempotency import store_once


class SurveyClosed(Exception):
    """The event has not begun, was cancelled, or ended too long ago."""


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
    """Store an answer. A repeated idempotency key changes nothing. Raises SurveyClosed."""
    if not event.takes_survey:
        raise SurveyClosed
    store_once(
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
