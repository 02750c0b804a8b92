"""What an officer reads before an event: topics with quotes and facts, and what is known here."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from coffeecop.db import db, now
from coffeecop.engine.text import fold_line
from coffeecop.models import (
    Concern,
    Event,
    EventStatus,
    Language,
    Promise,
    PromiseStatus,
    Rsvp,
    RsvpStatus,
    Topic,
    TopicNote,
)
from coffeecop.models.topics import OTHER, topics_in_order
from coffeecop.staff.concern_list.work import events_of, sort_key, sort_key_of
from coffeecop.staff.events.queries import Turnout, coming_to
from coffeecop.staff.summaries.changes import ChangeSentence, changes_between
from coffeecop.staff.summaries.counts import Share, topic_counts
from coffeecop.staff.summaries.quotes import quotes_by_language

# With fewer there is no range to speak of.
LEAST_COUNTED = 3
# The newest: how many come changes over the years.
MOST_COUNTED = 12


class CountedEvent(NamedTuple):
    """A past event: how many people had said that they may come, and how many were counted."""

    expected: int
    heads: int
    is_here: bool = False

    def heads_for(self, people: int) -> float:
        """Return how many would come if `people` may come and all else is as it was.

        As many come again without saying so; or, where fewer came than had said so, the same share.
        Who drops in does not depend on who wrote, so one ratio for all would be wrong.
        """
        if not people:
            return self.heads
        if self.heads < self.expected:
            return people * self.heads / self.expected
        return people + self.heads - self.expected


class ExpectedHeads(NamedTuple):
    least: int
    most: int
    # How many past events the range is from, and whether all were at this venue.
    events: int
    is_from_here: bool


def expected_heads(people: int, past: Sequence[CountedEvent]) -> ExpectedHeads | None:
    """Return the range for `people` who may come; None with too few counted events."""
    here = [each for each in past if each.is_here]
    is_from_here = len(here) >= LEAST_COUNTED
    used = here if is_from_here else past
    if len(used) < LEAST_COUNTED:
        return None
    heads = [each.heads_for(people) for each in used]
    return ExpectedHeads(floor(min(heads)), ceil(max(heads)), len(used), is_from_here)


def counted_events(event: Event) -> list[CountedEvent]:
    """Return the newest past events whose heads were counted, those at the same venue first."""
    expected = (
        select(func.coalesce(func.sum(Rsvp.party_size), 0))
        .where(Rsvp.event_id == Event.id, Rsvp.status == RsvpStatus.COMING)
        .correlate(Event)
        .scalar_subquery()
    )
    is_here = Event.venue_id == event.venue_id
    rows = db.session.execute(
        select(expected, Event.heads_counted, is_here)
        .where(
            Event.agency_id == event.agency_id,
            Event.id != event.id,
            Event.status == EventStatus.PUBLISHED,
            Event.ends_at <= now(),
            Event.heads_counted.is_not(None),
        )
        .order_by(is_here.desc(), Event.starts_at.desc(), Event.id.desc())
        .limit(MOST_COUNTED)
    )
    return [CountedEvent(*row) for row in rows]


# That fit on the one page.
MOST_PROMISES = 4


def promises_here(venue_id: int) -> Sequence[Promise]:
    """Return promises for people of this place: open ones by their day, then the newest kept."""
    shown = Promise.status.in_((PromiseStatus.OPEN, PromiseStatus.KEPT))
    is_kept = Promise.status == PromiseStatus.KEPT
    return db.session.scalars(
        select(Promise)
        .where(Promise.venue_id == venue_id, shown)
        .order_by(is_kept, Promise.closed_at.desc(), Promise.due_on, Promise.id)
        .limit(MOST_PROMISES)
        .options(joinedload(Promise.owner), joinedload(Promise.agency))
    ).all()


# Limits that keep the briefing to one page.
MOST_TOPICS = 5
MOST_KEYWORDS = 4
LONGEST_KEYWORD = 20
MOST_CHANGES = 3
# Of the past events here, for what the department did after one.
MOST_PAST_EVENTS = 6
# The first letters by which keywords count as forms of one word: robo, robaron.
STEM = 3
PRAISE = "praise"
# One person's topic is not what people here talk about.
LEAST_TO_MENTION = 3


@dataclass(frozen=True)
class BriefedTopic:
    """A topic in both languages, with a quote in each where there is one, and staff's facts."""

    topic: Topic
    share: Share
    quotes: dict[Language, Concern]
    note: TopicNote | None

    @property
    def keywords(self) -> dict[Language, list[str]]:
        return {
            Language.ENGLISH: varied_keywords(self.topic.keywords_en),
            Language.SPANISH: varied_keywords(self.topic.keywords_es),
        }


