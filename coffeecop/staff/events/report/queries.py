"""What an event's report tells. Only protected figures leave this module."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import joinedload

from coffeecop.db import db, now
from coffeecop.models import (
    Arrival,
    AssignedBy,
    Concern,
    ConcernTopic,
    Event,
    EventLine,
    Language,
    Matter,
    MatterConcern,
    MatterConfirmation,
    Phase,
    Topic,
)
from coffeecop.models.agency import shares_of
from coffeecop.models.concern.conditions import DAY, Wait, asked, counts_for_event, median_wait
from coffeecop.models.concern.counts import States, states_of
from coffeecop.models.matters.queries import is_published
from coffeecop.models.suggestions import is_sure
from coffeecop.models.topics import OTHER, PRAISE
from coffeecop.staff.concern_list.filters import language_of_text
from coffeecop.staff.events.lines.queries import lines_of
from coffeecop.staff.events.queries import coming_to
from coffeecop.staff.events.report.community import Community, areas_named, by_area, by_language
from coffeecop.staff.events.report.figures import (
    SMALLEST_SHOWN,
    Count,
    Opinion,
    Protected,
    opinion,
    protect,
    protect_row,
)
from coffeecop.staff.events.report.topics import Raised, TopicLine, topic_lines
from coffeecop.staff.summaries.season import answers_by_step

Concerns = Sequence[Row[*tuple[Any, ...]]]


@dataclass(frozen=True)
class EventReport:
    event: Event
    # What staff heard, in their own words.
    lines: Sequence[EventLine]
    # People; None: not counted.
    heads: Count | None
    arrivals: Count | None
    expected: Count
    # None: fewer than five, of which nothing more is told.
    concerns: int | None
    has_concerns: bool
    topics: Sequence[TopicLine]
    # Whether more may have raised a topic: what is only likely is not counted.
    is_perhaps_more: bool
    # Before, at and after the event; None: too few to tell.
    phases: Sequence[Count] | None
    survey: Mapping[str, Opinion]
    answers: Sequence[Count] | None
    median_days: int | None
    came_back: Count | None
    found_first: Count
    languages: Community | None
    areas: Community | None


def event_report(event: Event) -> EventReport:
    concerns = _concerns(event)
    number, is_whole = len(concerns), not any(each.is_destroyed for each in concerns)
    is_told = number >= SMALLEST_SHOWN
    raised, is_perhaps_more = _raised(event)
    waits = _waits(concerns)
    shares = shares_of(event.agency_id)
    languages = Counter(Language(concern.language) for concern in concerns)
    places = {concern.id: concern.place for concern in concerns}
    named = areas_named(event, places, shares)
    _total, by_question = answers_by_step(event)
    arrived = select(func.sum(Arrival.people)).where(Arrival.event_id == event.id)
    confirmed = select(func.count()).where(MatterConfirmation.event_id == event.id)
    arrivals, found_first = db.session.execute(
        select(arrived.scalar_subquery(), confirmed.scalar_subquery())
    ).one()
    return EventReport(
        event=event,
        lines=lines_of(event),
        heads=None if event.heads_counted is None else protect(event.heads_counted),
        arrivals=None if arrivals is None else protect(arrivals),
        expected=protect(coming_to(event)[event.id].people),
        concerns=number if is_told else None,
        has_concerns=number > 0,
        topics=topic_lines(raised) if is_told else [],
        is_perhaps_more=is_told and is_perhaps_more,
        phases=_phases(concerns) if is_told else None,
        survey={question: opinion(steps) for question, steps in by_question.items()},
        answers=_answers(states_of(event)) if is_told else None,
        # Of what is destroyed it is not kept: how long they waited, who came back, from where.
        median_days=_median_days(waits) if is_whole else None,
        came_back=_came_back(concerns) if is_told and is_whole else None,
        found_first=protect(found_first),
        languages=by_language(languages, shares) if is_told else None,
        areas=by_area(named, number, shares) if is_told and is_whole else None,
    )


def _concerns(event: Event) -> Concerns:
    return db.session.execute(
        select(
            Concern.id,
            Concern.phase,
            Concern.place,
            Concern.came_back_on,
            Concern.created_at,
            Concern.receipt_hash.is_not(None).label("has_receipt"),
            language_of_text().label("language"),
            asked().label("asks"),
            Concern.first_answer_at.label("answered_at"),
            Concern.destroyed_at.is_not(None).label("is_destroyed"),
        ).where(Concern.event_id == event.id, counts_for_event())
    ).all()


def _raised(event: Event) -> tuple[list[Raised], bool]:
    """Return the matters that residents read and the topics of each concern that are sure.

    And whether other topics are only likely.
    """
    matters = db.session.execute(
        select(Concern.id, Matter)
        .join(MatterConcern, MatterConcern.concern_id == Concern.id)
        .join(Matter, Matter.id == MatterConcern.matter_id)
        .where(MatterConcern.belongs, is_published(), Concern.event_id == event.id)
        .where(counts_for_event())
        .order_by(Concern.id, Matter.id)
        .options(joinedload(Matter.topic))
    ).all()
    is_guess = (Topic.key == PRAISE) & (ConcernTopic.assigned_by == AssignedBy.ENGINE)
    rows = db.session.execute(
        select(Concern.id, Topic, is_sure())
        .outerjoin(ConcernTopic, ConcernTopic.concern_id == Concern.id)
        # The catch-all topic tells nothing, and praise is counted only if a person chose it.
        .outerjoin(Topic, (Topic.id == ConcernTopic.topic_id) & (Topic.key != OTHER) & ~is_guess)
        .where(Concern.event_id == event.id, counts_for_event())
        .order_by(Concern.id, Topic.position, Topic.id)
    ).all()
    raised: list[Raised] = [(concern_id, matter) for concern_id, matter in matters]
    raised += [(concern_id, topic if sure else None) for concern_id, topic, sure in rows]
    return raised, any(topic and not sure for _id, topic, sure in rows)


def _phases(concerns: Concerns) -> Sequence[Count] | None:
    by_phase = Counter(concern.phase for concern in concerns)
    return protect_row([by_phase[phase] for phase in Phase])


def _waits(concerns: Concerns) -> list[Wait]:
    return [
        Wait((each.answered_at or now()) - each.created_at, each.answered_at is not None)
        for each in concerns
        # Nobody could read an answer to the others.
        if each.asks and each.has_receipt
    ]


def _answers(states: States) -> Sequence[Count] | None:
    """Return how many asked, where all of them are, and how many did not ask."""
    asked_for_none = states.concerns - states.number_asked
    shown = protect_row([*(number for _state, number in states.where_asked), asked_for_none])
    if shown is None:
        return None
    # As well known as the number of those that did not ask.
    without = shown[-1]
    asked = Protected.HIDDEN if isinstance(without, Protected) else states.concerns - without
    return [asked, *shown]


def _median_days(waits: Sequence[Wait]) -> int | None:
    """Return within how many days half had an answer; None with few answers, or not half yet."""
    if sum(wait.is_answered for wait in waits) < SMALLEST_SHOWN:
        return None
    median = median_wait(waits)
    return None if median is None else max(1, ceil(median / DAY))


def _came_back(concerns: Concerns) -> Count | None:
    """Return how many came back with their receipt, protected as one part of all concerns."""
    came_back = sum(each.came_back_on is not None for each in concerns)
    without = sum(not each.has_receipt and each.came_back_on is None for each in concerns)
    shown = protect_row([came_back, without, len(concerns) - came_back - without])
    return shown[0] if shown else None
