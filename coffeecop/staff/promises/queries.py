from collections.abc import Sequence
from typing import NamedTuple, TypeVar

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from coffeecop.db import db
from coffeecop.models import (
    Concern,
    ConcernTopic,
    Event,
    Promise,
    PromiseConcern,
    PromiseStatus,
    PromiseUpdate,
    Role,
    StaffMember,
    Topic,
    Venue,
)
from coffeecop.models.concern.conditions import in_event_stream, readable_by
from coffeecop.models.topics import topics_in_order
from coffeecop.staff.concern_list.picks import picked_concerns
from coffeecop.staff.concern_list.work import EVENTS_TO_CHOOSE_FROM, events_of

MOST_LISTED = 200
Named = TypeVar("Named", Event, Topic)
WITH_NAMES = (
    joinedload(Promise.agency),
    joinedload(Promise.venue),
    joinedload(Promise.event).joinedload(Event.venue),
    joinedload(Promise.owner),
    joinedload(Promise.deputy),
)
WITH_ALL = (
    *WITH_NAMES,
    joinedload(Promise.topic),
    joinedload(Promise.photo),
    selectinload(Promise.updates).joinedload(PromiseUpdate.staff_member),
)


class Choices(NamedTuple):
    """What a promise can name: people, places, events and topics of the department."""

    people: Sequence[StaffMember]
    venues: Sequence[Venue]
    events: Sequence[Event]
    topics: Sequence[Topic]


class Origin(NamedTuple):
    """What a new promise is made from."""

    event: Event | None = None
    topic: Topic | None = None
    concern: Concern | None = None


def promises_of(
    member: StaffMember, status: PromiseStatus, event: Event | None
) -> Sequence[Promise]:
    """Return open promises by their day, those of this person first; closed ones newest first."""
    found = _of_department(member, Promise.status == status)
    if event:
        found = found.where(Promise.event_id == event.id)
    if status is not PromiseStatus.OPEN:
        newest = found.order_by(Promise.closed_at.desc(), Promise.id.desc()).limit(MOST_LISTED)
        return db.session.scalars(newest).all()
    rows = db.session.scalars(found.order_by(Promise.due_on, Promise.id).limit(MOST_LISTED)).all()
    return sorted(rows, key=lambda each: member.id not in (each.owner_id, each.deputy_id))


def promise_numbers(member: StaffMember) -> dict[PromiseStatus, int]:
    own = select(Promise.status, func.count()).where(Promise.agency_id == member.agency_id)
    rows = db.session.execute(own.group_by(Promise.status))
    return dict.fromkeys(PromiseStatus, 0) | {status: number for status, number in rows}


def choices_of(member: StaffMember, promise: Promise | None, origin: Origin) -> Choices:
    """Return what can be chosen, and what was chosen and no longer could be."""
    agency_id = member.agency_id
    kept = promise or Promise()
    people = select(StaffMember).where(
        StaffMember.agency_id == agency_id,
        or_(
            StaffMember.disabled_at.is_(None) & StaffMember.is_demo.is_(False),
            StaffMember.id.in_([member.id, kept.owner_id, kept.deputy_id]),
        ),
    )
    venues = select(Venue).where(Venue.agency_id == agency_id).order_by(Venue.name, Venue.id)
    topics = topics_in_order(agency_id).where(
        Topic.retired_at.is_(None) | (Topic.id == kept.topic_id)
    )
    return Choices(
        people=db.session.scalars(people.order_by(StaffMember.name, StaffMember.id)).all(),
        venues=db.session.scalars(venues).all(),
        events=_events(agency_id, kept.event or origin.event),
        topics=db.session.scalars(topics).all(),
    )


def origin_of(
    member: StaffMember, *, concern_id: int | None, event_id: int | None, topic_id: int | None
) -> Origin:
    """Return the rows of these ids that the person may read; a concern brings its event and topic.

    Complaints, and concerns that do not count, bring nothing.
    """
    picked = picked_concerns([concern_id], member.agency_id) if concern_id else []
    if picked:
        concern = picked[0]
        return Origin(concern.event, next(iter(concern.topics), None), concern)
    return Origin(own_row(Event, member, event_id), own_row(Topic, member, topic_id))


def concerns_of(origin: Origin) -> Sequence[Concern]:
    """Return the concerns that a promise is made for: one, or those of a topic at an event."""
    if origin.concern:
        return [origin.concern]
    if not (origin.event and origin.topic):
        return []
    return db.session.scalars(
        select(Concern)
        .join(ConcernTopic, ConcernTopic.concern_id == Concern.id)
        .where(
            Concern.event_id == origin.event.id,
            ConcernTopic.topic_id == origin.topic.id,
            in_event_stream(),
        )
        .order_by(Concern.id)
    ).all()


def promises_for(concern: Concern) -> Sequence[Promise]:
    made = select(Promise).join(PromiseConcern, PromiseConcern.promise_id == Promise.id)
    return db.session.scalars(made.where(PromiseConcern.concern_id == concern.id)).all()


def readable_concerns(promise: Promise, member: StaffMember) -> Sequence[int]:
    """Return the numbers of the concerns behind it that this person may read."""
    behind = select(Concern.id).join(PromiseConcern, PromiseConcern.concern_id == Concern.id)
    readable = behind.join(Concern.event).where(
        PromiseConcern.promise_id == promise.id, readable_by(member), in_event_stream()
    )
    return db.session.scalars(readable.order_by(Concern.id)).all()


def _of_department(member: StaffMember, *conditions: ColumnElement[bool]) -> Select[Promise]:
    own = select(Promise).where(Promise.agency_id == member.agency_id, *conditions)
    return own.options(*WITH_NAMES)


def _events(agency_id: int, chosen: Event | None) -> Sequence[Event]:
    newest = db.session.scalars(
        events_of(agency_id).options(joinedload(Event.venue)).limit(EVENTS_TO_CHOOSE_FROM)
    ).all()
    return newest if chosen is None or chosen in newest else [*newest, chosen]


def own_row(model: type[Named], member: StaffMember, row_id: int | None) -> Named | None:
    own = select(model).where(model.id == row_id, model.agency_id == member.agency_id)
    row: Named | None = db.session.scalars(own).one_or_none() if row_id else None
    return row


def may_publish(member: StaffMember) -> bool:
    """Return whether this person decides what the public reads."""
    return member.has_any(Role.ORGANIZER, Role.ADMIN)


def may_change(promise: Promise, member: StaffMember) -> bool:
    """Return whether it is this person's, or they run the department's events."""
    return may_publish(member) or member.id in (promise.owner_id, promise.deputy_id)
