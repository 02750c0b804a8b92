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
from coffeecop.parts.records.kinds import RecordKind
from coffeecop.parts.records.models.holds import HeldRecord, Hold
from coffeecop.parts.records.models.requests import RecordsRequest, RequestItem


def _named(kind: RecordKind) -> Select[Any]:
    column = getattr(HeldRecord, f"{kind}_id")
    return select(column).where(column.is_not(None)).correlate(None)


def _rows(model: Any, *reasons: ColumnElement[bool], kind: RecordKind | None = None) -> Select[Any]:
    """Select what a hold names, what belongs to something that is held, and for other reasons."""
    named = [model.id.in_(_named(kind))] if kind else []
    return select(model.id).where(or_(*named, *_of_held(model), *reasons)).correlate(None)


def _of_held(model: Any) -> list[ColumnElement[bool]]:
    columns = model.__table__.columns
    return [getattr(model, name).in_(held) for name, held in _BY_COLUMN.items() if name in columns]


# What is held, by the column of what belongs to it.
_BY_COLUMN: dict[str, Select[Any]] = {}
_BY_COLUMN["event_id"] = _EVENTS = _named(RecordKind.EVENT)
_BY_COLUMN["concern_id"] = _CONCERNS = _rows(Concern, kind=RecordKind.CONCERN)
_BY_COLUMN["rsvp_id"] = _RSVPS = _rows(Rsvp, kind=RecordKind.RSVP)
_BY_COLUMN["survey_id"] = _SURVEYS = _rows(SurveyAnswer, kind=RecordKind.SURVEY)
_WITH_CONCERNS = select(MatterConcern.matter_id).where(
    MatterConcern.concern_id.in_(_CONCERNS), MatterConcern.belongs
)
_BY_COLUMN["matter_id"] = _MATTERS = _rows(
    Matter, Matter.id.in_(_WITH_CONCERNS.correlate(None)), kind=RecordKind.MATTER
)
_HELD: dict[Any, Select[Any]] = {
    Event: _EVENTS,
    Concern: _CONCERNS,
    Rsvp: _RSVPS,
    SurveyAnswer: _SURVEYS,
    Matter: _MATTERS,
    **{model: _rows(model) for model in (Contact, Arrival, OutboxMessage)},
    RecordsRequest: select(RequestItem.request_id).where(or_(*_of_held(RequestItem))),
}
_HELD[AuditEntry] = _rows(
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
