"""What people will say at an event: its largest groups with their words and ours."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import bindparam, select

from coffeecop.db import db
from coffeecop.engine.changes import TopicChange
from coffeecop.engine.excerpts import excerpt, whole_sentences
from coffeecop.engine.text import fold, fold_line, tokens
from coffeecop.models import Concern, ConcernTopic, Event, Language, MatterStep, Topic
from coffeecop.staff.summaries.changes import changes_between
from coffeecop.staff.summaries.counts import TopicCounts
from coffeecop.staff.summaries.groups import Group, groups_of, with_quotes
from coffeecop.staff.summaries.matters import MatterHere, WhatMatters
from coffeecop.staff.summaries.quotes import Mention, newest_quotes
from coffeecop.web.i18n import current_language, localized, text_language

MOST_GROUPS = 3
# What one person says is no group.
LEAST_IN_COMMON = 2
# Where no two say the same.
MOST_SINGLE = 5
LONGEST_QUOTE = 120
LONGEST_OURS = 120


@dataclass(frozen=True)
class Quote:
    """A sentence of a concern or of ours, in the language in which it was written."""

    words: str
    language: Language
    concern_id: int | None = None


@dataclass(frozen=True)
class SaidGroup:
    group: Group
    # Whether its topic came up more often than chance explains, and not at all last time here.
    is_new: bool
    quote: Quote | None
    # Of the topic, what the department can say.
    fact: str | None


@dataclass(frozen=True)
class MatterSaid:
    """A matter that several raised, in the words of one of them."""

    row: MatterHere
    quote: Quote | None
    ours: Quote | None


def matters_said(here: WhatMatters) -> list[MatterSaid]:
    """Return the largest matters; what is promised elsewhere at the venue has its own card."""
    shown = [row for row in here.rows if row.is_of_event or not row.matter.is_doing]
    return [
        MatterSaid(
            row, _quote(row.quote, _name_of(row)) if row.quote else None, ours_of(row.matter.said)
        )
        for row in shown[:MOST_GROUPS]
    ]


def ours_of(step: MatterStep | None) -> Quote | None:
    if not step:
        return None
    text = whole_sentences(localized(step, "said"), most=LONGEST_OURS)
    return Quote(text, text_language(step, "said"))


TOPICS = (
    select(ConcernTopic.concern_id, ConcernTopic.topic_id)
    .where(ConcernTopic.concern_id.in_(bindparam("concern_ids", expanding=True)))
    .order_by(ConcernTopic.topic_id)
)


def glossed(quotes: Iterable[Quote | None], topics: Sequence[Topic]) -> dict[int, str]:
    """Return what is told of each quote in another language than the page: its topics."""
    other = {
        each.concern_id: each.language
        for each in quotes
        if each and each.concern_id and each.language != current_language()
    }
    if not other:
        return {}
    named = {topic.id: localized(topic, "name") for topic in topics}
    about: dict[int, list[str]] = {concern_id: [] for concern_id in other}
    for concern_id, topic_id in db.session.execute(TOPICS, {"concern_ids": [*other]}):
        about[concern_id] += [named[topic_id]] if topic_id in named else []
    return {
        concern_id: _("In Spanish, about: %(topics)s.", topics=", ".join(names))
        if other[concern_id] is Language.SPANISH
        else _("In English, about: %(topics)s.", topics=", ".join(names))
        for concern_id, names in about.items()
        if names
    }


def _name_of(row: MatterHere) -> list[str]:
    return tokens(f"{row.matter.name} {row.matter.also or ''}")


def said_at(
    event: Event, last_here: Event | None, topics: Sequence[Topic], counts: TopicCounts
) -> list[SaidGroup]:
    """Return what most concerns of an event have in common, the largest group first."""
    groups = groups_of(event, topics, total=counts.totals.get(event.id, 0))
    large = [each for each in groups if each.share.number >= LEAST_IN_COMMON][:MOST_GROUPS]
    if not large:
        return []
    changes = changes_between(event.id, last_here.id, topics, counts) if last_here else ()
    new = {each.topic for each in changes if each.change is TopicChange.NEW}
    return [_said(each, new) for each in with_quotes(event, large)]


def single_quotes(event: Event) -> list[Quote]:
    return [_quote(each, ()) for each in newest_quotes(event, MOST_SINGLE)]


def _said(group: Group, new: Collection[Topic]) -> SaidGroup:
    note = group.topic.note if group.topic else None
    return SaidGroup(
        group,
        is_new=group.topic in new,
        quote=_quote(group.quote, _words_of(group)) if group.quote else None,
        fact=whole_sentences(note, most=LONGEST_OURS) if note else None,
    )


def _quote(concern: Concern, words: Collection[str]) -> Quote:
    text = excerpt(concern.body, most=LONGEST_QUOTE, words=words)
    return Quote(text, concern.text_language or concern.language, concern.id)


def _words_of(group: Group) -> list[str]:
    if isinstance(group.subject, Mention):
        return [fold_line(group.subject.label)]
    topic = group.topic
    keywords = f"{topic.keywords_en}\n{topic.keywords_es}".splitlines() if topic else []
    return [fold(each) for each in keywords if each]
