"""Reads concerns: their language, their likely topics, and what somebody should see soon.

A task of the periodic process, never part of a resident's request. What is still to be read is
told by the database, so nothing is lost when the process ends in between.
"""

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Row, delete, exists, insert, or_, select, update

from coffeecop.analysis.training_data import (
    examples_of,
    has_topic_of,
    select_texts,
    text_of,
    topic_texts,
)
from coffeecop.db import db, db_writes, now
from coffeecop.engine.assigning import Assigner
from coffeecop.engine.confidence import ASSIGN
from coffeecop.engine.encoder import encode, pack
from coffeecop.engine.examples import Text, encoder_name
from coffeecop.engine.flags import flags_of
from coffeecop.engine.language import language_of
from coffeecop.models import (
    Agency,
    AssignedBy,
    Concern,
    ConcernFlag,
    ConcernTopic,
    ConcernVector,
    Event,
    FlagKind,
    Language,
    Outcome,
    Topic,
    TopicSuggestion,
)
from coffeecop.models.topic import topics_in_use

logger = logging.getLogger("coffeecop.analysis.classification")

BATCH = 100


@dataclass(frozen=True)
class Reading:
    """What was found in one concern."""

    concern_id: int
    agency_id: int
    text: Text
    language: str | None
    flags: frozenset[str]
    # The topics that are likely enough to be offered, with their probabilities.
    topics: dict[int, float]


def suggest_due(progress: Callable[[int], None] = lambda count: None) -> int:
    """Read every concern that waits for it, the newest first; return how many."""
    count = 0
    while waiting := _waiting():
        # Anew for each batch: people change topics and correct them while this runs. Versions
        # first, so that a change made after them is noticed.
        versions = _topic_list_versions({row.agency_id for row in waiting})
        assigners = {agency_id: _assigner_of(agency_id) for agency_id in versions}
        # Reading takes a while; no transaction may be open meanwhile.
        db.session.rollback()
        try:
            readings = _read(waiting, assigners)
        except Exception:
            logger.exception("some concerns could not be read at once; each is read by itself")
            readings = [_read_alone(row, assigners) for row in waiting]
        with db_writes():
            count += _write(readings, versions)
        progress(count)
    return count


def _waiting() -> Sequence[Row[Any]]:
    return db.session.execute(
        select_texts()
        .add_columns(Concern.outcome, Event.agency_id)
        .join(Concern.event)
        .where(Concern.suggested_at.is_(None))
        .order_by(Concern.id.desc())
        .limit(BATCH)
    ).all()


def _assigner_of(agency_id: int) -> Assigner:
    return Assigner(topic_texts(topics_in_use(agency_id)), examples_of(agency_id))


def _read(waiting: Sequence[Row[Any]], assigners: dict[int, Assigner]) -> list[Reading]:
    texts = _with_vectors([text_of(row) for row in waiting])
    topics: dict[int, dict[int, float]] = {}
    for agency_id, assigner in assigners.items():
        # One about an officer has left the event, and is counted under no topic.
        own = [
            (row.id, text)
            for row, text in zip(waiting, texts, strict=True)
            if row.agency_id == agency_id and row.outcome is not Outcome.ABOUT_OFFICER
        ]
        likely = assigner.likely([text for _, text in own])
        topics.update(zip((concern_id for concern_id, _ in own), likely, strict=True))
    return [
        Reading(
            concern_id=row.id,
            agency_id=row.agency_id,
            text=text,
            language=language_of(row.body),
            flags=frozenset(flag.value for flag in flags_of(text)),
            topics=topics.get(row.id, {}),
        )
        for row, text in zip(waiting, texts, strict=True)
    ]


def _read_alone(row: Row[Any], assigners: dict[int, Assigner]) -> Reading:
    """Read one concern; one that cannot be read keeps back no other and is left to people."""
    try:
        return _read([row], assigners)[0]
    except Exception:
        logger.exception("a concern could not be read", extra={"concern": row.id})
        return Reading(
            row.id, row.agency_id, text_of(row), language=None, flags=frozenset(), topics={}
        )


def _with_vectors(texts: Sequence[Text]) -> list[Text]:
    missing = [place for place, text in enumerate(texts) if text.vector is None]
    made = encode([texts[place].body for place in missing]) if missing else None
    found = dict(zip(missing, map(pack, made), strict=True)) if made is not None else {}
    return [replace(text, vector=found.get(place, text.vector)) for place, text in enumerate(texts)]


def _topic_list_versions(agency_ids: Collection[int], *, lock: bool = False) -> dict[int, int]:
    """Return the version of each agency's topic list; locked, the list stays as it is."""
    chosen = select(Agency.id, Agency.topic_list_version).where(Agency.id.in_(agency_ids))
    if lock:
        chosen = chosen.order_by(Agency.id).with_for_update(read=True)
    return {agency_id: version for agency_id, version in db.session.execute(chosen)}


