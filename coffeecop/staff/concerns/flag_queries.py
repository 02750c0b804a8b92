from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import ColumnElement, Select, case, exists, func, select
from sqlalchemy.orm import contains_eager, joinedload

from coffeecop.db import db
from coffeecop.models import Concern, ConcernFlag, Event, FlagKind, StaffMember
from coffeecop.models.concern import readable_by

PAGE_SIZE = 25
MOST_PAGES = 1000
# The navigation of every page shows the number; nobody reads beyond this.
MOST_COUNTED = 99
URGENCY = {
    FlagKind.SELF_HARM: 0,
    FlagKind.EMERGENCY: 0,
    FlagKind.THREAT: 1,
    FlagKind.PERSONAL_DATA: 2,
}


def flag_page(member: StaffMember, *, page: int) -> Pagination:
    """Return what nobody has looked at, the most urgent first, then what somebody has."""
    is_seen = ConcernFlag.seen_at.is_not(None)
    urgency = case((is_seen, 0), else_=case(URGENCY, value=ConcernFlag.kind))
    latest = func.coalesce(ConcernFlag.seen_at, ConcernFlag.created_at).desc()
    return db.paginate(
        _flags(member).order_by(
            is_seen, urgency, latest, ConcernFlag.concern_id.desc(), ConcernFlag.kind
        ),
        page=min(page, MOST_PAGES),
        per_page=PAGE_SIZE,
        error_out=False,
    )


def flag_of(concern_id: int, kind: FlagKind, member: StaffMember) -> ConcernFlag | None:
    return db.session.scalars(
        _flags(member).where(ConcernFlag.concern_id == concern_id, ConcernFlag.kind == kind)
    ).one_or_none()


def unseen_flags(member: StaffMember) -> int:
    """Return how many flags wait for a look; beyond MOST_COUNTED it counts no further."""
    # Not a join, so that it begins with the few open marks and not with all events.
    is_shown = (
        exists()
        .where(Concern.id == ConcernFlag.concern_id, Event.id == Concern.event_id)
        .where(_is_shown_to(member))
        .correlate(ConcernFlag)
    )
    some = (
        select(ConcernFlag.concern_id)
        .where(ConcernFlag.seen_at.is_(None), is_shown)
        .limit(MOST_COUNTED + 1)
    )
    return db.session.scalar(select(func.count()).select_from(some.subquery())) or 0


def _flags(member: StaffMember) -> Select[ConcernFlag]:
    return (
        select(ConcernFlag)
        .join(ConcernFlag.concern)
        .join(Concern.event)
        .where(_is_shown_to(member))
        .options(
            contains_eager(ConcernFlag.concern).contains_eager(Concern.event),
            joinedload(ConcernFlag.seen_by),
        )
    )


def _is_shown_to(member: StaffMember) -> ColumnElement[bool]:
    # Held and hidden ones too: what may be urgent does not wait for a review.
    return readable_by(member) & Concern.withdrawn_at.is_(None)
