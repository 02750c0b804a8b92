"""Build the engine's input from the database: topics, texts and labelled examples."""

import functools
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Row, Select, select

from coffeecop.db import db
from coffeecop.engine.detectors.complaint import sounds_like_complaint
from coffeecop.engine.examples import Example, Text, TopicText, encoder_name, spread_over_topics
from coffeecop.models import AssignedBy, Concern, ConcernTopic, ConcernVector, Event, Topic
from coffeecop.models.concern.conditions import has_topic, in_event_stream
from coffeecop.models.suggestions import reclassified_events
from coffeecop.models.topics import PRAISE, STARTER_TOPICS, Wording, split_lines

# So many of the newest are considered; learnt from are the newest of each topic, MOST_EXAMPLES in
# all.
MOST_CORRECTIONS = 10_000
MOST_CHOSEN_BY_RESIDENTS = 10_000
# Residents see only topic names; staff know the department's definitions.
WEIGHT_OF_RESIDENTS = 0.5


def topic_texts(topics: Iterable[Topic]) -> list[TopicText]:
    return [_topic_text(topic, Wording.of(topic)) for topic in topics]


def guessable(topics: Sequence[Topic], text: str) -> Sequence[Topic]:
    """Return the topics to guess from: without praise if the text sounds like a complaint."""
    if not sounds_like_complaint(text):
        return topics
    return [topic for topic in topics if topic.key != PRAISE]


def _topic_text(topic: Topic, wording: Wording) -> TopicText:
    return TopicText(
        id=topic.id,
        names=(wording.name_en, wording.name_es),
        keywords=(*wording.keywords_en, *wording.keywords_es),
        samples=(
            *samples_of(topic),
            *split_lines(topic.description_en),
            *split_lines(topic.description_es),
        ),
    )


def examples_of(agency_id: int) -> list[Example]:
    """Return topics that people chose for this agency's concerns; never another agency's.

    A sample that spreads over topics: corrections by staff first, then residents' choices.
    """
    own = (
        select(Concern.id)
        .join(Concern.event)
        .where(Event.agency_id == agency_id, in_event_stream())
    )
    corrected = (
        own.where(Concern.topics_checked_at.is_not(None))
        .order_by(Concern.topics_checked_at.desc(), Concern.id.desc())
        .limit(MOST_CORRECTIONS)
    )
    chosen = (
        own.where(
            Concern.event_id.in_(reclassified_events(agency_id)),
            Concern.topics_checked_at.is_(None),
            has_topic(ConcernTopic.assigned_by == AssignedBy.RESIDENT),
        )
        .order_by(Concern.id.desc())
        .limit(MOST_CHOSEN_BY_RESIDENTS)
    )
    by_staff, by_residents = _topics_of(corrected), _topics_of(chosen)
    topics = by_staff | by_residents
    ids = list(topics)
    kept = [ids[place] for place in spread_over_topics(list(topics.values()))]
    return [
        Example(text, topics[one], 1 if one in by_staff else WEIGHT_OF_RESIDENTS)
        for one, text in zip(kept, texts_of(kept), strict=True)
    ]


def texts_of(concern_ids: Sequence[int]) -> list[Text]:
    """Return the texts of these concerns in this order, with stored vectors if there are any."""
    rows = db.session.execute(select_texts().where(Concern.id.in_(concern_ids)))
    found = {row.id: text_of(row) for row in rows}
    return [found[concern_id] for concern_id in concern_ids]


def select_texts() -> Select[*tuple[Any, ...]]:
    """Select concerns with text, language and the current encoder's vector if there is one."""
    return select(
        Concern.id, Concern.body, Concern.language, Concern.text_language, ConcernVector.vector
    ).outerjoin(
        ConcernVector,
        (ConcernVector.concern_id == Concern.id) & (ConcernVector.encoder == encoder_name()),
    )


def text_of(row: Row[Any]) -> Text:
    return Text(row.body, row.text_language or row.language, row.vector)


def _topics_of(concerns: Select[Any]) -> dict[int, frozenset[int]]:
    topics: dict[int, set[int]] = {one: set() for one in db.session.scalars(concerns)}
    in_use: dict[int, set[int]] = defaultdict(set)
    own = concerns.subquery()
    for concern_id, topic_id, retired_at in db.session.execute(
        select(ConcernTopic.concern_id, ConcernTopic.topic_id, Topic.retired_at)
        .join(ConcernTopic.topic)
        .where(ConcernTopic.concern_id.in_(select(own.c.id)))
    ):
        topics[concern_id].add(topic_id)
        if retired_at is None:
            in_use[concern_id].add(topic_id)
    return {
        concern_id: frozenset(in_use[concern_id])
        for concern_id in topics
        # A concern whose topics are all retired is unsorted, not an example of "no topic".
        if in_use[concern_id] or not topics[concern_id]
    }


STARTER_SAMPLES = Path(__file__).with_name("starter_samples.json")


def samples_of(topic: Topic) -> tuple[str, ...]:
    """Return sentences about a starter topic as residents would write them, made up.

    None once it has other names.
    """
    return _told_by_names().get((topic.key, topic.name_en, topic.name_es), ())


@functools.cache
def _told_by_names() -> dict[tuple[str, str, str], tuple[str, ...]]:
    samples = json.loads(STARTER_SAMPLES.read_text("utf-8"))
    return {
        (each["key"], each["name_en"], each["name_es"]): (
            *samples[each["key"]]["en"],
            *samples[each["key"]]["es"],
        )
        for each in json.loads(STARTER_TOPICS.read_text("utf-8"))
    }
