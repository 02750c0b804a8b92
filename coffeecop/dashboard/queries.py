"""What the staff's pages count and list; never more rows than a page shows."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from math import ceil
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, case, exists, func, literal, or_, select, tuple_
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from coffeecop.dashboard.filters import Choice, ConcernFilter
from coffeecop.db import db, now
from coffeecop.models import (
    Concern,
    ConcernTopic,
    Event,
    EventStatus,
    Kind,
    Language,
    Message,
    Outcome,
    Phase,
    Role,
    Rsvp,
    RsvpStatus,
    StaffMember,
    Topic,
)
from coffeecop.models.concern import in_event_stream, waits_for_answer

COLUMNS = 6
PAGE_SIZE = 25
MOST_LISTED = 1000
# A choice that few concerns meet would otherwise be sought among all there ever were.
EVENTS_SEARCHED = 500
EVENTS_TO_CHOOSE_FROM = 24
TOP_TOPICS = 5
# So that the search for what goes on now need not begin with the first event ever.
LONGEST_EVENT = timedelta(days=1)

HAS_TOPIC = exists().where(ConcernTopic.concern_id == Concern.id).correlate(Concern)


# Events


def next_event(agency_id: int) -> Event | None:
    """Return the event that goes on now or comes next."""
    return db.session.scalars(
        select(Event)
        .where(
            Event.agency_id == agency_id,
            Event.status == EventStatus.PUBLISHED,
            Event.starts_at > now() - LONGEST_EVENT,
            Event.ends_at > now(),
        )
        .order_by(Event.starts_at, Event.id)
        .limit(1)
        .options(joinedload(Event.venue))
    ).one_or_none()


def newest_event_with_concerns(agency_id: int) -> Event | None:
    has_concerns = exists().where(Concern.event_id == Event.id, in_event_stream())
    return db.session.scalars(
        _events(agency_id).where(has_concerns).limit(1).options(joinedload(Event.venue))
    ).one_or_none()


def event_or_none(agency_id: int, event_id: int) -> Event | None:
    return db.session.scalars(
        _events(agency_id).where(Event.id == event_id).options(joinedload(Event.venue))
    ).one_or_none()


def newest_events(agency_id: int, *, limit: int = EVENTS_TO_CHOOSE_FROM) -> Sequence[Event]:
    return db.session.scalars(_events(agency_id).limit(limit)).all()


def events_by_id(agency_id: int, event_ids: Collection[int]) -> Sequence[Event]:
    """Return these events, newest first; another agency's are left out."""
    return db.session.scalars(_events(agency_id).where(Event.id.in_(event_ids))).all()


def _events(agency_id: int) -> Select[Event]:
    return (
        select(Event)
        .where(Event.agency_id == agency_id)
        .order_by(Event.starts_at.desc(), Event.id.desc())
    )


def topics_of(agency_id: int) -> Sequence[Topic]:
    return db.session.scalars(
        select(Topic).where(Topic.agency_id == agency_id).order_by(Topic.position, Topic.id)
    ).all()


# Topics against events


class TopicCounts(NamedTuple):
    """Numbers of concerns in some events. One with two topics counts once in the totals."""

    by_topic: dict[tuple[int | None, int], int]
    totals: dict[int, int]


@dataclass(frozen=True)
class HeatMap:
    """Topics against events, and the way to the events before and after them."""

    topics: Sequence[Topic]
    events: Sequence[Event]
    counts: TopicCounts
    earlier_id: int | None
    later_id: int | None

    @cached_property
    def rows(self) -> list[Topic | None]:
        """The topics that residents raised; None stands for no topic yet."""
        rows = [*self.topics, None]
        return [topic for topic in rows if self.topic_total(topic)]

    @property
    def event_ids(self) -> str:
        return "-".join(str(event.id) for event in self.events)

    @cached_property
    def most(self) -> int:
        return max(
            (self.count(topic, event) for topic in self.rows for event in self.events), default=1
        )

    @property
    def total(self) -> int:
        return sum(self.event_total(event) for event in self.events)

    def count(self, topic: Topic | None, event: Event) -> int:
        return self.counts.by_topic.get((topic.id if topic else None, event.id), 0)

    def topic_total(self, topic: Topic | None) -> int:
        return sum(self.count(topic, event) for event in self.events)

    def event_total(self, event: Event) -> int:
        return self.counts.totals.get(event.id, 0)

    def top_topics(self, event: Event) -> list[tuple[Topic, int]]:
        """Return what one event's residents raised most, and how often."""
        counts = [(topic, self.count(topic, event)) for topic in self.topics]
        raised = [(topic, count) for topic, count in counts if count]
        return sorted(raised, key=lambda pair: -pair[1])[:TOP_TOPICS]


def heat_map(agency_id: int, *, until: Event | None, also: Event | None) -> HeatMap:
    """Chart the events up to `until`; count in `also` even when it is not among them."""
    events, earlier_id = _events_until(agency_id, until)
    shown = {event.id for event in (*events, also) if event}
    return HeatMap(
        topics=topics_of(agency_id),
        events=events,
        counts=topic_counts(shown),
        earlier_id=earlier_id,
        later_id=_later_id(agency_id, events[0]) if events else None,
    )


