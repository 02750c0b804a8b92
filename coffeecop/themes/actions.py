from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, or_, select

from coffeecop.db import db
from coffeecop.models import (
    Agency,
    AssignedBy,
    AuditAction,
    Concern,
    StaffMember,
    Theme,
    ThemeStatus,
    Topic,
)
from coffeecop.models.audit import record
from coffeecop.models.suggestion import read_again
from coffeecop.models.topic import free_key
from coffeecop.themes.queries import concerns_of

# What an entry about a decision, or about taking it back, is called.
DECISIONS = {
    ThemeStatus.SIGNED_OFF: AuditAction.THEME_SIGNED_OFF,
    ThemeStatus.DISMISSED: AuditAction.THEME_DISMISSED,
}


class DecidedMeanwhile(Exception):
    """A colleague decided on this theme since the page was made, and otherwise."""


class RenamedMeanwhile(Exception):
    """A colleague gave the theme another name since the page was made."""


class NameTaken(Exception):
    """Another topic in use has one of these names."""


@dataclass(frozen=True)
class TopicWords:
    """What a topic that is made from a theme is called, and the words that point to it."""

    name_en: str
    name_es: str
    keywords_en: str
    keywords_es: str


def decide(theme: Theme, status: ThemeStatus, *, shown: str, by: StaffMember) -> None:
    """Sign off, dismiss, or take either back. Shown is the status that the page told of."""
    before = theme.status
    if status is before:
        return
    if before != shown or before is ThemeStatus.MADE_TOPIC:
        raise DecidedMeanwhile
    if status is ThemeStatus.SIGNED_OFF:
        theme.sign_off(by=by)
    elif status is ThemeStatus.DISMISSED:
        theme.dismiss(by=by)
    else:
        theme.reopen()
    action = DECISIONS.get(status) or DECISIONS[before]
    record(action, by=by, subject=theme, detail=f"{before} > {status}")


def rename(theme: Theme, name: str | None, *, shown: str | None, by: StaffMember) -> None:
    """Give the theme a name, or none, so that its words stand for it again."""
    if theme.status is ThemeStatus.MADE_TOPIC:
        raise DecidedMeanwhile
    if theme.name == name:
        return
    if theme.name != shown:
        raise RenamedMeanwhile
    theme.name = name
    record(AuditAction.THEME_RENAMED, by=by, subject=theme, detail=name)


def make_topic(theme: Theme, words: TopicWords, *, by: StaffMember) -> Topic:
    """Add a topic to the list and give it to the theme's concerns."""
    if theme.status not in (ThemeStatus.PROPOSED, ThemeStatus.SIGNED_OFF):
        raise DecidedMeanwhile
    # Whoever changes the list of topics stands in line here; on SQLite a POST does anyway.
    db.session.execute(select(Agency.id).where(Agency.id == by.agency_id).with_for_update())
    if _is_taken(words, by.agency_id):
        raise NameTaken
    topic = _add_topic(words, by=by)
    concerns = concerns_of(theme, to_change=True)
    for concern in concerns:
        _add_to(concern, topic, by=by)
    theme.make_topic(topic, by=by)
    record(AuditAction.TOPIC_ADDED, by=by, subject=topic)
    record(
        AuditAction.THEME_MADE_TOPIC,
        by=by,
        subject=theme,
        detail=f"{topic.key}, concerns: {len(concerns)}",
    )
    db.session.flush()
    read_again(by.agency_id)
    return topic


def _is_taken(words: TopicWords, agency_id: int) -> bool:
    same = or_(
        func.lower(Topic.name_en) == words.name_en.lower(),
        func.lower(Topic.name_es) == words.name_es.lower(),
    )
    in_use = (Topic.agency_id == agency_id) & Topic.retired_at.is_(None)
    return db.session.scalars(select(Topic.id).where(in_use, same)).first() is not None


def _add_topic(words: TopicWords, *, by: StaffMember) -> Topic:
    present: Sequence[Topic] = db.session.scalars(
        select(Topic).where(Topic.agency_id == by.agency_id)
    ).all()
    topic = Topic(
        agency_id=by.agency_id,
        key=free_key(words.name_en, {each.key for each in present}),
        position=max((each.position for each in present), default=0) + 1,
        name_en=words.name_en,
        name_es=words.name_es,
        keywords_en=words.keywords_en,
        keywords_es=words.keywords_es,
    )
    db.session.add(topic)
    db.session.flush()
    return topic


def _add_to(concern: Concern, topic: Topic, *, by: StaffMember) -> None:
    """Add the topic to what people said; what the engine only guessed gives way to it."""
    kept = [
        row.topic
        for row in concern.topic_rows
        if concern.topics_are_checked or row.assigned_by is not AssignedBy.ENGINE
    ]
    concern.set_topics([*kept, topic], by=by)
    record(AuditAction.TOPICS_CHANGED, by=by, subject=concern, detail=f"+{topic.key}")
