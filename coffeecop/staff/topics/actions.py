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
    Theme,
    Topic,
    TopicChange,
    TopicChangeKind,
    TopicNote,
    TopicQuote,
    TopicSuggestion,
)
from coffeecop.models.agency import lock_agency
from coffeecop.models.audit import record
from coffeecop.models.keys import ChangedByColleague
from coffeecop.models.suggestions import reclassify
from coffeecop.models.topics import Wording, add_to_list, append_topic, check_names, topics_of
from coffeecop.staff.concern_list.picks import locked_picks
from coffeecop.staff.topics.changes import delete_engine_assignments, undoable
from coffeecop.staff.topics.queries import note_of, others_in_use


class ColleagueWasFirst(ChangedByColleague):
    """A colleague has retired, restored or merged the topic, so this cannot be done any more."""


def add_topic(wording: Wording, concern_ids: Sequence[int] = (), *, by: StaffMember) -> TopicChange:
    """Add a topic, and give it to these concerns. Raises NameTaken, PickGone."""
    lock_agency(by.agency_id)
    with undoable(TopicChangeKind.ADDED, by=by) as change:
        topic = add_to_list(wording, by.agency_id)
        record(AuditAction.TOPIC_ADDED, by=by, subject=topic)
        give_topic(locked_picks(concern_ids, by.agency_id), topic, by=by)
        change.topic_id = topic.id
    return change


def change_topic(
    topic: Topic, wording: Wording, *, seen: str | None, by: StaffMember
) -> TopicChange | None:
    """Update the topic; None if it is the same.

    Raises ChangedByColleague, NameTaken.
    """
    _lock_topics(topic)
    before = Wording.of(topic)
    if wording == before:
        return None
    topic.check_seen(seen)
    check_names([wording], others_in_use(topic, by.agency_id))
    with undoable(TopicChangeKind.CHANGED, topic, by=by) as change:
        wording.write_to(topic)
        _record_wording(topic, before, wording, by=by)
    return change


def change_note(topic: Topic, body: str | None, *, seen: str | None, by: StaffMember) -> None:
    """Update the facts; None: there are none. Raises ChangedByColleague.

    The topic, which the caller has locked, does not change, so nothing is classified anew.
    """
    note = note_of(topic) or TopicNote(topic_id=topic.id)
    if not note.write({"body": body}, seen=seen):
        return
    note.changed_at, note.changed_by_id = now(), by.id
    if body is None:
        db.session.delete(note)
    else:
        db.session.add(note)
    record(AuditAction.TOPIC_NOTE_CHANGED, by=by, subject=topic)


def move_topic(topic: Topic, *, up: bool, by: StaffMember) -> None:
    """Swap the topic with the one above or below it among those in use."""
    _lock_topics(topic)
    everyone = list(topics_of(by.agency_id))
    for position, each in enumerate(everyone, start=1):
        each.position = position
    in_use = [each for each in everyone if not each.is_retired]
    if topic.is_retired:
        raise ChangedByColleague
    place = in_use.index(topic) + (-1 if up else 1)
    if not 0 <= place < len(in_use):
        return
    other = in_use[place]
    topic.position, other.position = other.position, topic.position
    record(AuditAction.TOPIC_CHANGED, by=by, subject=topic, detail={"position": None})


def merge_topics(
    topic: Topic, into: Topic, *, takes_keywords: bool, seen: str | None, by: StaffMember
) -> TopicChange:
    """Move all concerns of a topic to another. `assigned_by` does not change."""
    _lock_topics(topic, into)
    _check_unchanged(topic, seen, is_possible=not (topic.is_replaced or into.is_retired))
    with undoable(TopicChangeKind.MERGED, topic, by=by) as change:
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
    return change


def split_topic(
    topic: Topic, wordings: Sequence[Wording], *, seen: str | None, by: StaffMember
) -> TopicChange:
    """Retire a topic and add its parts. Concerns sorted by people wait to be sorted by staff."""
    _lock_topics(topic)
    _check_unchanged(topic, seen, is_possible=not topic.is_retired)
    check_names(wordings, others_in_use(topic, by.agency_id))
    with undoable(TopicChangeKind.SPLIT, topic, by=by) as change:
        topic.retired_at = now()
        parts = [append_topic(each, by.agency_id, split_from_id=topic.id) for each in wordings]
        _place_after(topic, parts)
        for part in parts:
            record(AuditAction.TOPIC_ADDED, by=by, subject=part, detail={"from": topic.key})
        keys = [part.key for part in parts]
        record(AuditAction.TOPIC_SPLIT, by=by, subject=topic, detail={"into": [keys]})
    delete_engine_assignments(topic)
    return change


def retire_topic(topic: Topic, *, seen: str | None, by: StaffMember) -> TopicChange:
    """Retire a topic; concerns that have it keep it."""
    _lock_topics(topic)
    _check_unchanged(topic, seen, is_possible=not topic.is_retired)
    with undoable(TopicChangeKind.RETIRED, topic, by=by) as change:
        topic.retired_at = now()
        record(AuditAction.TOPIC_RETIRED, by=by, subject=topic)
    return change


def restore_topic(topic: Topic, *, seen: str | None, by: StaffMember) -> TopicChange:
    _lock_topics(topic)
    _check_unchanged(topic, seen, is_possible=topic.can_be_restored)
    check_names([Wording.of(topic)], others_in_use(topic, by.agency_id))
    with undoable(TopicChangeKind.RESTORED, topic, by=by) as change:
        topic.retired_at = None
        record(AuditAction.TOPIC_RESTORED, by=by, subject=topic)
    return change


def sort_concern(concern: Concern, topic: Topic, into: Topic | None, *, by: StaffMember) -> None:
    """Move a concern from a topic that was split to one of its parts, or only remove the topic."""
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


def _lock_topics(*topics: Topic) -> None:
    lock_agency(topics[0].agency_id)
    for topic in topics:
        db.session.refresh(topic)


def _check_unchanged(topic: Topic, seen: str | None, *, is_possible: bool) -> None:
    if not is_possible:
        raise ColleagueWasFirst
    topic.check_seen(seen)


def _place_after(topic: Topic, parts: Sequence[Topic]) -> None:
    others = [each for each in topics_of(topic.agency_id) if each not in parts]
    place = others.index(topic) + 1
    for position, each in enumerate([*others[:place], *parts, *others[place:]], start=1):
        each.position = position


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
    for model in (ConcernTopic, TopicSuggestion, TopicQuote):
        present = select(model.concern_id).where(model.topic_id == into.id)
        execute_bulk(delete(model).where(model.topic_id == topic.id, model.concern_id.in_(present)))
        execute_bulk(update(model).where(model.topic_id == topic.id).values(topic_id=into.id))
    execute_bulk(update(Theme).where(Theme.topic_id == topic.id).values(topic_id=into.id))
