"""Which records are due by the schedule of a department, and not on hold: of each series in SQL."""

from collections.abc import Callable, Mapping
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
from coffeecop.models.report import is_owed
from coffeecop.parts.records.kinds import OF_CONCERNS, OF_LOG, Series, Trigger
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
    """The records of a series: their rows, and when what happened to them."""

    rows: Select[Any]
    moments: Mapping[Trigger, Any]

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
    if series in OF_CONCERNS:
        return _concerns(agency, series)
    return _READERS[series](agency)


def _concerns(agency: Agency, series: Series) -> Records:
    of_series = {
        Series.CONCERN: ~is_for_complaint_staff(),
        Series.COMPLAINT: is_for_complaint_staff() & Concern.is_sustained.is_(False),
        Series.SUSTAINED: Concern.is_sustained.is_(True),
    }
    last = select(func.max(Message.created_at)).where(Message.concern_id == Concern.id)
    return Records(
        select(Concern)
        .join(Event, Event.id == Concern.event_id)
        .where(Event.agency_id == agency.id, Concern.is_there(), of_series[series]),
        {
            Trigger.SENT: Concern.created_at,
            Trigger.LAST_MESSAGE: func.coalesce(
                last.correlate(Concern).scalar_subquery(), Concern.created_at, type_=UtcDateTime
            ),
            Trigger.CLOSED: case((Concern.state.not_in(OPEN_STATES), Concern.state_at)),
            Trigger.EVENT: Event.ends_at,
        },
    )


def _of_event(agency: Agency, model: Any) -> Records:
    return Records(
        select(model)
        .join(Event, Event.id == model.event_id)
        .where(*_is_over(agency), model.is_there()),
        {Trigger.EVENT: Event.ends_at, Trigger.SENT: model.created_at},
    )


def _is_over(agency: Agency) -> tuple[ColumnElement[bool], ...]:
    """Match the department's events that are over: until then all of them is needed."""
    return Event.agency_id == agency.id, Event.ends_at < now()


def _contacts(agency: Agency) -> Records:
    return Records(
        select(Contact)
        .join(Rsvp, Rsvp.id == Contact.rsvp_id)
        .join(Event, Event.id == Rsvp.event_id)
        .where(*_is_over(agency)),
        {Trigger.EVENT: Event.ends_at, Trigger.SENT: Rsvp.created_at},
    )


def _matters(agency: Agency) -> Records:
    """A matter is closed by its last step; an answer that residents read is in use.

    So is what the next report has to answer for.
    """
    last = select(func.max(MatterStep.created_at)).where(MatterStep.matter_id == Matter.id)
    is_open = Matter.state.in_((MatterState.HEARD, MatterState.DOING))
    is_in_use = (Matter.state == MatterState.ANSWERED) & Matter.published_at.is_not(None)
    return Records(
        select(Matter).where(Matter.agency_id == agency.id, ~is_open, ~is_in_use, ~is_owed()),
        {Trigger.CLOSED: last.correlate(Matter).scalar_subquery()},
    )


def _mail(agency: Agency) -> Records:
    """Mail that waits is none yet; that about a complaint goes with it."""
    own_event = func.coalesce(Rsvp.event_id, Concern.event_id)
    return Records(
        select(OutboxMessage)
        .outerjoin(Rsvp, Rsvp.id == OutboxMessage.rsvp_id)
        .outerjoin(Concern, Concern.id == OutboxMessage.concern_id)
        .outerjoin(StaffMember, StaffMember.id == OutboxMessage.staff_id)
        .outerjoin(Event, Event.id == own_event)
        .where(
            func.coalesce(Event.agency_id, StaffMember.agency_id) == agency.id,
            ~is_waiting(),
            or_(Concern.id.is_(None), ~is_for_complaint_staff()),
        ),
        {
            Trigger.SENT: func.coalesce(
                OutboxMessage.sent_at, OutboxMessage.failed_at, type_=UtcDateTime
            )
        },
    )


def _log(agency: Agency, *conditions: ColumnElement[bool]) -> Records:
    return Records(
        select(AuditEntry).where(
            AuditEntry.agency_id == agency.id,
            AuditEntry.action != AuditAction.DESTROYED,
            *conditions,
        ),
        {Trigger.SENT: AuditEntry.created_at},
    )


def _requests(agency: Agency) -> Records:
    return Records(
        select(RecordsRequest).where(RecordsRequest.agency_id == agency.id),
        {Trigger.CLOSED: RecordsRequest.closed_at},
    )


def _notes(agency: Agency) -> Records:
    """By the event: what officers wrote about it. What an open request has found stays."""
    written = exists().where(EventLine.event_id == Event.id, EventLine.body.is_not(None))
    asked_for = (
        select(RequestItem.event_id)
        .join(RecordsRequest, RecordsRequest.id == RequestItem.request_id)
        .where(RequestItem.event_id.is_not(None), RecordsRequest.closed_at.is_(None))
    )
    return Records(
        select(Event).where(*_is_over(agency), written, Event.id.not_in(asked_for)),
        {Trigger.EVENT: Event.ends_at},
    )


def _holds(agency: Agency) -> Records:
    """The hold of a request goes with it."""
    of_requests = select(RecordsRequest.hold_id)
    return Records(
        select(Hold).where(Hold.agency_id == agency.id, Hold.id.not_in(of_requests)),
        {Trigger.CLOSED: Hold.lifted_at},
    )


def _certificates(agency: Agency) -> Records:
    """`verify` needs those that say which entries of the log were destroyed."""
    return Records(
        select(Destruction).where(
            Destruction.agency_id == agency.id, Destruction.series.not_in(OF_LOG)
        ),
        {
            Trigger.CLOSED: func.coalesce(
                Destruction.destroyed_at, Destruction.stopped_at, type_=UtcDateTime
            )
        },
    )


_READERS: Mapping[Series, Callable[[Agency], Records]] = {
    Series.RSVP: lambda agency: _of_event(agency, Rsvp),
    Series.CONTACT: _contacts,
    Series.SURVEY: lambda agency: _of_event(agency, SurveyAnswer),
    Series.ARRIVALS: lambda agency: _of_event(agency, Arrival),
    Series.MATTER: _matters,
    Series.MAIL: _mail,
    Series.AUDIT: lambda agency: _log(agency, AuditEntry.action.not_in(SIGN_INS)),
    Series.SIGN_IN: lambda agency: _log(agency, AuditEntry.action.in_(SIGN_INS)),
    Series.REQUEST: _requests,
    Series.NOTES: _notes,
    Series.HOLD: _holds,
    Series.CERTIFICATE: _certificates,
}
