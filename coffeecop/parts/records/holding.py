"""What a case needs: the core asks before anything goes."""

from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select

from coffeecop.db import db
from coffeecop.models import (
    Arrival,
    AuditEntry,
    Concern,
    Contact,
    Event,
    Matter,
    MatterConcern,
    OutboxMessage,
    Rsvp,
    SurveyAnswer,
)
from coffeecop.parts.records.models.holds import HeldRecord, Hold
from coffeecop.parts.records.models.requests import RecordsRequest, RequestItem


def _ids(model: Any, *reasons: ColumnElement[bool]) -> Select[Any]:
    return select(model.id).where(or_(*reasons)).correlate(None)


def _named(column: Any) -> Select[Any]:
    return select(column).where(column.is_not(None)).correlate(None)


def _about(number: Any, concern_id: Any) -> Select[Any]:
    return select(number).where(concern_id.in_(_CONCERNS)).correlate(None)


_EVENTS = _named(HeldRecord.event_id)
_CONCERNS = _ids(
    Concern, Concern.id.in_(_named(HeldRecord.concern_id)), Concern.event_id.in_(_EVENTS)
)
_RSVPS = _ids(Rsvp, Rsvp.id.in_(_named(HeldRecord.rsvp_id)), Rsvp.event_id.in_(_EVENTS))
# What a case keeps: what it names, all of an event, and what is about a concern.
_HELD: dict[Any, Select[Any]] = {
    Event: _EVENTS,
    Concern: _CONCERNS,
    Rsvp: _RSVPS,
    Contact: _ids(Contact, Contact.rsvp_id.in_(_RSVPS), Contact.concern_id.in_(_CONCERNS)),
    SurveyAnswer: _ids(
        SurveyAnswer,
        SurveyAnswer.id.in_(_named(HeldRecord.survey_id)),
        SurveyAnswer.event_id.in_(_EVENTS),
    ),
    Arrival: _ids(Arrival, Arrival.event_id.in_(_EVENTS)),
    Matter: _ids(
        Matter,
        Matter.id.in_(_named(HeldRecord.matter_id)),
        Matter.event_id.in_(_EVENTS),
        Matter.id.in_(
            _about(MatterConcern.matter_id, MatterConcern.concern_id).where(MatterConcern.belongs)
        ),
    ),
    OutboxMessage: _ids(
        OutboxMessage, OutboxMessage.rsvp_id.in_(_RSVPS), OutboxMessage.concern_id.in_(_CONCERNS)
    ),
}
_HELD[RecordsRequest] = select(RequestItem.request_id).where(
    or_(
        RequestItem.concern_id.in_(_CONCERNS),
        RequestItem.event_id.in_(_EVENTS),
        RequestItem.rsvp_id.in_(_RSVPS),
        RequestItem.survey_id.in_(_HELD[SurveyAnswer]),
        RequestItem.matter_id.in_(_HELD[Matter]),
    )
)
_HELD[AuditEntry] = _ids(
    AuditEntry,
    *(
        (AuditEntry.subject_table == model.__tablename__) & AuditEntry.subject_id.in_(held)
        for model, held in _HELD.items()
    ),
)


def is_held(model: Any) -> ColumnElement[bool] | None:
    """Match the rows of a model that a case needs; None if none ever is."""
    # By the id: a column that is empty must not make the condition unknown.
    return model.id.in_(_HELD[model]) if model in _HELD else None


def holds_of(concern: Concern) -> list[Hold]:
    """Return the holds in force that keep this concern, the oldest first."""
    own = or_(HeldRecord.concern_id == concern.id, HeldRecord.event_id == concern.event_id)
    found = select(Hold).where(Hold.id.in_(select(HeldRecord.hold_id).where(own)))
    return list(db.session.scalars(found.order_by(Hold.id)))
