from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, select, update

from coffeecop.concerns.topics import give_topic
from coffeecop.db import db, execute_bulk, now
from coffeecop.models import (
    AssignedBy,
    AuditAction,
    Concern,
    ConcernTopic,
    StaffMember,
    Topic,
    TopicSuggestion,
)
from coffeecop.models.agency import lock_agency
from coffeecop.models.audit import record
from coffeecop.models.keys import ChangedByColleague, put_after
from coffeecop.models.suggestions import reclassify
from coffeecop.models.topics import Wording, add_to_list, append_topic, check_names, topics_of
from coffeecop.staff.concern_list.picks import locked_picks
from coffeecop.staff.topics.queries import concern_to_sort, others_in_use


class ColleagueWasFirst(ChangedByColleague):
    """A colleague has retired, restored or merged the topic, so this cannot be done any more."""


def add_topic(wording: Wording, concern_ids: Sequence[int] = (), *, by: StaffMember) -> Topic:
    """Add a topic, and give it to these concerns. Raises NameTaken, PickGone."""
    lock_agency(by.agency_id)
    topic = add_to_list(wording, by.agency_id)
    record(AuditAction.TOPIC_ADDED, by=by, subject=topic)
    give_topic(locked_picks(concern_ids, by.agency_id), topic, by=by)
    _classify_again(by.agency_id)
    return topic


def change_topic(topic: Topic, wording: Wording, *, seen: str | None, by: StaffMember) -> bool:
    """Update the topic; return whether it was another. Raises ChangedByColleague, NameTaken."""
    _lock_topics(topic)
    before = Wording.of(topic)
    if wording == before:
        return False
    topic.check_seen(seen)
    check_names([wording], others_in_use(topic, by.agency_id))
    wording.write_to(topic)
    _record_wording(topic, before, wording, by=by)
    _classify_again(by.agency_id)
    return True


def move_topic(topic: Topic, after_id: int, *, by: StaffMember) -> None:
    """Place the topic after another, or first."""
    _lock_topics(topic)
    put_after([topic], [each for each in topics_of(by.agency_id) if each is not topic], after_id)
    record(AuditAction.TOPIC_CHANGED, by=by, subject=topic, detail={"position": None})


def change_note(topic: Topic, note: str | None, *, seen: str | None, by: StaffMember) -> None:
    """Update the facts of a locked topic; None: there are none. Raises ChangedByColleague."""
    if note == topic.note:
        return
    if (seen or "") != topic.note_version:
        raise ChangedByColleague
    topic.write_note(note, by=by)
    record(AuditAction.TOPIC_NOTE_CHANGED, by=by, subject=topic)


def merge_topics(
    topic: Topic, into: Topic, *, takes_keywords: bool, seen: str | None, by: StaffMember
) -> None:
    """Move all concerns of a topic to another. `assigned_by` does not change."""
    _lock_topics(topic, into)
    _check_unchanged(topic, seen, is_possible=not (topic.is_replaced or into.is_retired))
    if takes_keywords:
        before = Wording.of(into)
        after = before.with_keywords_of(Wording.of(topic))
        after.write_to(into)
        _record_wording(into, before, after, by=by)
    _move_concerns(topic, into)
    for merged in topics_of(by.agency_id):
        if merged.replaced_by_id == topic.id:
            merged.replaced_by_id = into.id
    topic.retired_at = topic.retired_at or now()
    topic.replaced_by_id = into.id
    record(AuditAction.TOPICS_MERGED, by=by, subject=topic, detail={"into": into.key})
    record(AuditAction.TOPICS_MERGED, by=by, subject=into, detail={"from": topic.key})
    _classify_again(by.agency_id)


def split_topic(
    topic: Topic, wordings: Sequence[Wording], *, seen: str | None, by: StaffMember
) -> None:
    """Retire a topic and add its parts. Concerns sorted by people wait to be sorted by staff."""
    _lock_topics(topic)
    _check_unchanged(topic, seen, is_possible=not topic.is_retired)
    check_names(wordings, others_in_use(topic, by.agency_id))
    topic.retired_at = now()
    parts = [append_topic(each, by.agency_id, split_from_id=topic.id) for each in wordings]
    put_after(parts, [each for each in topics_of(by.agency_id) if each not in parts], topic.id)
    for part in parts:
        record(AuditAction.TOPIC_ADDED, by=by, subject=part, detail={"from": topic.key})
    keys = [part.key for part in parts]
    record(AuditAction.TOPIC_SPLIT, by=by, subject=topic, detail={"into": [keys]})
    _classify_again(by.agency_id)
    _delete_engine_assignments(topic)