@dataclass(frozen=True)
class Briefing:
    # What people raised here: for this event, or last time while nobody has written for this one.
    raised_at: Event
    topics: Sequence[BriefedTopic]
    turnout: Turnout
    last_here: Event | None
    changes: Sequence[ChangeSentence]
    # The newest past event here after which the department wrote what it did.
    kept: Event | None
    promises: Sequence[Promise]
    heads: ExpectedHeads | None

    @property
    def to_mention(self) -> Topic | None:
        """Return the largest topic that an officer can bring up in a talk."""
        return next(
            (
                each.topic
                for each in self.topics
                if each.share.number >= LEAST_TO_MENTION and each.topic.key != PRAISE
            ),
            None,
        )


def briefing_of(event: Event) -> Briefing:
    past = _past_events_here(event)
    last_here = past[0] if past else None
    counts = topic_counts([each.id for each in (event, last_here) if each])
    notes = _topics_with_notes(event.agency_id)
    concerns = counts.totals.get(event.id, 0)
    raised_at = event if concerns or not last_here else last_here
    turnout = coming_to([event.id])[event.id]._replace(concerns=concerns)
    shares = {topic: counts.share(topic, raised_at.id) for topic in notes if topic.key != OTHER}
    return Briefing(
        raised_at=raised_at,
        topics=_briefed(raised_at, shares, notes),
        turnout=turnout,
        last_here=last_here,
        changes=changes_between(event.id, last_here.id, list(notes), counts)[:MOST_CHANGES]
        if last_here and concerns
        else [],
        kept=next((each for each in past if each.we_did_is_published), None),
        promises=promises_here(event.venue_id),
        heads=None if event.is_over else expected_heads(turnout.people, counted_events(event)),
    )


def varied_keywords(keywords: str) -> list[str]:
    """Return some of a topic's short keywords, none of them another form of one before."""
    by_stem: dict[str, str] = {}
    for keyword in keywords.splitlines():
        if len(keyword) <= LONGEST_KEYWORD:
            by_stem.setdefault(fold_line(keyword)[:STEM], keyword)
    return list(by_stem.values())[:MOST_KEYWORDS]


def _briefed(
    raised_at: Event, shares: dict[Topic, Share], notes: dict[Topic, TopicNote | None]
) -> list[BriefedTopic]:
    raised = [topic for topic, share in shares.items() if share.number]
    largest = sorted(raised, key=lambda topic: -shares[topic].number)[:MOST_TOPICS]
    quoted = quotes_by_language(raised_at, largest)
    return [
        BriefedTopic(
            topic,
            shares[topic],
            {each: quoted[topic, each] for each in Language if (topic, each) in quoted},
            notes[topic],
        )
        for topic in largest
    ]


def _topics_with_notes(agency_id: int) -> dict[Topic, TopicNote | None]:
    """Return the topics in order, retired ones too, with their notes."""
    both = topics_in_order(agency_id).outerjoin(TopicNote, TopicNote.topic_id == Topic.id)
    return {topic: note for topic, note in db.session.execute(both.add_columns(TopicNote))}


def _past_events_here(event: Event) -> Sequence[Event]:
    """Return the newest events at the same venue that were over before this one."""
    here = events_of(event.agency_id).where(
        Event.venue_id == event.venue_id,
        Event.status == EventStatus.PUBLISHED,
        Event.ends_at <= now(),
        sort_key() < sort_key_of(event),
    )
    return db.session.scalars(here.limit(MOST_PAST_EVENTS)).all()
