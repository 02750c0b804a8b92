"""The page of a list of concerns: its tab, and its filter."""

from collections import ChainMap
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from flask import Response, g, request
from flask_babel import gettext as _

from coffeecop.models import ConcernState, Kind, Phase
from coffeecop.models.suggestions import Confidence
from coffeecop.models.topics import topics_of
from coffeecop.parts import links_of, sections_at
from coffeecop.parts.links import ConcernTab, Spot
from coffeecop.staff.concern_list.filters import CHOSEN, VIEW_ARGS, ConcernFilter, View
from coffeecop.staff.concern_list.listing import list_context, listing
from coffeecop.staff.concern_list.picks import MOST_AT_ONCE, parse_ids
from coffeecop.staff.concern_list.rows import picked_rows
from coffeecop.staff.concern_list.work import newest_events
from coffeecop.staff.concerns.blueprint import change_in_address, filter_or_404
from coffeecop.staff.concerns.danger import flag_figures
from coffeecop.staff.navigation import page_of_part, work_counts
from coffeecop.web.forms import StaffForm
from coffeecop.web.paging import page_number
from coffeecop.web.rendering import render


class ListTab(NamedTuple):
    name: str
    text: Any
    args: dict[str, str]
    number: int = 0
    is_urgent: bool = False


def tab_of_part(args: Mapping[str, str]) -> ConcernTab | None:
    own = links_of(g.staff_member.agency, ConcernTab)
    return next((each for each in own if each.argument in args), None)


def first_args() -> dict[str, str]:
    """Return what the list opens on: what waits for an answer, if anything does."""
    work = work_counts()
    return {**VIEW_ARGS[View.TO_ANSWER], **work.args} if work.to_answer else {}


def tabs(here: str) -> dict[str, Any]:
    """Return the template context of the bar above each list. `here`: the current tab."""
    work = work_counts()
    main = [
        ListTab(
            View.TO_ANSWER,
            _("To answer"),
            {**VIEW_ARGS[View.TO_ANSWER], **work.args},
            work.to_answer,
        ),
        # Red only if something cannot wait; the same list has what should be read first.
        ListTab(
            View.URGENT,
            _("Read first") if work.to_read_first and not work.unseen_flags else _("Urgent"),
            VIEW_ARGS[View.URGENT],
            work.unseen_flags or work.to_read_first,
            is_urgent=bool(work.unseen_flags),
        ),
    ]
    own = [
        ListTab(View.COMPLAINTS, _("Complaints"), VIEW_ARGS[View.COMPLAINTS], work.complaints),
        ListTab(View.GIVEN, _("Given to me"), VIEW_ARGS[View.GIVEN], work.given),
        ListTab(View.REVIEW, _("Review"), VIEW_ARGS[View.REVIEW], work.to_review),
    ]
    everything = ListTab(View.ALL, _("All"), VIEW_ARGS[View.ALL])
    of_parts = [
        ListTab(each.argument, each.text, {each.argument: CHOSEN})
        for each in links_of(g.staff_member.agency, ConcernTab)
    ]
    others = [*(each for each in own if each.number), *of_parts]
    current = [each for each in (*own, *of_parts) if each.name == here]
    return {
        "here": here,
        "tabs": [
            *(each for each in main if each.number or each.name == here),
            everything,
            *current,
        ],
        "other_tabs": [each for each in others if each.name != here],
    }


def list_page(**sent: StaffForm) -> Response:
    """Show the list, or a page of a part that opens there. `sent`: a part's form that failed."""
    if page := page_of_part(Spot.CONCERNS):
        return page
    chosen, agency = filter_or_404(), g.staff_member.agency
    found = listing(chosen)
    in_menu = sections_at(Spot.CONCERNS_MENU, agency, chosen)
    below_filter = sections_at(Spot.CONCERNS_FILTER, agency, chosen)
    return render(
        "staff/concerns/index.html",
        fragment="staff_content",
        **ChainMap(sent, *in_menu.values(), *below_filter.values()),
        failed=sent.values(),
        in_menu=in_menu,
        below_filter=below_filter,
        choices=_choices(agency.id) if "filtering" in request.args else None,
        picks=picked_rows(chosen.like_ids),
        picking=bool(chosen.like_ids) or "picking" in request.args,
        ticked=_ticked(chosen),
        change=change_in_address(),
        figures=flag_figures() if chosen.view is View.URGENT else None,
        **list_context(chosen, found, page=page_number(request.args)),
        **tabs(chosen.view),
    )


def _choices(agency_id: int) -> dict[str, Any]:
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
