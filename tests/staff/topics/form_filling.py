"""Filling in the forms of the topic list as an administrator's browser does."""

from coffeecop.db import db
from coffeecop.models import Topic
from coffeecop.models.topics import add_starter_topics
from tests.factories import the_agency
from tests.staff.form_filling import as_shown

# What one topic is split into.
PARTS = {
    "parts-0-name_en": "Dogs",
    "parts-0-name_es": "Perros",
    "parts-0-keywords_en": "dog\ndogs\nbark\nbarks",
    "parts-0-keywords_es": "perro",
    "parts-1-name_en": "Wild animals",
    "parts-1-name_es": "Animales salvajes",
    "parts-1-keywords_en": "coyote\ncoyotes\nraccoon",
    "parts-1-keywords_es": "coyote",
}


# What is checked, as nothing takes it back.
FINAL = {"merge": {"merge_is_final": "y"}, "split": {"split_is_final": "y"}}


def starter_topics(*keys):
    """The topics of a new department, by their keys, or some of them: the engine learns faster."""
    topics = {topic.key: topic for topic in add_starter_topics(the_agency())}
    db.session.commit()
    for key in [each for each in topics if keys and each not in keys]:
        db.session.delete(topics.pop(key))
    db.session.commit()
    return topics


def shown_in(visitor, topic, what="topic"):
    """Return what a form of the page that changes a topic shows."""
    return as_shown(visitor.get(f"/staff/topics/{topic.id}?open=edit"), f"#{what}-form")


def send(visitor, topic, what="topic", **changes):
    """Open a form of a topic, change something, and send it."""
    path = f"/staff/topics/{topic.id}" + (f"/{what}" if what != "topic" else "")
    shown = shown_in(visitor, topic, what) | FINAL.get(what, {})
    return visitor.post(path, **{**shown, **changes})


def listed():
    """Return all topics in their order."""
    db.session.rollback()
    return db.session.scalars(db.select(Topic).order_by(Topic.position, Topic.id)).all()
