"""Template context of the concern list, shared by the pages that show it."""

from typing import Any

from flask import abort, g, request

from coffeecop.models import Theme, Topic, Venue
from coffeecop.staff.auth import own_or_404
from coffeecop.staff.queries.concern_page import EVENTS_SEARCHED, concern_page
from coffeecop.staff.queries.events import events_by_id
from coffeecop.staff.queries.filters import ConcernFilter
from coffeecop.web.security import parse_id


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
        "page": concern_page(agency_id, chosen, page=parse_id(request.args.get("page", "")) or 1),
    }
