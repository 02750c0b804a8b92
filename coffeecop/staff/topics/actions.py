from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import delete, select, update

from coffeecop.db import db, execute_bulk, now
from coffeecop.models import (
    AssignedBy,
    AuditAction,
    Concern,
    ConcernTopic,
    StaffMember,
    Theme,
    Topic,
    TopicNote,
    TopicQuote,
    TopicSuggestion,
)
from coffeecop.models.agency import lock_agency
from coffeecop.models.audit import record
from coffeecop.models.conflicts import ChangedByColleague
from coffeecop.models.suggestions import reclassify
from coffeecop.models.topics import Wording, add_to_list, append_topic, check_names, topics_of
from coffeecop.staff.concern_changes import give_topic
from coffeecop.staff.queries.picks import locked_picks
from coffeecop.staff.topics.queries import NoteText, note_of, others_in_use

LONGEST_DETAIL = 500


def add_topic(wording: Wording, concern_ids: Sequence[int] = (), *, by: StaffMember) -> Topic:
    """Add a topic, and give it to these concerns. Raises NameTaken, PickGone."""
    topic = add_to_list(wording, by=by)
    give_topic(locked_picks(concern_ids, by.agency_id), topic, by=by)
    db.session.flush()
    reclassify(by.agency_id)
    return topic


def change_topic(topic: Topic, wording: Wording, *, seen: str | None, by: StaffMember) -> None:
    """Update the topic. Raises ChangedByColleague if it has changed since `seen`, and NameTaken."""
    _lock_topics(topic)
    before = Wording.of(topic)
    changed = wording.differences(before)
    if not changed:
        return
    if seen != before.fingerprint:
        raise ChangedByColleague
    check_names([wording], others_in_use(topic, by.agency_id))
    wording.write_to(topic)
    for detail in _changes(before, wording, changed):
        record(AuditAction.TOPIC_CHANGED, by=by, subject=topic, detail=detail)
    reclassify(by.agency_id)


def change_note(topic: Topic, text: NoteText, *, seen: str | None, by: StaffMember) -> None:
    """Update the facts. Raises ChangedByColleague if they have changed since `seen`.

    The topic, which the caller has locked, does not change, so nothing is classified anew.
    """
    note = note_of(topic)
    before = NoteText.of(note)
    if text == before:
        return
    if seen != before.fingerprint:
        raise ChangedByColleague
    if text.body is None:
        db.session.delete(note)
    elif note is None:
        db.session.add(TopicNote(topic_id=topic.id, body=text.body, changed_by_id=by.id))
    else:
        note.body, note.changed_at, note.changed_by_id = text.body, now(), by.id
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
    record(AuditAction.TOPIC_CHANGED, by=by, subject=topic, detail="position")


def merge_topics(
    topic: Topic, into: Topic, *, takes_keywords: bool, seen: str | None, by: StaffMember
) -> None:
    """Move all concerns of a topic to another. `assigned_by` does not change."""
    _lock_unchanged(topic, into, seen=seen)
    if into.is_retired or into is topic:
        raise ChangedByColleague
    if takes_keywords:
        before = Wording.of(into)
        after = before.with_keywords_of(Wording.of(topic))
        after.write_to(into)
        for detail in _changes(before, after, after.differences(before)):
            record(AuditAction.TOPIC_CHANGED, by=by, subject=into, detail=detail)
    _move_concerns(topic, into)
    for merged in topics_of(by.agency_id):
        if merged.merged_into_id == topic.id:
            merged.merged_into_id = into.id
    topic.retired_at = topic.retired_at or now()
    topic.merged_into_id = into.id
    record(AuditAction.TOPICS_MERGED, by=by, subject=topic, detail=f"into\n{into.key}")
    record(AuditAction.TOPICS_MERGED, by=by, subject=into, detail=f"from\n{topic.key}")
    reclassify(by.agency_id)


def split_topic(
    topic: Topic, wordings: Sequence[Wording], *, seen: str | None, by: StaffMember
) -> list[Topic]:
    """Retire a topic and add its parts. Concerns sorted by people wait to be sorted by staff."""
    _lock_unchanged(topic, seen=seen)
    if topic.is_retired:
        raise ChangedByColleague
    check_names(wordings, others_in_use(topic, by.agency_id))
    topic.retired_at = now()
    parts = [append_topic(wording, by.agency_id, split_from_id=topic.id) for wording in wordings]
    _place_after(topic, parts)
    for part in parts:
        record(AuditAction.TOPIC_ADDED, by=by, subject=part, detail=f"from\n{topic.key}")
    keys = "\n".join(part.key for part in parts)
    record(AuditAction.TOPIC_SPLIT, by=by, subject=topic, detail=f"into\n{keys}")
    reclassify(by.agency_id)
    _delete_engine_assignments(topic)
    return parts


