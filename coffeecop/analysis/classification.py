"""Classify concerns: language, likely topics, flags, and what they name.

Runs in the background process, never in a resident's request. Unclassified concerns are found by a
query, so nothing is lost if the process ends early.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy import Row, select

from coffeecop.analysis.classification_results import (
    Added,
    ClassificationResult,
    Messages,
    messages_of,
    save_results,
    topic_list_versions,
)
from coffeecop.analysis.mentions import Mentions, mentions_of, write_mentions
from coffeecop.analysis.training_data import examples_of, select_texts, text_of, topic_texts
from coffeecop.db import db, db_writes
from coffeecop.engine.assigning import Assigner, with_vectors
from coffeecop.engine.detectors.personal import find_personal
from coffeecop.engine.examples import FlagKind, FlagLevel, Text
from coffeecop.engine.flags import flags_of
from coffeecop.engine.language import language_of
from coffeecop.models import Concern, Event
from coffeecop.models.concern.conditions import is_for_complaint_staff
from coffeecop.models.topics import topics_in_use

logger = logging.getLogger("coffeecop.analysis.classification")

BATCH = 100


def classify_due(progress: Callable[[int], None] = lambda count: None) -> int:
    """Classify every unclassified concern, newest first, and return how many."""
    count = 0
    assigners: dict[int, Assigner] = {}
    while waiting := _waiting():
        # Read the versions first, so that a change of the list during classification is noticed.
        versions = topic_list_versions({row.agency_id for row in waiting})
        added = messages_of([row.id for row in waiting])
        if current_app.config["SORT_TEXTS"]:
            assigners = {each: _fitted_assigner(each, assigners.get(each)) for each in versions}
        # Classification is slow; do not hold a transaction open during it.
        db.session.rollback()
        try:
            results = _classify(waiting, added, assigners)
        except Exception:
            logger.exception("some concerns could not be read at once; each is read by itself")
            results = [_classify_one(row, added, assigners) for row in waiting]
        mentions = _mentions(waiting) if current_app.config["SORT_TEXTS"] else {}
        # First, and by themselves: if this is interrupted, the concerns are read again; and no lock
        # on concerns is held while another worker may write what they mention.
        with db_writes():
            write_mentions(mentions)
        with db_writes():
            count += save_results(results, versions)
        progress(count)
    return count


def _waiting() -> Sequence[Row[Any]]:
    return db.session.execute(
        select_texts()
        .add_columns(
            is_for_complaint_staff().label("is_complaint"), Event.agency_id, Concern.event_id
        )
        .join(Concern.event)
        .where(Concern.suggested_at.is_(None))
        .order_by(Concern.id.desc())
        .limit(BATCH)
    ).all()


def _mentions(batch: Sequence[Row[Any]]) -> dict[int, Mentions]:
    """Return by event what its concerns mention, where this batch is the last of them to be read.

    They are sought in all of an event: what one text alone says may be a mistake.
    """
    others = Concern.suggested_at.is_(None), Concern.id.not_in([row.id for row in batch])
    unfinished = set(db.session.scalars(select(Concern.event_id).where(*others).distinct()))
    found = {}
    for event_id in sorted({row.event_id for row in batch} - unfinished):
        try:
            found[event_id] = mentions_of(event_id)
        except Exception:
            # What was found before stays; the next new concern triggers a retry.
            logger.exception("an event's places could not be sought", extra={"event": event_id})
    return found


def _fitted_assigner(agency_id: int, before: Assigner | None) -> Assigner:
    """Return `before`, or a new assigner if what it learnt from has changed."""
    topics, examples = topic_texts(topics_in_use(agency_id)), examples_of(agency_id)
    if before and (before.topics, before.examples) == (topics, examples):
        return before
    return Assigner(topics, examples)


def _classify(
    waiting: Sequence[Row[Any]], added: Added, assigners: dict[int, Assigner]
) -> list[ClassificationResult]:
    texts = with_vectors([text_of(row) for row in waiting])
    topics: dict[int, dict[int, float]] = {}
    for agency_id, assigner in assigners.items():
        # Complaints are not in the event stream and get no topics.
        own = {
            row.id: text
            for row, text in zip(waiting, texts, strict=True)
            if row.agency_id == agency_id and not row.is_complaint
        }
        topics |= zip(own, assigner.likely(list(own.values())), strict=True)
    return [
        ClassificationResult(
            concern_id=row.id,
            agency_id=row.agency_id,
            text=text,
            language=language_of(row.body),
            added=added[row.id],
            details=frozenset(found.kind for found in find_personal(row.body)),
            topics=topics.get(row.id, {}),
            **_dangers(text, added[row.id]),
        )
        for row, text in zip(waiting, texts, strict=True)
    ]


def _dangers(text: Text, added: Messages) -> dict[str, Any]:
    """Return the dangers that a text tells of, or what its resident has added since, and when."""
    found = flags_of(text)
    repeated_at: dict[FlagKind, datetime] = {}
    texts = with_vectors([Text(body, text.language) for body, _came_at in added])
    for each, (_body, came_at) in zip(texts, added, strict=True):
        for kind, level in flags_of(each).items():
            found[kind] = FlagLevel.NOW if found.get(kind) is FlagLevel.NOW else level
            repeated_at[kind] = came_at
    return {"flags": found, "repeated_at": repeated_at}


def _classify_one(
    row: Row[Any], added: Added, assigners: dict[int, Assigner]
) -> ClassificationResult:
    """Classify one concern. If that fails, return a failed result, so that staff sort it."""
    try:
        return _classify([row], added, assigners)[0]
    except Exception:
        logger.exception("a concern could not be read", extra={"concern": row.id})
        own = row.id, row.agency_id, text_of(row)
        return ClassificationResult(*own, added=added[row.id], has_failed=True)
