"""What was picked in the list, and the page of what can be done to all of it."""

from collections.abc import Sequence

from flask import Response, flash, g, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.models import Concern
from coffeecop.parts import links_at
from coffeecop.parts.links import Spot
from coffeecop.staff.concern_list.picks import (
    MOST_AT_ONCE,
    MOST_PICKED,
    join_ids,
    parse_ids,
    picked_concerns,
    picked_ids,
)
from coffeecop.staff.concerns.address import filter_or_404
from coffeecop.staff.concerns.bulk.forms import STEPS, StepForm
from coffeecop.web.rendering import render, see_other


def steps_page(picked: list[Concern], **failed: StepForm) -> Response:
    """Render the page. A POST holds the fields of one form only."""
    member = g.staff_member
    forms = {f"{name}_form": form(member, formdata=None) for name, form in STEPS.items()}
    return render(
        "staff/concerns/bulk/show.html",
        fragment="steps",
        picked=picked,
        args=list_args(),
        answer_url=url_for(
            "staff_matters.new", concerns=join_ids(each.id for each in picked), open="answer"
        ),
        most_at_once=MOST_AT_ONCE,
        part_tools=[*links_at(Spot.PICKED, member.agency, member=member)],
        has_begun=any(each.event.has_begun for each in picked),
        failed=bool(failed),
        **{**forms, **failed},
    )


def list_args() -> dict[str, str]:
    """Return the filter in the address, without what was picked in it."""
    args = filter_or_404().args
    return {name: value for name, value in args.items() if name not in ("like", "unlike")}


def open_steps() -> ResponseReturnValue:
    picked = picked_now(picked_ids(request.args))
    return steps_page(picked) if picked else _nothing_ticked(list_args())


def like_what_is_ticked() -> ResponseReturnValue:
    """Go to the list that is like what was ticked, or to another page of the list with the ticks.

    What was ticked before and is not now counts as not meant.
    """
    args, ticked = filter_or_404().args, picked_ids(request.args)
    before = parse_ids(request.args["before"])
    unlike = [*parse_ids(args.pop("unlike", "")), *before]
    args.pop("like", None)
    if "page" in request.args:
        there = {"picking": 1, "ticked": join_ids(ticked), "page": request.args["page"]}
        return see_other("staff_concerns.index", **there, **args)
    if not ticked:
        return _nothing_ticked(args)
    if len(ticked) > MOST_PICKED:
        flash(_("You can tick %(most)s concerns at most.", most=MOST_PICKED), "error")
    not_meant = dict.fromkeys(each for each in unlike if each not in ticked)
    found = {"like": join_ids(ticked), "unlike": join_ids(not_meant) or None}
    return see_other("staff_concerns.index", **args, **found)


def _nothing_ticked(args: dict[str, str]) -> ResponseReturnValue:
    flash(_("Check at least one concern first."), "error")
    return see_other("staff_concerns.index", picking=1, **args)


def picked_now(ids: Sequence[int]) -> list[Concern]:
    return picked_concerns(ids[:MOST_AT_ONCE], g.staff_member.agency_id)