def retire_topic(topic: Topic, *, seen: str | None, by: StaffMember) -> None:
    """Retire a topic; concerns that have it keep it."""
    _lock_unchanged(topic, seen=seen)
    if topic.is_retired:
        raise ChangedByColleague
    topic.retired_at = now()
    record(AuditAction.TOPIC_RETIRED, by=by, subject=topic)
    reclassify(by.agency_id)


def restore_topic(topic: Topic, *, seen: str | None, by: StaffMember) -> None:
    _lock_unchanged(topic, seen=seen)
    if not topic.can_be_restored:
        raise ChangedByColleague
    check_names([Wording.of(topic)], others_in_use(topic, by.agency_id))
    topic.retired_at = None
    record(AuditAction.TOPIC_RESTORED, by=by, subject=topic)
    reclassify(by.agency_id)


def sort_concern(concern: Concern, topic: Topic, into: Topic | None, *, by: StaffMember) -> None:
    """Move a concern from a topic that was split to one of its parts, or only remove the topic."""
    # Only has an effect on PostgreSQL; on SQLite, POST requests are serialized anyway.
    db.session.refresh(concern, ["topics_checked_at", "topic_rows"], with_for_update=True)
    remaining = [each for each in concern.topics if each is not topic]
    if len(remaining) == len(concern.topics):
        return
    concern.set_topics([*remaining, *([into] if into and into not in remaining else [])], by=by)
    detail = f"+{into.key} -{topic.key}" if into else f"-{topic.key}"
    record(AuditAction.TOPICS_CHANGED, by=by, subject=concern, detail=detail)
    reclassify(by.agency_id, event_id=concern.event_id)


def _lock_topics(*topics: Topic) -> None:
    lock_agency(topics[0].agency_id)
    for topic in topics:
        db.session.refresh(topic)


def _lock_unchanged(topic: Topic, *others: Topic, seen: str | None) -> None:
    _lock_topics(topic, *others)
    if topic.is_merged or seen != Wording.of(topic).fingerprint:
        raise ChangedByColleague


def _place_after(topic: Topic, parts: Sequence[Topic]) -> None:
    others = [each for each in topics_of(topic.agency_id) if each not in parts]
    place = others.index(topic) + 1
    for position, each in enumerate([*others[:place], *parts, *others[place:]], start=1):
        each.position = position


def _changes(before: Wording, after: Wording, fields: Iterable[str]) -> Iterator[str]:
    """Yield one audit detail per field: its name, then old and new values, one per line."""
    for field in fields:
        old, new = getattr(before, field), getattr(after, field)
        if field.startswith("name"):
            yield f"{field}\n{old}\n{new}"
        elif field.startswith("keywords"):
            changes = [f"+{each}" for each in new if each not in old]
            changes += [f"-{each}" for each in old if each not in new]
            yield from _split_into_entries(field, changes)
        else:
            yield field


def _split_into_entries(first: str, rest: Iterable[str]) -> Iterator[str]:
    """Split the lines into as few entries as possible, each starting with the first line."""
    entry = first
    for line in rest:
        if len(entry) + 1 + len(line) > LONGEST_DETAIL:
            yield entry
            entry = first
        entry += f"\n{line}"
    yield entry


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
        _move_rows(model, topic, into)
    execute_bulk(update(Theme).where(Theme.topic_id == topic.id).values(topic_id=into.id))


def _move_rows(
    model: type[ConcernTopic] | type[TopicSuggestion] | type[TopicQuote], topic: Topic, into: Topic
) -> None:
    present = select(model.concern_id).where(model.topic_id == into.id)
    execute_bulk(delete(model).where(model.topic_id == topic.id, model.concern_id.in_(present)))
    execute_bulk(update(model).where(model.topic_id == topic.id).values(topic_id=into.id))


def _delete_engine_assignments(topic: Topic) -> None:
    """Remove the topic from concerns that are about to be reclassified."""
    waiting = select(Concern.id).where(
        Concern.suggested_at.is_(None), Concern.topics_checked_at.is_(None)
    )
    execute_bulk(
        delete(ConcernTopic).where(
            ConcernTopic.topic_id == topic.id,
            ConcernTopic.assigned_by == AssignedBy.ENGINE,
            ConcernTopic.concern_id.in_(waiting),
        )
    )
    execute_bulk(
        delete(TopicSuggestion).where(
            TopicSuggestion.topic_id == topic.id, TopicSuggestion.concern_id.in_(waiting)
        )
    )
