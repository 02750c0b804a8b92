from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from coffeecop.db import db
from coffeecop.models import AuditAction, Concern, ConcernStatus, StaffMember, Topic
from coffeecop.models.audit import record


class ChangedMeanwhile(Exception):
    """Somebody else changed the same topics at the same moment; nothing was saved."""


def change_topics(concern: Concern, *, shown: set[int], chosen: set[int], by: StaffMember) -> None:
    """Add and remove what this person ticked and cleared, and leave a colleague's changes alone."""
    _wait_for_colleagues(concern)
    present = {row.topic_id for row in concern.topic_rows}
    wanted = (present | (chosen - shown)) - (shown - chosen)
    if wanted == present:
        return
    topics = db.session.scalars(select(Topic).where(Topic.id.in_(present | wanted))).all()
    concern.set_topics([topic for topic in topics if topic.id in wanted], by=by)
    try:
        db.session.flush()
    except (IntegrityError, StaleDataError) as error:
        db.session.rollback()
        raise ChangedMeanwhile from error
    changes = [f"+{topic.key}" for topic in topics if topic.id in wanted - present]
    changes += [f"-{topic.key}" for topic in topics if topic.id in present - wanted]
    record(AuditAction.TOPICS_CHANGED, by=by, subject=concern, detail=" ".join(changes)[:500])


def change_status(concern: Concern, status: ConcernStatus, *, by: StaffMember) -> None:
    _wait_for_colleagues(concern)
    before = concern.status
    if status is before:
        return
    concern.set_status(status, by=by)
    record(AuditAction.STATUS_CHANGED, by=by, subject=concern, detail=f"{before} > {status}")


def _wait_for_colleagues(concern: Concern) -> None:
    # On SQLite a POST stands in line for the whole database already.
    db.session.refresh(concern, ["status"], with_for_update=True)
