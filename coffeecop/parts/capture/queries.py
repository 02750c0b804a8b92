from collections.abc import Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.orm import selectinload

from coffeecop.db import db
from coffeecop.models import Concern, ConcernSource, ConcernState, ConcernTopic, Event, StaffMember

# More than anybody notes at one event.
MOST_LISTED = 200


def captures_of(event: Event, member: StaffMember) -> Select[Concern]:
    """Select what this person noted at the event, also what they took back."""
    return select(Concern).where(
        Concern.event_id == event.id,
        Concern.source == ConcernSource.CAPTURE,
        Concern.entered_by_id == member.id,
    )


def own_capture(event: Event, member: StaffMember, concern_id: int | None) -> Concern | None:
    own = captures_of(event, member).where(Concern.id == concern_id)
    own = own.options(selectinload(Concern.messages))
    return db.session.scalars(own).one_or_none()


def count_captures(event: Event, member: StaffMember) -> int:
    kept = captures_of(event, member).where(Concern.state != ConcernState.WITHDRAWN)
    return db.session.scalar(kept.with_only_columns(func.count())) or 0


def newest_captures(
    event: Event, member: StaffMember, number: int = MOST_LISTED
) -> Sequence[Concern]:
    topics = selectinload(Concern.topic_rows).joinedload(ConcernTopic.topic)
    kept = captures_of(event, member).where(Concern.state != ConcernState.WITHDRAWN)
    newest = kept.order_by(Concern.id.desc()).limit(number)
    return db.session.scalars(newest.options(topics, selectinload(Concern.messages))).all()