def _write(readings: Sequence[Reading], versions: Mapping[int, int]) -> int:
    """Save the readings and return how many.

    Those made with another version of the topic list, and of concerns that have gone or changed
    meanwhile, are left out; such concerns are read again.
    """
    current = _topic_list_versions(versions.keys(), lock=True)
    unchanged = _lock([reading.concern_id for reading in readings])
    written = [
        each
        for each in readings
        if unchanged.get(each.concern_id) == each.text.body
        and current.get(each.agency_id) == versions[each.agency_id]
    ]
    if not written:
        return 0
    ids = [reading.concern_id for reading in written]
    said = _said_by_people(ids)
    _note_languages(written)
    _replace_vectors(written)
    _add_flags(written)
    # What was suggested before a person said which topics are right tells what was corrected.
    open_to_change = [each for each in written if each.concern_id not in said.checked]
    _replace_suggestions(open_to_change)
    _replace_topics([each for each in open_to_change if each.concern_id not in said.chosen])
    db.session.execute(
        update(Event)
        .where(Event.id.in_(select(Concern.event_id).where(Concern.id.in_(ids))))
        .values(themes_found_at=None)
        .execution_options(synchronize_session=False)
    )
    return len(written)


def _lock(concern_ids: Sequence[int]) -> dict[int, str]:
    """Return the bodies of those that still wait; colleagues who sort them wait for us."""
    rows = db.session.execute(
        select(Concern.id, Concern.body)
        .where(Concern.id.in_(concern_ids), Concern.suggested_at.is_(None))
        .order_by(Concern.id)
        .with_for_update()
    )
    return {row.id: row.body for row in rows}


@dataclass(frozen=True)
class SaidByPeople:
    """Concerns whose topics staff have checked, and those for which somebody chose some."""

    checked: set[int]
    chosen: set[int]


def _said_by_people(concern_ids: Sequence[int]) -> SaidByPeople:
    of_these = Concern.id.in_(concern_ids)
    checked = select(Concern.id).where(of_these, Concern.topics_checked_at.is_not(None))
    by_people = has_topic_of(AssignedBy.RESIDENT, AssignedBy.STAFF)
    # What was counted under a topic stays there when the topic is retired.
    is_history = (
        exists()
        .where(
            ConcernTopic.concern_id == Concern.id,
            ConcernTopic.topic_id == Topic.id,
            Topic.retired_at.is_not(None),
        )
        .correlate(Concern)
    )
    chosen = select(Concern.id).where(of_these, or_(by_people, is_history))
    return SaidByPeople(
        checked=set(db.session.scalars(checked)), chosen=set(db.session.scalars(chosen))
    )


def _note_languages(readings: Sequence[Reading]) -> None:
    moment = now()
    db.session.execute(
        update(Concern),
        [
            {
                "id": reading.concern_id,
                "suggested_at": moment,
                "text_language": reading.language and Language(reading.language),
            }
            for reading in readings
        ],
    )


def _replace_vectors(readings: Sequence[Reading]) -> None:
    encoder = encoder_name()
    ids = [reading.concern_id for reading in readings]
    db.session.execute(delete(ConcernVector).where(ConcernVector.concern_id.in_(ids)))
    _insert(
        ConcernVector,
        [
            {
                "concern_id": reading.concern_id,
                "encoder": encoder,
                "vector": reading.text.vector,
            }
            for reading in readings
            if reading.text.vector is not None
        ],
    )


def _add_flags(readings: Sequence[Reading]) -> None:
    """Add new flags, and take back those that nobody has looked at and that are not found again."""
    ids = [reading.concern_id for reading in readings]
    db.session.execute(
        delete(ConcernFlag).where(ConcernFlag.concern_id.in_(ids), ConcernFlag.seen_at.is_(None))
    )
    seen = db.session.execute(
        select(ConcernFlag.concern_id, ConcernFlag.kind).where(ConcernFlag.concern_id.in_(ids))
    )
    known = {(row.concern_id, row.kind) for row in seen}
    found = {(each.concern_id, FlagKind(flag)) for each in readings for flag in each.flags}
    _insert(ConcernFlag, [{"concern_id": one, "kind": kind} for one, kind in sorted(found - known)])


def _replace_suggestions(readings: Sequence[Reading]) -> None:
    ids = [reading.concern_id for reading in readings]
    db.session.execute(delete(TopicSuggestion).where(TopicSuggestion.concern_id.in_(ids)))
    _insert(
        TopicSuggestion,
        [
            {"concern_id": each.concern_id, "topic_id": topic_id, "probability": probability}
            for each in readings
            for topic_id, probability in each.topics.items()
        ],
    )


def _replace_topics(readings: Sequence[Reading]) -> None:
    ids = [reading.concern_id for reading in readings]
    db.session.execute(delete(ConcernTopic).where(ConcernTopic.concern_id.in_(ids)))
    _insert(
        ConcernTopic,
        [
            {
                "concern_id": each.concern_id,
                "topic_id": topic_id,
                "assigned_by": AssignedBy.ENGINE,
            }
            for each in readings
            for topic_id, probability in each.topics.items()
            if probability >= ASSIGN
        ],
    )


def _insert(model: type[Any], rows: list[dict[str, Any]]) -> None:
    if rows:
        db.session.execute(insert(model), rows)
