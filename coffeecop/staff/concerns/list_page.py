"""The page of a list of concerns: its tab, its filter, and filters that a person keeps."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlencode

from flask import Response, abort, g, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import bindparam, select
from sqlalchemy.exc import IntegrityError

from coffeecop.db import db
from coffeecop.models import ConcernState, Kind, Phase, SavedFilter, StaffMember
from coffeecop.models.concern.work import LONGEST_NAME
from coffeecop.models.suggestions import Confidence
from coffeecop.models.topics import topics_of
from coffeecop.parts import links_of
from coffeecop.parts.links import ConcernTab
from coffeecop.staff.concern_list.filters import CHOSEN, VIEW_ARGS, ConcernFilter, View
from coffeecop.staff.concern_list.listing import list_context, listing
from coffeecop.staff.concern_list.picks import MOST_AT_ONCE, parse_ids
from coffeecop.staff.concern_list.rows import picked_rows
from coffeecop.staff.concern_list.work import newest_events
from coffeecop.staff.concerns.blueprint import change_in_address, filter_or_404
from coffeecop.staff.concerns.danger import flag_figures
from coffeecop.staff.navigation import work_counts
from coffeecop.web.forms import StaffForm, required_line
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


MOST_FILTERS = 20
KEPT = select(SavedFilter).filter_by(staff_id=bindparam("staff_id")).order_by(SavedFilter.name)


class SavedFilterForm(StaffForm):
    name = required_line(_l("Name"), _l("Give it a name first."), most=LONGEST_NAME)

    def keeps(self, kept: SavedFilter) -> bool:
        """Keep a new or a kept filter by the name given, or say here why not."""
        if self.validate_on_submit() and (refusal := _keep(kept, self.name.data)):
            self.name.errors = [refusal]
        return not self.errors


def begun_filter(args: dict[str, Any]) -> SavedFilter:
    return SavedFilter(staff_id=g.staff_member.id, query=urlencode(args))


def own_filter_or_404(filter_id: int) -> SavedFilter:
    """Return one of the person's own filters."""
    kept = db.session.get(SavedFilter, filter_id)
    return kept if kept and kept.staff_id == g.staff_member.id else abort(404)


def _keep(kept: SavedFilter, name: str) -> str | None:
    """Keep it, or return why it cannot have this name or cannot be kept at all."""
    if not kept.query:
        return _("There is no filter to keep. Choose one first.")
    if kept.id is None and len(saved_filters_of(g.staff_member)) >= MOST_FILTERS:
        return _("You keep as many as you can. Remove one first.")
    kept.name = name
    db.session.add(kept)
    try:
        db.session.flush()
    except IntegrityError:
        db.session.rollback()
        return _("You have a filter with this name already.")
    return None


def saved_filters_of(member: StaffMember) -> Sequence[SavedFilter]:
    return db.session.scalars(KEPT, {"staff_id": member.id}).all()


def filters_page(**failed: Any) -> Response:
    return render(
        "staff/concerns/saved_filters.html",
        fragment="filters",
        filters=saved_filters_of(g.staff_member),
        **{"failed": None, "form": StaffForm(formdata=None), **failed},
    )


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
        figures=flag_figures() if chosen.view is View.URGENT else None,
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
