"""The list of concerns under a filter, which the address says."""

from collections.abc import Sequence

from flask import Response, g, request
from flask.typing import ResponseReturnValue

from coffeecop.models import ConcernStatus, Kind, Phase
from coffeecop.models.suggestions import Confidence
from coffeecop.models.topics import topics_of
from coffeecop.staff.concern_list.conditions import FlagFilter
from coffeecop.staff.concern_list.filters import ConcernFilter
from coffeecop.staff.concern_list.listing import list_context, listing, picked_rows
from coffeecop.staff.concern_list.picks import MOST_AT_ONCE, parse_ids
from coffeecop.staff.concern_list.work import newest_events
from coffeecop.staff.concerns.forms import SavedFilterForm
from coffeecop.staff.concerns.queries import saved_filters
from coffeecop.staff.concerns.views.blueprint import bp, filter_or_404, tabs
from coffeecop.staff.concerns.views.changes import change_in_address
from coffeecop.staff.identity.auth import staff_only
from coffeecop.web.paging import page_number
from coffeecop.web.rendering import render


@bp.get("")
@staff_only
def index() -> ResponseReturnValue:
    return list_page(SavedFilterForm(formdata=None))


def list_page(save_form: SavedFilterForm) -> Response:
    chosen = filter_or_404()
    found = listing(chosen)
    agency_id, kept = g.staff_member.agency_id, saved_filters(g.staff_member)
    return render(
        "staff/concerns/index.html",
        fragment="staff_content",
        events_to_choose_from=newest_events(agency_id),
        topics=topics_of(agency_id),
        phases=Phase,
        kinds=Kind,
        statuses=ConcernStatus,
        confidence=Confidence,
        flag_filters=FlagFilter,
        saved_filters=kept,
        is_kept=any(each.args == chosen.args for each in kept),
        save_form=save_form,
        picks=picked_rows(chosen.like_ids),
        picking=bool(chosen.like_ids) or "picking" in request.args,
        ticked=_ticked(chosen),
        change=change_in_address(),
        **list_context(chosen, found, page=page_number(request.args)),
        **tabs(),
    )


def _ticked(chosen: ConcernFilter) -> Sequence[int]:
    """Return what is ticked at first; the script keeps in the address what one ticks then."""
    ticked = request.args.get("ticked")
    return chosen.like_ids if ticked is None else parse_ids(ticked)[:MOST_AT_ONCE]
