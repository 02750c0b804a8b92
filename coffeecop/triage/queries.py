from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import ColumnElement, Select, exists, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from coffeecop.db import db, now
from coffeecop.models import (
    AssignedBy,
    AuditAction,
    AuditEntry,
    Concern,
    ConcernTopic,
    Contact,
    Event,
    Message,
    Outcome,
    StaffMember,
    Topic,
)
from coffeecop.models.concern import readable_by

CONTACT_STAYS_OPEN = timedelta(minutes=15)
PAGE_SIZE = 25
MOST_PAGES = 1000


class AssignedTopic(NamedTuple):
    """A topic of a concern, and who said so."""

    topic: Topic
    assigned_by: AssignedBy
    staff_name: str | None


def readable_concern(concern_id: int, member: StaffMember) -> Concern | None:
    return db.session.scalars(
        select(Concern)
        .join(Concern.event)
        .where(Concern.id == concern_id, readable_by(member))
        .options(
            contains_eager(Concern.event).joinedload(Event.venue),
            contains_eager(Concern.event).joinedload(Event.agency),
            joinedload(Concern.status_by),
            joinedload(Concern.hidden_by),
            selectinload(Concern.messages).joinedload(Message.staff_member),
        )
    ).one_or_none()


def event_of_agency(event_id: int, agency_id: int) -> Event | None:
    return db.session.scalars(
        select(Event).where(Event.id == event_id, Event.agency_id == agency_id)
    ).one_or_none()


def concerns_to_review(agency_id: int, *, page: int) -> Pagination:
    """Return what is held, the one that has waited longest first."""
    held = _reviewed(agency_id, Concern.is_held.is_(True)).order_by(Concern.created_at, Concern.id)
    return _page(held, page)


def hidden_concerns(agency_id: int, *, page: int) -> Pagination:
    hidden = _reviewed(agency_id, Concern.hidden_at.is_not(None))
    newest_first = hidden.order_by(Concern.hidden_at.desc(), Concern.id.desc())
    return _page(newest_first.options(joinedload(Concern.hidden_by)), page)


def concerns_about_officers(agency_id: int, *, page: int) -> Pagination:
    return _page(
        select(Concern)
        .join(Concern.event)
        .where(
            Event.agency_id == agency_id,
            Concern.outcome == Outcome.ABOUT_OFFICER,
            Concern.withdrawn_at.is_(None),
        )
        .order_by(Concern.created_at.desc(), Concern.id.desc())
        .options(
            contains_eager(Concern.event).joinedload(Event.agency), selectinload(Concern.messages)
        ),
        page,
    )


def _reviewed(agency_id: int, condition: ColumnElement[bool]) -> Select[Any]:
    return (
        select(Concern)
        .join(Concern.event)
        .where(
            Event.agency_id == agency_id,
            Concern.outcome != Outcome.ABOUT_OFFICER,
            Concern.withdrawn_at.is_(None),
            condition,
        )
        .options(contains_eager(Concern.event))
    )


def _page(wanted: Select[Any], page: int) -> Pagination:
    return db.paginate(wanted, page=min(page, MOST_PAGES), per_page=PAGE_SIZE, error_out=False)


def assigned_topics(concern: Concern) -> list[AssignedTopic]:
    rows = db.session.execute(
        select(Topic, ConcernTopic.assigned_by, StaffMember.name)
        .join(ConcernTopic, ConcernTopic.topic_id == Topic.id)
        .outerjoin(StaffMember, StaffMember.id == ConcernTopic.staff_id)
        .where(ConcernTopic.concern_id == concern.id)
        .order_by(Topic.position, Topic.id)
    )
    return [AssignedTopic(*row) for row in rows]


def topics_to_choose_from(agency_id: int, kept: Collection[int]) -> Sequence[Topic]:
    """Return the agency's topics; of the retired ones only those that the concern has."""
    return db.session.scalars(
        select(Topic)
        .where(Topic.agency_id == agency_id, or_(Topic.retired_at.is_(None), Topic.id.in_(kept)))
        .order_by(Topic.position, Topic.id)
    ).all()


def has_contact(concern: Concern) -> bool:
    return bool(db.session.scalar(select(exists().where(Contact.concern_id == concern.id))))


def has_opened_contact(concern: Concern, member: StaffMember) -> bool:
    """Tell whether this person gave a reason a short while ago."""
    opened = exists().where(
        AuditEntry.subject_table == Concern.__tablename__,
        AuditEntry.subject_id == concern.id,
        AuditEntry.action == AuditAction.CONTACT_OPENED,
        AuditEntry.staff_id == member.id,
        AuditEntry.created_at > now() - CONTACT_STAYS_OPEN,
    )
    return bool(db.session.scalar(select(opened)))
