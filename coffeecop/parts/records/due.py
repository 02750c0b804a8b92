"""Which records are due by the schedule of a department, and not on hold: of each series in SQL."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select

from coffeecop.db import UtcDateTime, now
from coffeecop.models import (
    Agency,
    Arrival,
    AuditAction,
    AuditEntry,
    Concern,
    Contact,
    Event,
    EventLine,
    Matter,
    MatterState,
    MatterStep,
    Message,
    OutboxMessage,
    Rsvp,
    StaffMember,
    SurveyAnswer,
)
from coffeecop.models.concern.conditions import is_for_complaint_staff
from coffeecop.models.concern.parts import OPEN_STATES
from coffeecop.models.mail import is_waiting
from coffeecop.models.may_go import may_go_condition
from coffeecop.parts.records.kinds import OF_EVENTS, OF_LOG, Series, Trigger
from coffeecop.parts.records.models.destructions import Destruction
from coffeecop.parts.records.models.holds import Hold
from coffeecop.parts.records.models.requests import RecordsRequest, RequestItem
from coffeecop.parts.records.models.schedule import RetentionRule

SIGN_INS = (
    AuditAction.SIGNED_IN,
    AuditAction.SIGN_IN_FAILED,
    AuditAction.SIGNED_OUT,
    AuditAction.IDENTITY_CONFIRMED,
    AuditAction.RECOVERY_CODE_USED,
)


class Records(NamedTuple):
    """The records of a series: their rows, of which department, and when what happened to them."""

    rows: Select[Any]
    agency_id: Any
    moments: Mapping[Trigger, Any]
    # What is seen of one beside its number and its day.
    look: Any = None

    @property
    def model(self) -> Any:
        return self.rows.column_descriptions[0]["entity"]


def due(agency: Agency, rule: RetentionRule) -> Select[Any]:
    """Select the id of each record that is due and not on hold, and from when its time counts."""
    found = records_of(agency, rule.series)
    moment = found.moments[rule.base].label("moment")
    is_due = and_(moment < rule.due_before(now(), agency), may_go_condition(found.model))
    rows = found.rows.with_only_columns(
        found.model.id.label("number"), moment, maintain_column_froms=True
    )
    return rows.where(is_due)


def records_of(agency: Agency, series: Series) -> Records:
    found = RECORDS[series]
    rows = found.rows.where(found.agency_id == agency.id)
    if series in OF_EVENTS:
        # Until an event is over all of it is needed.
        rows = rows.where(Event.ends_at < now())
    return found._replace(rows=rows)


def _moment(*columns: Any) -> Any:
    return func.coalesce(*columns, type_=UtcDateTime)


def _last(moment: Any, condition: ColumnElement[bool], model: Any) -> Any:
    return select(func.max(moment)).where(condition).correlate(model).scalar_subquery()


def _concerns(condition: ColumnElement[bool]) -> Records:
    last = _last(Message.created_at, Message.concern_id == Concern.id, Concern)
    return Records(
        select(Concern)
        .join(Event, Event.id == Concern.event_id)
        .where(Concern.is_there(), condition),
        Event.agency_id,
        {
            Trigger.SENT: Concern.created_at,
            Trigger.LAST_MESSAGE: _moment(last, Concern.created_at),
            Trigger.CLOSED: case((Concern.state.not_in(OPEN_STATES), Concern.state_at)),
            Trigger.EVENT: Event.ends_at,
        },
    )


def _of_event(model: Any, look: Any = None) -> Records:
    rows = select(model).join(Event, Event.id == model.event_id).where(model.is_there())
    moments = {Trigger.EVENT: Event.ends_at, Trigger.SENT: model.created_at}
    return Records(rows, Event.agency_id, moments, look)


def _log(condition: ColumnElement[bool]) -> Records:
    rows = select(AuditEntry).where(AuditEntry.action != AuditAction.DESTROYED, condition)
    return Records(rows, AuditEntry.agency_id, {Trigger.SENT: AuditEntry.created_at})


# Residents read it.
_IN_USE = (Matter.state == MatterState.ANSWERED) & Matter.published_at.is_not(None)
_ASKED_FOR = (
    select(RequestItem.event_id)
    .join(RecordsRequest, RecordsRequest.id == RequestItem.request_id)
    .where(RequestItem.event_id.is_not(None), RecordsRequest.closed_at.is_(None))
)
RECORDS: Mapping[Series, Records] = {
    Series.CONCERN: _concerns(~is_for_complaint_staff()),
    Series.COMPLAINT: _concerns(is_for_complaint_staff() & Concern.is_sustained.is_(False)),
    Series.SUSTAINED: _concerns(Concern.is_sustained.is_(True)),
    Series.RSVP: _of_event(Rsvp),
    Series.CONTACT: Records(
        select(Contact)
        .join(Rsvp, Rsvp.id == Contact.rsvp_id)
        .join(Event, Event.id == Rsvp.event_id),
        Event.agency_id,
        {Trigger.EVENT: Event.ends_at, Trigger.SENT: Rsvp.created_at},
    ),
    Series.SURVEY: _of_event(SurveyAnswer, SurveyAnswer.line),
    Series.ARRIVALS: _of_event(Arrival),
    # A matter is closed by its last step.
    Series.MATTER: Records(
        select(Matter).where(Matter.state.not_in((MatterState.HEARD, MatterState.DOING)), ~_IN_USE),
        Matter.agency_id,
        {Trigger.CLOSED: _last(MatterStep.created_at, MatterStep.matter_id == Matter.id, Matter)},
        Matter.name,
    ),
    # What officers wrote about an event. What an open request has found stays.
    Series.NOTES: Records(
        select(Event).where(
            exists().where(EventLine.event_id == Event.id, EventLine.body.is_not(None)),
            Event.id.not_in(_ASKED_FOR),
        ),
        Event.agency_id,
        {Trigger.EVENT: Event.ends_at},
    ),
    # Mail that waits is none yet; that about a complaint goes with it.
    Series.MAIL: Records(
        select(OutboxMessage)
        .outerjoin(Rsvp, Rsvp.id == OutboxMessage.rsvp_id)
        .outerjoin(Concern, Concern.id == OutboxMessage.concern_id)
        .outerjoin(StaffMember, StaffMember.id == OutboxMessage.staff_id)
        .outerjoin(Event, Event.id == func.coalesce(Rsvp.event_id, Concern.event_id))
        .where(~is_waiting(), or_(Concern.id.is_(None), ~is_for_complaint_staff())),
        func.coalesce(Event.agency_id, StaffMember.agency_id),
        {Trigger.SENT: _moment(OutboxMessage.sent_at, OutboxMessage.failed_at)},
        OutboxMessage.subject,
    ),
    Series.AUDIT: _log(AuditEntry.action.not_in(SIGN_INS)),
    Series.SIGN_IN: _log(AuditEntry.action.in_(SIGN_INS)),
    Series.REQUEST: Records(
        select(RecordsRequest), RecordsRequest.agency_id, {Trigger.CLOSED: RecordsRequest.closed_at}
    ),
    # The hold of a request goes with it.
    Series.HOLD: Records(
        select(Hold).where(Hold.id.not_in(select(RecordsRequest.hold_id))),
        Hold.agency_id,
        {Trigger.CLOSED: Hold.lifted_at},
        Hold.name,
    ),
    # `verify` needs those that say which entries of the log were destroyed.
    Series.CERTIFICATE: Records(
        select(Destruction).where(Destruction.series.not_in(OF_LOG)),
        Destruction.agency_id,
        {Trigger.CLOSED: _moment(Destruction.destroyed_at, Destruction.stopped_at)},
    ),
}
