from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from coffeecop.db import db, now
from coffeecop.models import (
    AssignedBy,
    AuditAction,
    AuditEntry,
    Concern,
    ConcernTopic,
    Contact,
    Event,
    StaffMember,
    Topic,
)
from coffeecop.models.concern import readable_by

CONTACT_STAYS_OPEN = timedelta(minutes=15)


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
            contains_eager(Concern.event).joinedload(Event.venue), joinedload(Concern.status_by)
        )
    ).one_or_none()


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
