"""What the page of a list of concerns shows."""

from collections.abc import Sequence
from typing import Any

from flask import Response, g, request

from coffeecop.models import ConcernState, Kind, Phase
from coffeecop.models.suggestions import Confidence
from coffeecop.models.topics import topics_of
from coffeecop.staff.concern_list.filters import ConcernFilter
from coffeecop.staff.concern_list.listing import list_context, listing
from coffeecop.staff.concern_list.picks import MOST_AT_ONCE, parse_ids
from coffeecop.staff.concern_list.rows import picked_rows
from coffeecop.staff.concern_list.work import newest_events
from coffeecop.staff.concerns.address import change_in_address, filter_or_404
from coffeecop.staff.concerns.saved_filters import SavedFilterForm, saved_filters_of
from coffeecop.staff.concerns.tabs import tabs
from coffeecop.web.paging import page_number
from coffeecop.web.rendering import render


def list_page(save_form: SavedFilterForm | None = None) -> Response:
    chosen = filter_or_404()
    found = listing(chosen)
    agency_id, kept = g.staff_member.agency_id, saved_filters_of(g.staff_member)
    return render(
        "staff/concerns/index.html",
        fragment="staff_content",
        choices=_choices(agency_id) if "filtering" in request.args else None,
        saved_filters=kept,
        is_kept=any(each.args == chosen.args for each in kept),
        save_form=save_form or SavedFilterForm(formdata=None),
        picks=picked_rows(chosen.like_ids),
        picking=bool(chosen.like_ids) or "picking" in request.args,
        ticked=_ticked(chosen),
        change=change_in_address(),
        **list_context(chosen, found, page=page_number(request.args)),
        **tabs(chosen.view),
    )


def _choices(agency_id: int) -> dict[str, Any]:
    """Return what the form of filters offers."""
    return {
        "events": newest_events(agency_id),
        "topics": topics_of(agency_id),
        "phases": Phase,
        "kinds": Kind,
        "states": ConcernState,
        "confidence": Confidence,
    }


def _ticked(chosen: ConcernFilter) -> Sequence[int]:
    """Return what is ticked at first; the script keeps in the address what one ticks then."""
    ticked = request.args.get("ticked")
    return chosen.like_ids if ticked is None else parse_ids(ticked)[:MOST_AT_ONCE]
