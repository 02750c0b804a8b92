"""Sorting concerns one after another."""

from flask import Response, g, request
from flask.typing import ResponseReturnValue

from coffeecop.db import db
from coffeecop.models import Concern
from coffeecop.models.conflicts import ChangedByColleague, ConcurrentSave
from coffeecop.staff.auth import staff_only
from coffeecop.staff.concerns.actions import change_topics
from coffeecop.staff.concerns.forms import TopicsForm
from coffeecop.staff.concerns.queries import (
    MOST_COUNTED,
    left_to_sort,
    next_to_sort,
    sorted_concern,
    topics_of_concern,
)
from coffeecop.staff.concerns.views.blueprint import bp, concern_or_404, topics_form_of
from coffeecop.staff.queries.filters import parse_ids
from coffeecop.web.rendering import render, see_other
from coffeecop.web.security import parse_id

# Limits the length of the address; the first skipped concerns then come back.
MOST_SKIPPED = 50


@bp.get("/sorting")
@staff_only
def sorting() -> ResponseReturnValue:
    return _sorting_page(next_to_sort(g.staff_member.agency_id, _skipped()))


@bp.post("/<int:concern_id>/sorting")
@staff_only
def sort(concern_id: int) -> ResponseReturnValue:
    concern = concern_or_404(concern_id)
    form = topics_form_of(concern, topics_of_concern(concern))
    if not form.validate_on_submit():
        return _sorting_page(concern, form=form)
    try:
        change_topics(concern, shown=form.shown_ids, chosen=form.chosen_ids, by=g.staff_member)
        db.session.commit()
    except ConcurrentSave:
        return _sorting_page(concern_or_404(concern_id), form=form, changed_meanwhile=True)
    except ChangedByColleague:
        db.session.rollback()
    skipped = "-".join(map(str, _skipped())) or None
    return see_other("staff_concerns.sorting", sorted=concern.id, skipped=skipped)


def _sorting_page(
    concern: Concern | None, *, form: TopicsForm | None = None, changed_meanwhile: bool = False
) -> Response:
    """Render the next concern to sort, if any."""
    agency_id = g.staff_member.agency_id
    topics = topics_of_concern(concern) if concern else None
    sorted_id = parse_id(request.args.get("sorted", ""))
    return render(
        "staff/concerns/sorting.html",
        fragment="sorting",
        status=422 if changed_meanwhile else None,
        concern=concern,
        topics=topics,
        topics_form=form or (concern and topics and topics_form_of(concern, topics)),
        left=left_to_sort(agency_id),
        most_counted=MOST_COUNTED,
        skipped=_skipped(),
        done=sorted_concern(sorted_id, g.staff_member) if sorted_id else None,
        changed_meanwhile=changed_meanwhile,
    )


def _skipped() -> list[int]:
    return list(parse_ids(request.args.get("skipped", "")))[-MOST_SKIPPED:]
