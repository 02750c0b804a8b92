"""The lists of concerns as tabs: in sight where something waits, the others behind "…"."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from flask import g
from flask_babel import gettext as _

from coffeecop.parts import links_of
from coffeecop.parts.links import ConcernTab
from coffeecop.staff.concern_list.filters import CHOSEN, VIEW_ARGS, View
from coffeecop.staff.navigation import work_counts


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
