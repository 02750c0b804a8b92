"""The list of concerns that a filter finds, a page at a time, as the pages that show it need it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Any

from flask import abort, g, request
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import contains_eager, selectinload

from coffeecop.db import db
from coffeecop.models import (
    Concern,
    ConcernTopic,
    Event,
    Message,
    Outcome,
    Role,
    StaffMember,
    Theme,
    Topic,
    Venue,
)
from coffeecop.staff.auth import own_or_404
from coffeecop.staff.queries.conditions import matching
from coffeecop.staff.queries.events import events_by_id
from coffeecop.staff.queries.filters import ConcernFilter
from coffeecop.staff.queries.paging import PAGE_SIZE, page_number

MOST_LISTED = 1000
# Limits the events searched: a rare filter would otherwise scan all concerns.
EVENTS_SEARCHED = 500


@dataclass(frozen=True)
class ConcernPage:
    """A page of concerns, and their total number."""

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
    """Return a page of concerns: newest event first, newest first within an event."""
    left_out = None if chosen.event_ids else _newest_left_out(agency_id)
    conditions = [Event.agency_id == agency_id, *matching(chosen)]
    if left_out:
        conditions.append(Event.starts_at > left_out)
    counted = _count(conditions)
    total = min(counted, MOST_LISTED)
    page = min(max(page, 1), max(1, ceil(total / PAGE_SIZE)))
    # Ordered by event, so that the index on event and time is used.
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
            selectinload(Concern.flag_rows),
        )
    ).all()
    return ConcernPage(
        concerns,
        page,
        total,
        is_capped=counted > MOST_LISTED,
        leaves_out_old_events=left_out is not None,
    )


def _count(conditions: Iterable[ColumnElement[bool]]) -> int:
    """Count up to one more than is listed."""
    some = select(Concern.id).join(Concern.event).where(*conditions).limit(MOST_LISTED + 1)
    return db.session.scalar(select(func.count()).select_from(some.subquery())) or 0


def _newest_left_out(agency_id: int) -> datetime | None:
    """Return the start of the newest event not searched; None if all are searched."""
    return db.session.scalar(
        select(Event.starts_at)
        .where(Event.agency_id == agency_id)
        .order_by(Event.starts_at.desc())
        .offset(EVENTS_SEARCHED)
        .limit(1)
    )


def readable_outcomes(member: StaffMember) -> list[Outcome]:
    """Return the outcomes this person may filter by; complaints require the role."""
    hidden = set() if member.has_any(Role.COMPLAINTS) else {Outcome.ABOUT_OFFICER}
    return [outcome for outcome in Outcome if outcome not in hidden]


def concern_list(chosen: ConcernFilter) -> dict[str, Any]:
    """Return the template context of the concern list. Aborts with 404 for other agencies' ids."""
    agency_id = g.staff_member.agency_id
    events = events_by_id(agency_id, chosen.event_ids) if chosen.event_ids else []
    if len(events) < len(chosen.event_ids):
        abort(404)
    topics = {each: own_or_404(Topic, each) for each in chosen.topic_ids}
    return {
        "chosen": chosen,
        "chosen_events": events,
        "chosen_topics": topics,
        "chosen_venue": own_or_404(Venue, chosen.venue_id) if chosen.venue_id else None,
        "chosen_theme": own_or_404(Theme, chosen.theme_id) if chosen.theme_id else None,
        "events_searched": EVENTS_SEARCHED,
        "page": concern_page(agency_id, chosen, page=page_number(request.args)),
    }
