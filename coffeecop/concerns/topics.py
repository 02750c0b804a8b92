"""The topics that people give concerns."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from coffeecop.concerns.locks import lock_concern
from coffeecop.db import db
from coffeecop.models import AssignedBy, AuditAction, Concern, StaffMember, Topic
from coffeecop.models.audit import record
from coffeecop.models.concern.conditions import has_open_flag
from coffeecop.models.keys import ChangedByColleague, ConcurrentSave
from coffeecop.models.suggestions import reclassify


class FlagNotDecided(Exception):
    """The concern has a flag that nobody has decided; that comes before its topics."""


def give_topic(concerns: Iterable[Concern], topic: Topic, *, by: StaffMember) -> None:
    """Add the topic to those chosen by people; it replaces those assigned by the engine."""
    for concern in concerns:
        remaining = [
            row.topic
            for row in concern.topic_rows
            if concern.topics_are_checked or row.assigned_by is not AssignedBy.ENGINE
        ]
        before = [each.key for each in concern.topics]
        concern.set_topics([*remaining, topic], by=by)
        detail = {"topics": [before, [each.key for each in concern.topics]]}
        record(AuditAction.TOPICS_CHANGED, by=by, subject=concern, detail=detail)


def change_topics(concern: Concern, *, shown: set[int], chosen: set[int], by: StaffMember) -> None:
    """Set the topics chosen by this person, or record that they confirmed the ones shown.

    A colleague's concurrent changes are kept. Topics that the engine suggested meanwhile were not
    shown, so they are not confirmed. Raises FlagNotDecided, ChangedByColleague, ConcurrentSave.
    """
    lock_concern(concern, by=by)
    if has_open_flag(concern):
        raise FlagNotDecided
    present = {row.topic_id for row in concern.topic_rows}
    wanted = _wanted_topics(concern, present, shown=shown, chosen=chosen)
    if wanted == present:
        _confirm_topics(concern, is_as_chosen=chosen == present, by=by)
        return
    either = select(Topic).where(Topic.id.in_(present | wanted))
    topics = db.session.scalars(either.order_by(Topic.position, Topic.id)).all()
    concern.set_topics([topic for topic in topics if topic.id in wanted], by=by)
    try:
        db.session.flush()
    except (IntegrityError, StaleDataError) as error:
        db.session.rollback()
        raise ConcurrentSave from error
    before, after = ([each.key for each in topics if each.id in ids] for ids in (present, wanted))
    record(AuditAction.TOPICS_CHANGED, by=by, subject=concern, detail={"topics": [before, after]})
    # The engine learns from the change, so the others are reclassified.
    reclassify(concern.event.agency_id, event_id=concern.event_id)


def _wanted_topics(
    concern: Concern, present: set[int], *, shown: set[int], chosen: set[int]
) -> set[int]:
    if concern.topics_are_checked:
        return (present | (chosen - shown)) - (shown - chosen)
    by_people = {
        row.topic_id for row in concern.topic_rows if row.assigned_by is not AssignedBy.ENGINE
    }
    return chosen | (by_people - shown)


def _confirm_topics(concern: Concern, *, is_as_chosen: bool, by: StaffMember) -> None:
    if not is_as_chosen:
        raise ChangedByColleague
    if concern.topics_are_checked:
        return
    concern.check_topics(by=by)
    record(AuditAction.TOPICS_CONFIRMED, by=by, subject=concern)