def retire_topic(topic: Topic, *, seen: str | None, by: StaffMember) -> None:
    """Retire a topic; concerns that have it keep it."""
    _lock_topics(topic)
    _check_unchanged(topic, seen, is_possible=not topic.is_retired)
    topic.retired_at = now()
    record(AuditAction.TOPIC_RETIRED, by=by, subject=topic)
    _classify_again(by.agency_id)


def restore_topic(topic: Topic, *, seen: str | None, by: StaffMember) -> None:
    _lock_topics(topic)
    _check_unchanged(topic, seen, is_possible=topic.can_be_restored)
    check_names([Wording.of(topic)], others_in_use(topic, by.agency_id))
    topic.retired_at = None
    record(AuditAction.TOPIC_RESTORED, by=by, subject=topic)
    _classify_again(by.agency_id)


def sort_concern(concern_id: int, topic: Topic, into: Topic | None, *, by: StaffMember) -> None:
    """Move a concern from a topic that was split to one of its parts, or only remove the topic.

    Nothing is done to one that a colleague has sorted in the meantime.
    """
    concern = concern_to_sort(topic, concern_id)
    if concern is None:
        return
    # Only has an effect on PostgreSQL; on SQLite, POST requests are serialized anyway.
    db.session.refresh(concern, ["topics_checked_at", "topic_rows"], with_for_update=True)
    remaining = [each for each in concern.topics if each is not topic]
    if len(remaining) == len(concern.topics):
        return
    before = [each.key for each in concern.topics]
    concern.set_topics([*remaining, *([into] if into and into not in remaining else [])], by=by)
    detail = {"topics": [before, [each.key for each in concern.topics]]}
    record(AuditAction.TOPICS_CHANGED, by=by, subject=concern, detail=detail)
    reclassify(by.agency_id, event_id=concern.event_id)


def _classify_again(agency_id: int) -> None:
    """Have concerns that no person has sorted read again, by the list as it is now."""
    db.session.flush()
    reclassify(agency_id)


def _delete_engine_assignments(topic: Topic) -> None:
    waiting = select(Concern.id).where(
        Concern.suggested_at.is_(None), Concern.topics_checked_at.is_(None)
    )
    of_topic = (ConcernTopic.topic_id == topic.id, ConcernTopic.assigned_by == AssignedBy.ENGINE)
    execute_bulk(delete(ConcernTopic).where(*of_topic, ConcernTopic.concern_id.in_(waiting)))
    suggested = delete(TopicSuggestion).where(TopicSuggestion.topic_id == topic.id)
    execute_bulk(suggested.where(TopicSuggestion.concern_id.in_(waiting)))


def _lock_topics(*topics: Topic) -> None:
    lock_agency(topics[0].agency_id)
    for topic in topics:
        db.session.refresh(topic)


def _check_unchanged(topic: Topic, seen: str | None, *, is_possible: bool) -> None:
    if not is_possible:
        raise ColleagueWasFirst
    topic.check_seen(seen)


def _record_wording(topic: Topic, before: Wording, after: Wording, *, by: StaffMember) -> None:
    """Record the old and the new values; of keywords those that went and those that came."""
    detail: dict[str, list[Any]] = {}
    for field, new in vars(after).items():
        old = getattr(before, field)
        if old == new:
            continue
        if field.startswith("keywords"):
            old, new = [each for each in old if each not in new], [e for e in new if e not in old]
        detail[field] = [old, new]
    if detail:
        record(AuditAction.TOPIC_CHANGED, by=by, subject=topic, detail=detail)


def _move_concerns(topic: Topic, into: Topic) -> None:
    """Move all concerns to the other topic. If a concern has both, an assignment by people wins."""
    concerned = select(ConcernTopic.concern_id).where(ConcernTopic.topic_id == topic.id)
    # A fixed order, so that concurrent requests cannot deadlock.
    db.session.execute(
        select(Concern.id).where(Concern.id.in_(concerned)).order_by(Concern.id).with_for_update()
    )
    has_both = select(ConcernTopic.concern_id).where(
        ConcernTopic.topic_id == topic.id, ConcernTopic.assigned_by != AssignedBy.ENGINE
    )
    execute_bulk(
        delete(ConcernTopic).where(
            ConcernTopic.topic_id == into.id,
            ConcernTopic.assigned_by == AssignedBy.ENGINE,
            ConcernTopic.concern_id.in_(has_both),
        )
    )
    for model in (ConcernTopic, TopicSuggestion):
        present = select(model.concern_id).where(model.topic_id == into.id)
        execute_bulk(delete(model).where(model.topic_id == topic.id, model.concern_id.in_(present)))
        execute_bulk(update(model).where(model.topic_id == topic.id).values(topic_id=into.id))
