from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import NamedTuple

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import ColumnElement, Select, case, exists, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from coffeecop.db import db, now
from coffeecop.models import (
    AssignedBy,
    AuditAction,
    AuditEntry,
    Concern,
    ConcernFlag,
    ConcernTopic,
    Contact,
    Event,
    FlagKind,
    Message,
    StaffMember,
    Topic,
    TopicSuggestion,
)
from coffeecop.models.concern_conditions import (
    flags_readable_by,
    in_event_stream,
    not_sorted,
    readable_by,
)
from coffeecop.models.suggestion import Confidence, confidence_in
from coffeecop.models.topic import topics_in_order
from coffeecop.staff.queries.paging import count_up_to, paginated

CONTACT_STAYS_OPEN = timedelta(minutes=15)
MOST_OFFERED = 2
MOST_COUNTED = 1000
URGENCY = {
    FlagKind.SELF_HARM: 0,
    FlagKind.EMERGENCY: 0,
    FlagKind.THREAT: 1,
    FlagKind.PERSONAL_DATA: 2,
}


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
    return db.session.scalars(
        _readable(concern_id, member).options(
            contains_eager(Concern.event).joinedload(Event.venue),
            contains_eager(Concern.event).joinedload(Event.agency),
            joinedload(Concern.status_by),
            joinedload(Concern.hidden_by),
            joinedload(Concern.topics_checked_by),
            selectinload(Concern.flag_rows),
            selectinload(Concern.messages).joinedload(Message.staff_member),
        )
    ).one_or_none()


def sorted_concern(concern_id: int, member: StaffMember) -> Concern | None:
    """Return a concern with its topics, if this person may read it."""
    with_topics = selectinload(Concern.topic_rows).joinedload(ConcernTopic.topic)
    return db.session.scalars(_readable(concern_id, member).options(with_topics)).one_or_none()


def _readable(concern_id: int, member: StaffMember) -> Select[Concern]:
    readable = Concern.id == concern_id, readable_by(member)
    return select(Concern).join(Concern.event).where(*readable)


def concerns_to_review(agency_id: int, *, page: int) -> Pagination:
    """Return held concerns, oldest first."""
    held = _present(agency_id, Concern.is_held.is_(True))
    return paginated(held.order_by(Concern.created_at, Concern.id), page)


def hidden_concerns(agency_id: int, *, page: int) -> Pagination:
    hidden = _present(agency_id, Concern.hidden_at.is_not(None))
    newest_first = hidden.order_by(Concern.hidden_at.desc(), Concern.id.desc())
    return paginated(newest_first.options(joinedload(Concern.hidden_by)), page)


def concerns_about_officers(agency_id: int, *, page: int) -> Pagination:
    return paginated(
        _present(agency_id, Concern.is_complaint.is_(True))
        .order_by(Concern.created_at.desc(), Concern.id.desc())
        .options(
            contains_eager(Concern.event).joinedload(Event.agency),
            selectinload(Concern.messages),
        ),
        page,
    )


def _present(agency_id: int, *conditions: ColumnElement[bool]) -> Select[Concern]:
    """Return the query of the concerns that are not withdrawn."""
    return (
        select(Concern)
        .join(Concern.event)
        .where(Event.agency_id == agency_id, Concern.withdrawn_at.is_(None), *conditions)
        .options(contains_eager(Concern.event), selectinload(Concern.flag_rows))
    )


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
            or_(ConcernTopic.topic_id.is_not(None), TopicSuggestion.topic_id.is_not(None)),
        )
        .order_by(Topic.position, Topic.id)
    ).all()
    assigned = [AssignedTopic(*row) for row in rows if row.assigned_by is not None]
    others = [row for row in rows if row.assigned_by is None and not row.Topic.is_retired]
    likeliest = sorted(others, key=lambda row: -row.probability)[:MOST_OFFERED]
    return TopicsOfConcern(assigned, [row.Topic for row in likeliest])


def selectable_topics(agency_id: int, current_ids: Collection[int]) -> Sequence[Topic]:
    """Return the topics in use, and the retired ones that the concern has."""
    return db.session.scalars(
        topics_in_order(agency_id).where(or_(Topic.retired_at.is_(None), Topic.id.in_(current_ids)))
    ).all()


def next_to_sort(agency_id: int, skipped: Collection[int]) -> Concern | None:
    """Return an unsorted concern of the newest event that has one, least certain first.

    Unclassified concerns come last, because they may soon be classified.
    """
    waits = (in_event_stream(), not_sorted(), Concern.id.not_in(skipped))
    newest = (
        select(Event.id)
        .where(Event.agency_id == agency_id, exists().where(Concern.event_id == Event.id, *waits))
        .order_by(Event.starts_at.desc(), Event.id.desc())
        .limit(1)
    )
    likeliest = (
        select(func.max(TopicSuggestion.probability))
        .where(TopicSuggestion.concern_id == Concern.id)
        .correlate(Concern)
        .scalar_subquery()
    )
    without = case((Concern.suggested_at.is_(None), 1.0), else_=0.0)
    return db.session.scalars(
        select(Concern)
        .join(Concern.event)
        .where(Event.id == newest.scalar_subquery(), *waits)
        .order_by(func.coalesce(likeliest, without), Concern.id)
        .limit(1)
        .options(contains_eager(Concern.event))
    ).one_or_none()


def left_to_sort(agency_id: int) -> int:
    """Return the number of unsorted concerns, counting up to MOST_COUNTED + 1."""
    unsorted = (
        select(Concern)
        .join(Concern.event)
        .where(Event.agency_id == agency_id, in_event_stream(), not_sorted())
    )
    return count_up_to(MOST_COUNTED + 1, unsorted)


def has_contact(concern: Concern) -> bool:
    return bool(db.session.scalar(select(exists().where(Contact.concern_id == concern.id))))


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


def flag_page(member: StaffMember, *, page: int) -> Pagination:
    """Return unreviewed flags, the most urgent first, then reviewed ones."""
    is_seen = ConcernFlag.seen_at.is_not(None)
    urgency = case((is_seen, 0), else_=case(URGENCY, value=ConcernFlag.kind))
    latest = func.coalesce(ConcernFlag.seen_at, ConcernFlag.created_at).desc()
    return paginated(
        _flags(member).order_by(
            is_seen, urgency, latest, ConcernFlag.concern_id.desc(), ConcernFlag.kind
        ),
        page,
    )


def flag_of(concern_id: int, kind: FlagKind, member: StaffMember) -> ConcernFlag | None:
    return db.session.scalars(
        _flags(member).where(ConcernFlag.concern_id == concern_id, ConcernFlag.kind == kind)
    ).one_or_none()


def _flags(member: StaffMember) -> Select[ConcernFlag]:
    return (
        select(ConcernFlag)
        .join(ConcernFlag.concern)
        .join(Concern.event)
        .where(flags_readable_by(member))
        .options(
            contains_eager(ConcernFlag.concern).contains_eager(Concern.event),
            joinedload(ConcernFlag.seen_by),
        )
    )