def topic_counts(event_ids: Collection[int]) -> TopicCounts:
    counted = (
        select(ConcernTopic.topic_id, Concern.event_id, func.count())
        .join(Concern, Concern.id == ConcernTopic.concern_id)
        .where(Concern.event_id.in_(event_ids), in_event_stream())
        .group_by(ConcernTopic.topic_id, Concern.event_id)
    )
    by_topic: dict[tuple[int | None, int], int] = {
        (topic_id, event_id): count for topic_id, event_id, count in db.session.execute(counted)
    }
    totals = {}
    for event_id, total, without_topic in db.session.execute(
        select(Concern.event_id, func.count(), _without_topic())
        .where(Concern.event_id.in_(event_ids), in_event_stream())
        .group_by(Concern.event_id)
    ):
        totals[event_id] = total
        by_topic[None, event_id] = without_topic
    return TopicCounts(by_topic, totals)


def _without_topic() -> ColumnElement[int]:
    return func.sum(case((HAS_TOPIC, 0), else_=1))


def _events_until(agency_id: int, until: Event | None) -> tuple[Sequence[Event], int | None]:
    query = _events(agency_id).where(_is_charted())
    if until:
        query = query.where(_place() <= _place_of(until))
    found = db.session.scalars(query.limit(COLUMNS + 1)).all()
    earlier_id = found[COLUMNS].id if len(found) > COLUMNS else None
    return found[:COLUMNS], earlier_id


def _later_id(agency_id: int, newest: Event) -> int | None:
    """Return the newest event of the next chart, or none where this one is the last."""
    later = db.session.scalars(
        select(Event.id)
        .where(Event.agency_id == agency_id, _is_charted(), _place() > _place_of(newest))
        .order_by(Event.starts_at, Event.id)
        .limit(COLUMNS)
    ).all()
    return later[-1] if later else None


def _is_charted() -> ColumnElement[bool]:
    """Leave out drafts of events to come: nobody can have raised anything."""
    return or_(Event.status != EventStatus.DRAFT, Event.starts_at <= now())


def _place() -> ColumnElement[tuple[object, ...]]:
    return tuple_(Event.starts_at, Event.id)


def _place_of(event: Event) -> ColumnElement[tuple[object, ...]]:
    return tuple_(literal(event.starts_at, Event.starts_at.type), literal(event.id))


# One event


@dataclass(frozen=True)
class TopicRow:
    """One topic's concerns before, at and after an event; none stands for no topic yet."""

    topic: Topic | None
    by_phase: dict[Phase, int]

    @property
    def total(self) -> int:
        return sum(self.by_phase.values())

    @property
    def most(self) -> int:
        return max(self.by_phase.values())


@dataclass(frozen=True)
class Picture:
    """One event in numbers."""

    parties: int
    people: int
    concerns: int
    without_topic: int
    by_phase: dict[Phase, int]
    by_kind: dict[Kind, int]
    by_language: dict[Language, int]
    topic_rows: list[TopicRow]

    @property
    def percent_without_topic(self) -> int:
        return round(100 * self.without_topic / self.concerns) if self.concerns else 0


class RsvpCounts(NamedTuple):
    parties: int
    people: int


def picture(event: Event, topics: Sequence[Topic]) -> Picture:
    by_phase, by_kind, by_language = Counter[Phase](), Counter[Kind](), Counter[Language]()
    without_topic = Counter[Phase]()
    for phase, kind, language, count, untopiced in db.session.execute(
        select(Concern.phase, Concern.kind, Concern.language, func.count(), _without_topic())
        .where(Concern.event_id == event.id, in_event_stream())
        .group_by(Concern.phase, Concern.kind, Concern.language)
    ):
        by_phase[phase] += count
        by_kind[kind] += count
        by_language[language] += count
        without_topic[phase] += untopiced
    rows = [*_topic_rows(event, topics), TopicRow(None, _in_order(Phase, without_topic))]
    return Picture(
        *rsvp_counts(event),
        concerns=by_phase.total(),
        without_topic=without_topic.total(),
        by_phase=_in_order(Phase, by_phase),
        by_kind=_in_order(Kind, by_kind),
        by_language=_in_order(Language, by_language),
        topic_rows=[row for row in rows if row.total],
    )


def rsvp_counts(event: Event) -> RsvpCounts:
    parties, people = db.session.execute(
        select(func.count(), func.coalesce(func.sum(Rsvp.party_size), 0)).where(
            Rsvp.event_id == event.id, Rsvp.status == RsvpStatus.COMING
        )
    ).one()
    return RsvpCounts(parties, people)


