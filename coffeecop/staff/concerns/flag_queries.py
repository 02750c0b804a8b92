from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import contains_eager, joinedload

from coffeecop.db import db
from coffeecop.models import Concern, ConcernFlag, FlagKind, StaffMember
from coffeecop.staff.queries.flags import is_shown_to
from coffeecop.staff.queries.paging import paginated

URGENCY = {
    FlagKind.SELF_HARM: 0,
    FlagKind.EMERGENCY: 0,
    FlagKind.THREAT: 1,
    FlagKind.PERSONAL_DATA: 2,
}


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
        .where(is_shown_to(member))
        .options(
            contains_eager(ConcernFlag.concern).contains_eager(Concern.event),
            joinedload(ConcernFlag.seen_by),
        )
    )
