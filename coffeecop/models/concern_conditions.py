"""What queries ask of concerns, as conditions in SQL."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select

from coffeecop.models.concern import Concern
from coffeecop.models.concern_enums import DONE, AssignedBy, ConcernSource, Kind
from coffeecop.models.concern_topic import ConcernTopic
from coffeecop.models.event import Event
from coffeecop.models.message import Message
from coffeecop.models.staff import Role, StaffMember


def in_event_stream() -> ColumnElement[bool]:
    """Match the concerns that count for an event.

    Excludes complaints, withdrawn concerns, and those held or hidden in review.
    """
    return and_(
        Concern.is_complaint.is_(False),
        Concern.withdrawn_at.is_(None),
        Concern.hidden_at.is_(None),
        Concern.is_held.is_(False),
    )


def is_not_merged() -> ColumnElement[bool]:
    """Match the concerns that stand for themselves."""
    return Concern.merged_into_id.is_(None)


def is_free_of_details() -> ColumnElement[bool]:
    """Match the concerns that may be printed: read, without personal details, naming no officer."""
    return Concern.has_personal_details.is_(False) & Concern.names_officer.is_(False)


def has_topic(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Match concerns with a topic whose row meets the conditions."""
    return exists().where(ConcernTopic.concern_id == Concern.id, *conditions).correlate(Concern)


def not_sorted() -> ColumnElement[bool]:
    """Match concerns whose topics neither the resident nor staff have chosen or checked."""
    from_people = has_topic(ConcernTopic.assigned_by != AssignedBy.ENGINE)
    return Concern.topics_checked_at.is_(None) & ~from_people


def is_entered() -> ColumnElement[bool]:
    """Match concerns that staff captured or typed in from paper cards."""
    return Concern.source != ConcernSource.RESIDENT


def asks_for_answer() -> ColumnElement[bool]:
    """Match questions, requests for an answer, and threads in which the resident wrote again."""
    wrote_again = exists().where(Message.concern_id == Concern.id, Message.staff_id.is_(None))
    return or_(
        Concern.kind == Kind.QUESTION,
        Concern.wants_answer.is_(True),
        wrote_again.correlate(Concern),
    )


def waits_for_answer() -> ColumnElement[bool]:
    """Match concerns that ask for an answer and that staff have neither answered last nor closed.

    A new message by the resident reopens the wait. What is merged into another does not wait: it is
    answered with that one. This is the one definition for every number,
    list and badge.
    """
    last_from_staff = (
        select(Message.staff_id.is_not(None))
        .where(Message.concern_id == Concern.id)
        .order_by(Message.id.desc())
        .limit(1)
        .correlate(Concern)
        .scalar_subquery()
    )
    no_thread_and_open = last_from_staff.is_(None) & Concern.status.not_in(DONE)
    return and_(
        Concern.withdrawn_at.is_(None),
        is_not_merged(),
        asks_for_answer(),
        or_(last_from_staff.is_(False), no_thread_and_open),
    )


def waiting_since() -> ColumnElement[datetime]:
    """Return when a waiting concern began to wait: its first message that nobody has answered."""
    own = Message.concern_id == Concern.id
    last_answer = select(func.max(Message.id)).where(own, Message.staff_id.is_not(None))
    last_answer_id = last_answer.correlate(Concern).scalar_subquery()
    next_message = (
        select(func.min(Message.created_at))
        .where(own, Message.id > func.coalesce(last_answer_id, 0))
        .correlate(Concern)
        .scalar_subquery()
    )
    asked_at_once = (Concern.kind == Kind.QUESTION) | Concern.wants_answer
    since = case((asked_at_once & last_answer_id.is_(None), Concern.created_at), else_=next_message)
    return func.coalesce(since, Concern.created_at, type_=Concern.created_at.type)


def readable_by(staff_member: StaffMember) -> ColumnElement[bool]:
    """Match the concerns this person may read; the query must have joined the event."""
    own = Event.agency_id == staff_member.agency_id
    if staff_member.has_any(Role.COMPLAINTS):
        return own
    return own & Concern.is_complaint.is_(False)


def flags_readable_by(staff_member: StaffMember) -> ColumnElement[bool]:
    """Match the concerns whose flags this person may read."""
    # Includes held and hidden concerns: an urgent flag must not wait for a review.
    return readable_by(staff_member) & Concern.withdrawn_at.is_(None)
