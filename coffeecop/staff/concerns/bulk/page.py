"""What was picked in the list, and the page of what can be done to all of it."""

from collections.abc import Sequence

from flask import Response, g, url_for

from coffeecop.models import Concern
from coffeecop.parts import links_at
from coffeecop.parts.links import Spot
from coffeecop.staff.concern_list.picks import MOST_AT_ONCE, join_ids, picked_concerns
from coffeecop.staff.concerns.address import filter_or_404
from coffeecop.staff.concerns.bulk.forms import STEPS, StepForm
from coffeecop.web.rendering import render


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


def picked_now(ids: Sequence[int]) -> list[Concern]:
    return picked_concerns(ids[:MOST_AT_ONCE], g.staff_member.agency_id)
