"""The results of classification, and saving them without overwriting people's decisions."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, func, insert, select, tuple_, update

from coffeecop.analysis.details import columns_of
from coffeecop.concerns.locks import lock_concerns
from coffeecop.concerns.verbs import show_danger
from coffeecop.db import db, execute_bulk, now
from coffeecop.engine.detectors.personal import Personal
from coffeecop.engine.examples import ASSIGN, SURE_PRAISE, Text, encoder_name
from coffeecop.models import (
    Agency,
    AssignedBy,
    Concern,
    ConcernFlag,
    ConcernTopic,
    ConcernVector,
    FlagKind,
    FlagLevel,
    Language,
    Message,
    Topic,
    TopicSuggestion,
)
from coffeecop.models.concern.conditions import has_topic, is_doubtful
from coffeecop.models.topics import PRAISE

# By concern the messages of its resident, each with when it came, the oldest first.
Messages = Sequence[tuple[str, datetime]]
Added = Mapping[int, Messages]


@dataclass(frozen=True)
class ClassificationResult:
    concern_id: int
    agency_id: int
    text: Text
    # What its resident has added since.
    added: Messages = ()
    language: str | None = None
    flags: Mapping[FlagKind, FlagLevel] = field(default_factory=dict)
    # When a message last repeated each.
    repeated_at: Mapping[FlagKind, datetime] = field(default_factory=dict)
    details: frozenset[Personal] = frozenset()
    # Topics likely enough to suggest, with their probabilities.
    topics: dict[int, float] = field(default_factory=dict)
    # Nothing is known, which is not the same as nothing found.
    has_failed: bool = False


def topic_list_versions(agency_ids: Collection[int], *, lock: bool = False) -> dict[int, int]:
    """Return the topic list version of each agency; `lock` prevents changes until commit."""
    chosen = select(Agency.id, Agency.topic_list_version).where(Agency.id.in_(agency_ids))
    if lock:
        chosen = chosen.order_by(Agency.id).with_for_update(read=True)
    return {agency_id: version for agency_id, version in db.session.execute(chosen)}


def messages_of(concern_ids: Sequence[int]) -> Added:
    found: dict[int, list[tuple[str, datetime]]] = {each: [] for each in concern_ids}
    own = Message.concern_id.in_(concern_ids), Message.staff_id.is_(None)
    messages = select(Message.concern_id, Message.body, Message.created_at).where(*own)
    for concern_id, body, came_at in db.session.execute(messages.order_by(Message.id)):
        found[concern_id].append((body, came_at))
    return found


def save_results(results: Sequence[ClassificationResult], versions: Mapping[int, int]) -> int:
    """Save the results and return how many.

    Results based on another version of the topic list, and those of concerns deleted or changed
    meanwhile, are discarded; such concerns are classified again. Failed results replace nothing.
    """
    current = topic_list_versions(versions.keys(), lock=True)
    unchanged = _lock_unclassified(_ids(results))
    added = messages_of(list(unchanged))
    written = [
        each
        for each in results
        if unchanged.get(each.concern_id) == each.text.body
        and list(added[each.concern_id]) == list(each.added)
        and current.get(each.agency_id) == versions[each.agency_id]
    ]
    if not written:
        return 0
    execute_bulk(update(Concern).where(Concern.id.in_(_ids(written))).values(suggested_at=now()))
    if found := [each for each in written if not each.has_failed]:
        _replace_earlier_results(found)
    return len(written)


def _replace_earlier_results(results: Sequence[ClassificationResult]) -> None:
    _set_columns(results)
    _replace_vectors(results)
    _add_flags(results)
    # Suggestions made before a person checked the topics are kept, to show what was corrected.
    open_to_change = _without(results, Concern.topics_checked_at.is_not(None))
    _replace_suggestions(open_to_change)
    _replace_topics(_without(open_to_change, _has_topics_to_keep()))
    _drop_doubtful_praise(results)
    _drop_unsure_praise(results)
    _show_danger(results)


def _lock_unclassified(concern_ids: Sequence[int]) -> dict[int, str]:
    rows = db.session.execute(
        select(Concern.id, Concern.body)
        .where(Concern.id.in_(concern_ids), Concern.suggested_at.is_(None))
        .order_by(Concern.id)
        .with_for_update()
    )
    return {row.id: row.body for row in rows}


def _without(
    results: Sequence[ClassificationResult], condition: ColumnElement[bool]
) -> list[ClassificationResult]:
    """Return the results of concerns that do not match the condition."""
    matching = select(Concern.id).where(Concern.id.in_(_ids(results)), condition)
    excluded = set(db.session.scalars(matching))
    return [each for each in results if each.concern_id not in excluded]


def _has_topics_to_keep() -> ColumnElement[bool]:
    """Match concerns with topics that people chose, or under which they are history."""
    is_chosen = ConcernTopic.assigned_by != AssignedBy.ENGINE
    # Concerns counted under a topic stay there when it is retired.
    retired = select(Topic.id).where(Topic.retired_at.is_not(None))
    return has_topic(is_chosen | ConcernTopic.topic_id.in_(retired))


def _ids(results: Sequence[ClassificationResult]) -> list[int]:
    return [result.concern_id for result in results]


def _set_columns(results: Sequence[ClassificationResult]) -> None:
    db.session.execute(
        update(Concern),
        [
            {
                "id": result.concern_id,
                "text_language": result.language and Language(result.language),
                **columns_of(result.details),
            }
            for result in results
        ],
    )


def _replace_vectors(results: Sequence[ClassificationResult]) -> None:
    encoder = encoder_name()
    rows = [
        {"concern_id": each.concern_id, "encoder": encoder, "vector": each.text.vector}
        for each in results
        if each.text.vector is not None
    ]
    _replace(ConcernVector, results, rows)


def _add_flags(results: Sequence[ClassificationResult]) -> None:
    """Add new flags, and delete unreviewed ones that are not found again.

    What a message tells once more since somebody looked is new, so that staff are told of it.
    """
    looked_at = func.coalesce(ConcernFlag.seen_at, ConcernFlag.taken_at, ConcernFlag.created_at)
    for each in results:
        for kind, at in each.repeated_at.items():
            own = ConcernFlag.concern_id == each.concern_id, ConcernFlag.kind == kind
            db.session.execute(delete(ConcernFlag).where(*own, looked_at < at))
    of_these = ConcernFlag.concern_id.in_(_ids(results))
    found = {(each.concern_id, flag) for each in results for flag in each.flags}
    # One that is found again stays as it is: a new one would be told to staff once more.
    is_found = tuple_(ConcernFlag.concern_id, ConcernFlag.kind).in_(sorted(found))
    gone = delete(ConcernFlag).where(of_these, ConcernFlag.seen_at.is_(None), ~is_found)
    db.session.execute(gone)
    left = db.session.execute(select(ConcernFlag.concern_id, ConcernFlag.kind).where(of_these))
    known = {(row.concern_id, row.kind) for row in left}
    rows = [
        {"concern_id": each.concern_id, "kind": kind, "level": level}
        for each in results
        for kind, level in each.flags.items()
    ]
    _insert(ConcernFlag, [row for row in rows if (row["concern_id"], row["kind"]) not in known])
    _set_levels(rows)


def _set_levels(rows: list[dict[str, Any]]) -> None:
    """Set the level of flags that were known and that nobody has decided."""
    for level in FlagLevel:
        flags = [(row["concern_id"], row["kind"]) for row in rows if row["level"] is level]
        are_these = tuple_(ConcernFlag.concern_id, ConcernFlag.kind).in_(flags)
        changed = ConcernFlag.seen_at.is_(None), ConcernFlag.level != level
        execute_bulk(update(ConcernFlag).where(are_these, *changed).values(level=level))


def _replace_suggestions(results: Sequence[ClassificationResult]) -> None:
    rows = [
        {"concern_id": each.concern_id, "topic_id": topic_id, "probability": probability}
        for each in results
        for topic_id, probability in each.topics.items()
    ]
    _replace(TopicSuggestion, results, rows)


def _replace_topics(results: Sequence[ClassificationResult]) -> None:
    rows = [
        {"concern_id": each.concern_id, "topic_id": topic_id, "assigned_by": AssignedBy.ENGINE}
        for each in results
        for topic_id, probability in each.topics.items()
        if probability >= ASSIGN
    ]
    _replace(ConcernTopic, results, rows)


def _drop_doubtful_praise(results: Sequence[ClassificationResult]) -> None:
    doubtful = select(Concern.id).where(Concern.id.in_(_ids(results)), is_doubtful())
    praise = select(Topic.id).where(Topic.key == PRAISE)
    by_engine = ConcernTopic.assigned_by == AssignedBy.ENGINE
    for model, *conditions in ((TopicSuggestion,), (ConcernTopic, by_engine)):
        found = model.concern_id.in_(doubtful), model.topic_id.in_(praise)
        db.session.execute(delete(model).where(*found, *conditions))


def _drop_unsure_praise(results: Sequence[ClassificationResult]) -> None:
    """Keep the program's praise as a suggestion unless it is sure: nobody is praised by mistake."""
    is_unsure = exists().where(
        TopicSuggestion.concern_id == ConcernTopic.concern_id,
        TopicSuggestion.topic_id == ConcernTopic.topic_id,
        TopicSuggestion.probability <= SURE_PRAISE,
    )
    execute_bulk(
        delete(ConcernTopic).where(
            ConcernTopic.concern_id.in_(_ids(results)),
            ConcernTopic.topic_id.in_(select(Topic.id).where(Topic.key == PRAISE)),
            ConcernTopic.assigned_by == AssignedBy.ENGINE,
            is_unsure,
        )
    )


def _show_danger(results: Sequence[ClassificationResult]) -> None:
    """Show what is hidden from officers and tells of danger by more than its words."""
    flagged = [each.concern_id for each in results if each.flags]
    for concern in lock_concerns(flagged, Concern.may_be_complaint.is_(True)):
        show_danger(concern)


def _replace(
    model: type[ConcernVector | TopicSuggestion | ConcernTopic],
    results: Sequence[ClassificationResult],
    rows: list[dict[str, Any]],
) -> None:
    db.session.execute(delete(model).where(model.concern_id.in_(_ids(results))))
    _insert(model, rows)


def _insert(model: type[Any], rows: list[dict[str, Any]]) -> None:
    if rows:
        db.session.execute(insert(model), rows)
