"""Changes of the topic list that show what they moved, and can be undone.

What a person decides about a concern's topics after a change is never overwritten.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, delete, exists, insert, select, update

from coffeecop.db import db, execute_bulk, now
from coffeecop.models import (
    AssignedBy,
    AuditAction,
    Concern,
    ConcernTopic,
    Event,
    Promise,
    PublicAnswer,
    StaffMember,
    Theme,
    Topic,
    TopicChange,
    TopicChangeKind,
    TopicNote,
    TopicSuggestion,
)
from coffeecop.models.agency import lock_agency
from coffeecop.models.audit import record
from coffeecop.models.concern.conditions import in_event_stream
from coffeecop.models.keys import ChangedByColleague
from coffeecop.models.suggestions import reclassify
from coffeecop.models.topics import topics_of

# Then what it takes to undo a change is forgotten.
KEPT_FOR = timedelta(days=30)
# What people have by a topic.
REFERENCES = (
    ConcernTopic.topic_id,
    Theme.topic_id,
    TopicNote.topic_id,
    Promise.topic_id,
    PublicAnswer.topic_id,
)

# Rows as JSON holds them, by table; times are ISO 8601.
Row = dict[str, Any]
Stored = Mapping[str, Sequence[Row]]


class UndoResult(NamedTuple):
    """Concerns that people have sorted since, so that they stay, and topics that they have used."""

    left: Sequence[int]
    retired: Sequence[Topic]


@contextmanager
def undoable(
    kind: TopicChangeKind, topic: Topic | None = None, *, by: StaffMember
) -> Iterator[TopicChange]:
    """Note what the block changes, and have concerns that no person has sorted read again.

    The caller has locked the list. A block that adds the topic sets it.
    """
    change = TopicChange(agency_id=by.agency_id, staff_id=by.id, kind=kind)
    if topic:
        change.topic_id = topic.id
    change.before = _lock_and_read(by.agency_id)
    yield change
    db.session.flush()
    reclassify(by.agency_id)
    change.after = read(by.agency_id)
    forgotten = TopicChange.created_at < now() - KEPT_FOR
    execute_bulk(delete(TopicChange).where(TopicChange.agency_id == by.agency_id, forgotten))
    db.session.add(change)
    db.session.flush()


def latest_change(agency_id: int) -> TopicChange | None:
    """Return the latest change that is not undone."""
    own = select(TopicChange).where(TopicChange.agency_id == agency_id)
    left = own.where(TopicChange.undone_at.is_(None)).order_by(TopicChange.id.desc())
    return db.session.scalars(left.limit(1)).one_or_none()


def is_undoable(change: TopicChange) -> bool:
    """Return whether the list is still as the change left it."""
    is_latest = latest_change(change.agency_id) is change
    return is_latest and _topics(change.agency_id) == change.after["topics"]


def undo(change: TopicChange, *, by: StaffMember) -> UndoResult:
    """Set back what the change did. Idempotent. Raises ChangedByColleague if it is too late."""
    lock_agency(change.agency_id)
    db.session.refresh(change)
    if change.undone_at:
        return UndoResult([], [])
    if not is_undoable(change):
        raise ChangedByColleague
    current = _lock_and_read(change.agency_id)
    open_ids = not_sorted_since(change, current)
    left = {row["id"] for row in change.before["concerns"]} - open_ids
    _record_undo(change, open_ids, by=by)
    added = _restore_list(change)
    # Concerns that came in since are read again.
    reclassify(change.agency_id)
    _restore_concerns(change, open_ids, current)
    change.undone_at, change.undone_by_id = now(), by.id
    retired = [topic for topic in added if not _remove(topic)]
    # Whoever may change the list need not know which concerns are complaints.
    shown = select(Concern.id).where(Concern.id.in_(left), in_event_stream())
    return UndoResult(db.session.scalars(shown.order_by(Concern.id)).all(), retired)


def delete_engine_assignments(topic: Topic) -> None:
    """Remove the topic from concerns that are about to be reclassified."""
    waiting = select(Concern.id).where(
        Concern.suggested_at.is_(None), Concern.topics_checked_at.is_(None)
    )
    of_topic = (ConcernTopic.topic_id == topic.id, ConcernTopic.assigned_by == AssignedBy.ENGINE)
    execute_bulk(delete(ConcernTopic).where(*of_topic, ConcernTopic.concern_id.in_(waiting)))
    suggested = delete(TopicSuggestion).where(TopicSuggestion.topic_id == topic.id)
    execute_bulk(suggested.where(TopicSuggestion.concern_id.in_(waiting)))


def own_concerns(agency_id: int) -> Select[int]:
    return select(Concern.id).join(Concern.event).where(Event.agency_id == agency_id)


def _lock_and_read(agency_id: int) -> Stored:
    # A fixed order, so that concurrent requests cannot deadlock.
    own = own_concerns(agency_id).order_by(Concern.id)
    db.session.execute(own.with_for_update(of=Concern))
    return read(agency_id)


def read(agency_id: int) -> Stored:
    """Return the topics, and the topics of concerns and themes, as they are stored."""
    own = own_concerns(agency_id)
    columns = Concern.id, Concern.suggested_at, Concern.topics_checked_at
    return {
        "topics": _topics(agency_id),
        "themes": _rows(Theme.id, Theme.topic_id, where=Theme.agency_id == agency_id),
        "concerns": _rows(*columns, Concern.topics_checked_by_id, where=Concern.id.in_(own)),
        **{
            model.__tablename__: _rows(*model.__table__.columns, where=model.concern_id.in_(own))
            for model in (ConcernTopic, TopicSuggestion)
        },
    }


def _topics(agency_id: int) -> Sequence[Row]:
    # Undoing is a change too: the version never goes back.
    columns = [each for each in Topic.__table__.columns if each.name != "version"]
    return _rows(*columns, where=Topic.agency_id == agency_id)


def _rows(*columns: Any, where: ColumnElement[bool]) -> Sequence[Row]:
    return [
        {
            name: value.isoformat() if isinstance(value, datetime) else value
            for name, value in row._asdict().items()
        }
        for row in db.session.execute(select(*columns).where(where).order_by(*columns[:2]))
    ]


def _as_stored(row: Row) -> Row:
    return {
        name: datetime.fromisoformat(value) if value and name.endswith("_at") else value
        for name, value in row.items()
    }


def decided(stored: Stored) -> dict[int, set[tuple[Any, ...]]]:
    """Return for each concern who checked its topics, and which were not assigned by the engine."""
    chosen: dict[int, set[tuple[Any, ...]]] = {
        row["id"]: {(row["topics_checked_at"], row["topics_checked_by_id"])}
        for row in stored["concerns"]
    }
    for row in stored["concern_topics"]:
        if row["assigned_by"] != AssignedBy.ENGINE:
            chosen[row["concern_id"]].add((row["topic_id"], row["assigned_by"], row["staff_id"]))
    return chosen


def not_sorted_since(change: TopicChange, current: Stored) -> set[int]:
    """Return the concerns about which people have decided nothing since."""
    then, today = decided(change.after), decided(current)
    return {each for each in then if then[each] == today.get(each)}


def topic_ids_of(stored: Stored) -> dict[int, set[int]]:
    ids: dict[int, set[int]] = defaultdict(set)
    for row in stored["concern_topics"]:
        ids[row["concern_id"]].add(row["topic_id"])
    return ids


def _record_undo(change: TopicChange, open_ids: Collection[int], *, by: StaffMember) -> None:
    topic = db.session.get_one(Topic, change.topic_id)
    record(AuditAction.CHANGE_UNDONE, by=by, subject=topic, detail={"change": change.kind})
    if change.kind is not TopicChangeKind.ADDED:
        return
    keys = {topic.id: topic.key for topic in topics_of(change.agency_id)}
    before, after = topic_ids_of(change.before), topic_ids_of(change.after)
    given = [each for each in open_ids if topic.id in after[each]]
    concerns = select(Concern).where(Concern.id.in_(given)).order_by(Concern.id)
    for concern in db.session.scalars(concerns):
        detail = {"topics": [[keys[each] for each in ids[concern.id]] for ids in (after, before)]}
        record(AuditAction.TOPICS_CHANGED, by=by, subject=concern, detail=detail)


def _restore_list(change: TopicChange) -> list[Topic]:
    """Set the topics and themes back, and return the topics that the change added."""
    topics = {topic.id: topic for topic in topics_of(change.agency_id)}
    for row in change.before["topics"]:
        topic = topics.pop(row["id"])
        for name, value in _as_stored(row).items():
            setattr(topic, name, value)
    db.session.flush()
    for row in change.before["themes"]:
        moved = update(Theme).where(Theme.id == row["id"], Theme.topic_id != row["topic_id"])
        execute_bulk(moved.values(topic_id=row["topic_id"]))
    return list(topics.values())


def _restore_concerns(change: TopicChange, open_ids: Collection[int], current: Stored) -> None:
    before, own = change.before, own_concerns(change.agency_id)
    others = {row["id"] for row in current["concerns"]} - set(open_ids)
    for model in (ConcernTopic, TopicSuggestion):
        restored = model.concern_id.in_(own) & model.concern_id.not_in(others)
        execute_bulk(delete(model).where(restored))
        rows = [row for row in before[model.__tablename__] if row["concern_id"] in open_ids]
        if rows:
            db.session.execute(insert(model), [_as_stored(row) for row in rows])
    if rows := [_as_stored(row) for row in before["concerns"] if row["id"] in open_ids]:
        db.session.execute(update(Concern), rows)
    # Themes are found, and quotes of topics chosen, anew.
    were, are = topic_ids_of(before), topic_ids_of(current)
    moved = [each for each in open_ids if were[each] != are[each]]
    of_these = Event.id.in_(select(Concern.event_id).where(Concern.id.in_(moved)))
    execute_bulk(update(Event).where(of_these).values(themes_found_at=None))


def _remove(topic: Topic) -> bool:
    """Delete a topic; only retire it where people have something by it."""
    delete_engine_assignments(topic)
    if any(db.session.scalar(select(exists().where(each == topic.id))) for each in REFERENCES):
        topic.retired_at = now()
        return False
    execute_bulk(delete(TopicSuggestion).where(TopicSuggestion.topic_id == topic.id))
    db.session.delete(topic)
    db.session.flush()
    return True
