"""What an event's report tells. Only protected figures leave this module."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from coffeecop.db import db, now
from coffeecop.models import (
    Arrival,
    AssignedBy,
    Concern,
    ConcernTopic,
    Event,
    EventLine,
    Matter,
    MatterConcern,
    MatterConfirmation,
    Phase,
    Topic,
)
from coffeecop.models.agency import shares_of
from coffeecop.models.concern.conditions import DAY, Wait, asked, counts_for_event, median_wait
from coffeecop.models.concern.counts import States
from coffeecop.models.matters.queries import is_published
from coffeecop.models.suggestions import is_sure
from coffeecop.models.topics import OTHER, PRAISE
from coffeecop.staff.concern_list.conditions import language_of_text
from coffeecop.staff.events.lines.queries import lines_of
from coffeecop.staff.events.queries import coming_to
from coffeecop.staff.events.report.community import (
    Concerns,
    areas_heard,
    languages_heard,
    uncounted_languages,
)
from coffeecop.staff.events.report.figures import (
    SMALLEST_SHOWN,
    Count,
    Heard,
    Opinion,
    Protected,
    opinion,
    protect,
    protect_row,
)
from coffeecop.staff.events.report.topics import Raised, TopicLine, topic_lines
from coffeecop.staff.summaries.season import answers_by_step
from coffeecop.web.concern_labels import ASKED_NAMES


@dataclass(frozen=True)
class EventReport:
    event: Event
    # What staff heard, in their own words.
    lines: Sequence[EventLine]
    # People who came; None: not counted.
    heads: Count | None
    # None: fewer than five, of which nothing more is told.
    concerns: int | None
    has_concerns: bool
    topics: Sequence[TopicLine]
    # Whether more may have raised a topic: what is only likely is not counted.
    is_perhaps_more: bool
    # By what was counted; None: it was not.
    counts: Sequence[tuple[str, Count | None]]
    survey: Mapping[str, Opinion]
    heard: Sequence[Heard]
    # Languages that the pages do not have.
    uncounted: Sequence[str]


def event_report(event: Event) -> EventReport:
    concerns = _concerns(event)
    number = len(concerns)
    is_told = number >= SMALLEST_SHOWN
    raised, is_perhaps_more = _raised(event)
    shares = shares_of(event.agency_id)
    _total, by_question = answers_by_step(event)
    arrived = select(func.sum(Arrival.people)).where(Arrival.event_id == event.id)
    confirmed = select(func.count()).where(MatterConfirmation.event_id == event.id)
    arrivals, found_first = db.session.execute(
        select(arrived.scalar_subquery(), confirmed.scalar_subquery())
    ).one()
    heads, at_the_door = (
        None if each is None else protect(each) for each in (event.heads_counted, arrivals)
    )
    # Of what is destroyed it is not kept: how long they waited, who came back, from where.
    is_whole = not any(each.is_destroyed for each in concerns)
    areas = areas_heard(event, concerns, shares) if is_told and is_whole else []
    return EventReport(
        event=event,
        lines=lines_of(event),
        heads=heads if isinstance(heads, int) else at_the_door,
        concerns=number if is_told else None,
        has_concerns=number > 0,
        topics=topic_lines(raised) if is_told else [],
        is_perhaps_more=is_told and is_perhaps_more,
        counts=[
            (_("People who came, about"), heads),
            (_("People counted at the door"), at_the_door),
            (_("People who said they may come"), protect(coming_to(event)[event.id].people)),
            *(_of_concerns(concerns) if is_told else ()),
            *(_of_receipts(concerns) if is_told and is_whole else ()),
            (_("Found their answer first"), protect(found_first)),
        ],
        survey={question: opinion(steps) for question, steps in by_question.items()},
        heard=[*(languages_heard(concerns, shares) if is_told else ()), *areas],
        uncounted=uncounted_languages(shares) if is_told else [],
    )


def _concerns(event: Event) -> Concerns:
    return db.session.execute(
        select(
            Concern.id,
            Concern.phase,
            Concern.state,
            Concern.place,
            Concern.asked_at,
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


def _of_concerns(concerns: Concerns) -> Iterator[tuple[str, Count | None]]:
    """Yield when they came in, how many asked and where these are, each row protected as one."""
    yield _("All concerns"), len(concerns)
    phases = protect_row([sum(each.phase is phase for each in concerns) for phase in Phase])
    named = _("Before the event"), _("At the event"), _("After the event")
    yield from zip(named, phases or (), strict=False)
    states = States.read((each.state, 1, each.asked_at is not None) for each in concerns)
    where = states.where_asked
    shown = protect_row([*(number for _s, number in where), len(concerns) - states.number_asked])
    if shown:
        *ends, without = shown
        # As well known as the number of those that did not ask.
        told = len(concerns) - without if isinstance(without, int) else Protected.HIDDEN
        yield _("Asked for an answer"), told
        for (state, _n), number in zip(where, ends, strict=True):
            yield _("Of those who asked: %(state)s", state=ASKED_NAMES[state]), number
        yield _("Asked for no answer"), without


def _of_receipts(concerns: Concerns) -> Iterator[tuple[str, Count | None]]:
    came_back = sum(each.came_back_on is not None for each in concerns)
    without = sum(not each.has_receipt and each.came_back_on is None for each in concerns)
    # One part of all concerns.
    if shown := protect_row([came_back, without, len(concerns) - came_back - without]):
        yield _("Came back with their receipt"), shown[0]
    waits = [
        Wait((each.answered_at or now()) - each.created_at, each.answered_at is not None)
        for each in concerns
        # Nobody could read an answer to the others.
        if each.asks and each.has_receipt
    ]
    median = median_wait(waits)
    if median is not None and sum(wait.is_answered for wait in waits) >= SMALLEST_SHOWN:
        yield _("Days until half had an answer"), max(1, ceil(median / DAY))
