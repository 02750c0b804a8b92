"""The list of concerns that a filter finds, a page at a time, as the pages that show it need it."""

from collections.abc import Sequence
from datetime import datetime
from math import ceil
from typing import Any

from flask import abort, g, request
from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager, selectinload

from coffeecop.db import db
from coffeecop.models import Concern, ConcernTopic, Event, Message, Theme, Topic, Venue
from coffeecop.staff.auth import own_or_404
from coffeecop.staff.queries.events import events_by_id
from coffeecop.staff.queries.filters import ConcernFilter, matching
from coffeecop.staff.queries.paging import PAGE_SIZE, count_up_to, page_number

MOST_LISTED = 1000
# Limits the events searched: a rare filter would otherwise scan all concerns. Words have an index.
EVENTS_SEARCHED = 500
# By event, so that the index on event and time is used.
NEWEST_FIRST = (
    Event.starts_at.desc(),
    Event.id.desc(),
    Concern.created_at.desc(),
    Concern.id.desc(),
)


def concern_list(chosen: ConcernFilter) -> dict[str, Any]:
    """Return the template context of the concern list. Aborts with 404 for other agencies' ids."""
    agency_id = g.staff_member.agency_id
    events = events_by_id(agency_id, chosen.event_ids) if chosen.event_ids else []
    if len(events) < len(chosen.event_ids):
        abort(404)
    topics = {each: own_or_404(Topic, each) for each in chosen.topic_ids}
    in_all = chosen.event_ids or chosen.search
    left_out = None if in_all else _newest_left_out(agency_id)
    own = select(Concern).join(Concern.event).where(Event.agency_id == agency_id)
    concerns = own.where(*matching(chosen))
    if left_out:
        concerns = concerns.where(Event.starts_at > left_out)
    if chosen.search:
        # The words are sought once, not for the number and again for the page.
        ids = _ids_in_order(concerns)
        counted, concerns = len(ids), own.where(Concern.id.in_(ids[:MOST_LISTED]))
    else:
        counted = count_up_to(MOST_LISTED + 1, concerns)
    return {
        "chosen": chosen,
        "chosen_events": events,
        "chosen_topics": topics,
        "chosen_venue": own_or_404(Venue, chosen.venue_id) if chosen.venue_id else None,
        "chosen_theme": own_or_404(Theme, chosen.theme_id) if chosen.theme_id else None,
        "events_searched": EVENTS_SEARCHED,
        "leaves_out_old_events": left_out is not None,
        "is_capped": counted > MOST_LISTED,
        "page": _page(concerns, total=min(counted, MOST_LISTED)),
    }


def _ids_in_order(concerns: Select[Concern]) -> Sequence[int]:
    ids = concerns.with_only_columns(Concern.id).order_by(*NEWEST_FIRST).limit(MOST_LISTED + 1)
    return db.session.scalars(ids).all()


def _page(concerns: Select[Concern], *, total: int) -> Pagination:
    """Return the requested page, or the last: newest event first, newest first within an event."""
    last = max(1, ceil(total / PAGE_SIZE))
    page = db.paginate(
        concerns.order_by(*NEWEST_FIRST).options(
            contains_eager(Concern.event),
            selectinload(Concern.topic_rows).joinedload(ConcernTopic.topic),
            selectinload(Concern.messages).load_only(Message.concern_id, Message.staff_id),
            selectinload(Concern.flag_rows),
        ),
        page=min(page_number(request.args), last),
        per_page=PAGE_SIZE,
        count=False,
        error_out=False,
    )
    page.total = total
    return page


def _newest_left_out(agency_id: int) -> datetime | None:
    """Return the start of the newest event not searched; None if all are searched."""
    return db.session.scalar(
        select(Event.starts_at)
        .where(Event.agency_id == agency_id)
        .order_by(Event.starts_at.desc())
        .offset(EVENTS_SEARCHED)
        .limit(1)
    )