def _topic_rows(event: Event, topics: Sequence[Topic]) -> list[TopicRow]:
    """Return the topics, the one raised most first."""
    counts = {
        (topic_id, phase): count
        for topic_id, phase, count in db.session.execute(
            select(ConcernTopic.topic_id, Concern.phase, func.count())
            .join(Concern, Concern.id == ConcernTopic.concern_id)
            .where(Concern.event_id == event.id, in_event_stream())
            .group_by(ConcernTopic.topic_id, Concern.phase)
        )
    }
    rows = [
        TopicRow(topic, {phase: counts.get((topic.id, phase), 0) for phase in Phase})
        for topic in topics
    ]
    return sorted(rows, key=lambda row: -row.total)


def _in_order(choices: type[Choice], counts: Mapping[Choice, int]) -> dict[Choice, int]:
    return {choice: counts.get(choice, 0) for choice in choices}


# Concerns


@dataclass(frozen=True)
class ConcernPage:
    """Some of the concerns that were asked for, and how many there are in all."""

    concerns: Sequence[Concern]
    page: int
    total: int
    is_capped: bool
    leaves_out_old_events: bool

    @property
    def pages(self) -> int:
        return max(1, ceil(self.total / PAGE_SIZE))

    @property
    def first(self) -> int:
        return (self.page - 1) * PAGE_SIZE + 1

    @property
    def last(self) -> int:
        return min(self.page * PAGE_SIZE, self.total)

    @property
    def has_prev(self) -> bool:
        return self.page > 1

    @property
    def has_next(self) -> bool:
        return self.page < self.pages

    @property
    def prev_num(self) -> int:
        return self.page - 1

    @property
    def next_num(self) -> int:
        return self.page + 1


def concern_page(agency_id: int, chosen: ConcernFilter, *, page: int = 1) -> ConcernPage:
    """Return a page of concerns: those of the newest event first, and of each the newest first."""
    left_out = None if chosen.event_ids else _newest_left_out(agency_id)
    conditions = [Event.agency_id == agency_id, *_conditions(chosen)]
    if left_out:
        conditions.append(Event.starts_at > left_out)
    # Counting on would cost more with every year; nobody pages through thousands.
    counted = db.session.scalar(
        select(func.count()).select_from(
            select(Concern.id)
            .join(Concern.event)
            .where(*conditions)
            .limit(MOST_LISTED + 1)
            .subquery()
        )
    )
    total = min(counted or 0, MOST_LISTED)
    page = min(max(page, 1), max(1, ceil(total / PAGE_SIZE)))
    # Event by event, so that the index on a concern's event and time gives the order.
    concerns = db.session.scalars(
        select(Concern)
        .join(Concern.event)
        .where(*conditions)
        .order_by(
            Event.starts_at.desc(), Event.id.desc(), Concern.created_at.desc(), Concern.id.desc()
        )
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
        .options(
            contains_eager(Concern.event),
            selectinload(Concern.topic_rows).joinedload(ConcernTopic.topic),
            selectinload(Concern.messages).load_only(Message.concern_id, Message.staff_id),
        )
    ).all()
    return ConcernPage(
        concerns,
        page,
        total,
        is_capped=(counted or 0) > MOST_LISTED,
        leaves_out_old_events=left_out is not None,
    )


def _newest_left_out(agency_id: int) -> datetime | None:
    """Return when the newest event that is left out began; none where all are searched."""
    return db.session.scalar(
        select(Event.starts_at)
        .where(Event.agency_id == agency_id)
        .order_by(Event.starts_at.desc())
        .offset(EVENTS_SEARCHED)
        .limit(1)
    )


def _conditions(chosen: ConcernFilter) -> Iterator[ColumnElement[bool]]:
    if chosen.outcome is Outcome.ABOUT_OFFICER:
        yield Concern.withdrawn_at.is_(None)
    else:
        yield in_event_stream()
    if chosen.waiting:
        yield waits_for_answer()
    if chosen.event_ids:
        yield Event.id.in_(chosen.event_ids)
    if chosen.without_topic:
        yield ~HAS_TOPIC
    if chosen.topic_id:
        yield exists().where(
            ConcernTopic.concern_id == Concern.id, ConcernTopic.topic_id == chosen.topic_id
        )
    for column, value in (
        (Concern.outcome, chosen.outcome),
        (Concern.phase, chosen.phase),
        (Concern.kind, chosen.kind),
        (Concern.status, chosen.status),
        (Concern.language, chosen.language),
    ):
        if value:
            yield column == value


def readable_outcomes(member: StaffMember) -> list[Outcome]:
    """Return what this person may choose: concerns about an officer are not for everyone."""
    hidden = set() if member.has_any(Role.COMPLAINTS) else {Outcome.ABOUT_OFFICER}
    return [outcome for outcome in Outcome if outcome not in hidden]


def exported_concerns(event: Event) -> Sequence[Concern]:
    """Return all of an event's concerns in the order in which they came, without contacts."""
    return db.session.scalars(
        select(Concern)
        .where(Concern.event_id == event.id, in_event_stream())
        .order_by(Concern.created_at, Concern.id)
        .options(selectinload(Concern.topic_rows).joinedload(ConcernTopic.topic))
    ).all()
