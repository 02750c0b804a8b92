from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import contains_eager, joinedload, load_only, selectinload

from coffeecop.db import db, now
from coffeecop.engine.examples import OFFER
from coffeecop.models import (
    AssignedBy,
    AuditAction,
    AuditEntry,
    Concern,
    ConcernFlag,
    ConcernTopic,
    Event,
    Message,
    Role,
    SavedFilter,
    StaffMember,
    Topic,
    TopicSuggestion,
)
from coffeecop.models.concern.conditions import readable_by
from coffeecop.models.suggestions import Confidence, confidence_in
from coffeecop.staff.concern_list.filters import ConcernFilter

CONTACT_STAYS_OPEN = timedelta(minutes=15)
MOST_OFFERED = 2
NAME = StaffMember.name
# What a page shows of a topic.
SHOWN_OF_TOPICS = (Topic.name_en, Topic.name_es, Topic.position, Topic.retired_at)
PEOPLE = (
    Concern.assigned_to,
    Concern.deputy,
    Concern.entered_by,
    Concern.state_by,
    Concern.topics_checked_by,
)
SHOWN = (
    # The agency is there with the person who reads; of others a page has the name.
    contains_eager(Concern.event).joinedload(Event.venue),
    joinedload(Concern.contact),
    *(joinedload(each).load_only(NAME) for each in PEOPLE),
    joinedload(Concern.flag_rows).joinedload(ConcernFlag.seen_by).load_only(NAME),
    joinedload(Concern.flag_rows).joinedload(ConcernFlag.taken_by).load_only(NAME),
    selectinload(Concern.messages).joinedload(Message.staff_member).load_only(NAME),
)


class AssignedTopic(NamedTuple):
    """A topic of a concern, who assigned it, and its probability according to the engine."""

    topic: Topic
    assigned_by: AssignedBy
    staff_name: str | None
    probability: float | None

    @property
    def confidence(self) -> Confidence | None:
        return None if self.probability is None else confidence_in(self.probability)


class TopicsOfConcern(NamedTuple):
    """Assigned topics of a concern, and suggested ones, the likeliest first."""

    assigned: Sequence[AssignedTopic]
    offered: Sequence[Topic]
    # What the list of concerns calls possible, where no topic is assigned.
    guess: Topic | None
    # Those in use, and retired ones that it has.
    choices: Sequence[Topic]

    @property
    def ids(self) -> list[int]:
        return [each.topic.id for each in self.assigned]

    @property
    def by_people(self) -> list[AssignedTopic]:
        return [each for each in self.assigned if each.assigned_by is not AssignedBy.ENGINE]

    @property
    def by_engine(self) -> list[AssignedTopic]:
        return [each for each in self.assigned if each.assigned_by is AssignedBy.ENGINE]


def readable_concern(concern_id: int, member: StaffMember) -> Concern | None:
    found = db.session.scalars(
        select(Concern)
        .join(Concern.event)
        .where(Concern.id == concern_id, readable_by(member))
        .options(*SHOWN)
    )
    return found.unique().one_or_none()


def topics_of_concern(concern: Concern) -> TopicsOfConcern:
    is_assigned = (ConcernTopic.topic_id == Topic.id) & (ConcernTopic.concern_id == concern.id)
    likely = (TopicSuggestion.topic_id == Topic.id) & (TopicSuggestion.concern_id == concern.id)
    rows = db.session.execute(
        select(Topic, ConcernTopic.assigned_by, StaffMember.name, TopicSuggestion.probability)
        .outerjoin(ConcernTopic, is_assigned)
        .outerjoin(StaffMember, StaffMember.id == ConcernTopic.staff_id)
        .outerjoin(TopicSuggestion, likely)
        .where(
            Topic.agency_id == concern.event.agency_id,
            or_(ConcernTopic.topic_id.is_not(None), Topic.retired_at.is_(None)),
        )
        .order_by(Topic.position, Topic.id)
        .options(load_only(*SHOWN_OF_TOPICS))
    ).all()
    assigned = [AssignedTopic(*row) for row in rows if row.assigned_by is not None]
    others = [row for row in rows if row.assigned_by is None and row.probability is not None]
    likeliest = sorted(others, key=lambda row: -row.probability)[:MOST_OFFERED]
    is_open = not (assigned or concern.topics_are_checked)
    guess = likeliest[0] if is_open and likeliest and likeliest[0].probability >= OFFER else None
    return TopicsOfConcern(
        assigned,
        [row.Topic for row in likeliest],
        guess and guess.Topic,
        [row.Topic for row in rows],
    )


def has_opened_contact(concern: Concern, member: StaffMember) -> bool:
    """Return whether this person gave a reason recently."""
    opened = exists().where(
        AuditEntry.subject_table == Concern.__tablename__,
        AuditEntry.subject_id == concern.id,
        AuditEntry.action == AuditAction.CONTACT_OPENED,
        AuditEntry.staff_id == member.id,
        AuditEntry.created_at > now() - CONTACT_STAYS_OPEN,
    )
    return bool(db.session.scalar(select(opened)))


def concern_moved_by_staff(concern_id: int, agency_id: int) -> Concern | None:
    """Return a complaint that staff, not its resident, moved to the complaints."""
    moved = exists().where(
        AuditEntry.subject_table == Concern.__tablename__,
        AuditEntry.subject_id == Concern.id,
        AuditEntry.action == AuditAction.MOVED_TO_COMPLAINTS,
    )
    return db.session.scalars(
        select(Concern)
        .join(Concern.event)
        .where(
            Concern.id == concern_id,
            Concern.is_complaint.is_(True),
            Event.agency_id == agency_id,
            moved,
        )
    ).one_or_none()


def colleagues(member: StaffMember, concern: Concern | None = None) -> Sequence[StaffMember]:
    """Return who can be given this concern, or any that is not a complaint."""
    may_read = select(StaffMember).where(
        StaffMember.agency_id == member.agency_id,
        StaffMember.disabled_at.is_(None),
        StaffMember.is_demo.is_(False) | (StaffMember.id == member.id),
    )
    if concern and concern.is_for_complaint_staff:
        may_read = may_read.where(StaffMember.role_rows.any(role=Role.COMPLAINTS))
    return db.session.scalars(may_read.order_by(StaffMember.name, StaffMember.id)).all()


def similar_concerns(concern: Concern, topics: TopicsOfConcern) -> ConcernFilter | None:
    """Return the filter of the same event and first topic."""
    assigned = topics.by_people or topics.assigned
    if concern.is_for_complaint_staff or not assigned:
        return None
    return ConcernFilter(event_ids=(concern.event_id,), topic_id=assigned[0].topic.id)


def concern_of_receipt(receipt_hash: str, member: StaffMember) -> Concern | None:
    """Return the concern with these receipt words, if this person may read it."""
    words = Concern.receipt_hash == receipt_hash
    query = select(Concern).join(Concern.event).where(words, readable_by(member))
    return db.session.scalars(query).one_or_none()


def saved_filters_of(member: StaffMember) -> Sequence[SavedFilter]:
    return db.session.scalars(
        select(SavedFilter).filter_by(staff_id=member.id).order_by(SavedFilter.name)
    ).all()
