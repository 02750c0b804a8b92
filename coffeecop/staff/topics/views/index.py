from flask import Blueprint, flash, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.models import Topic
from coffeecop.staff.concern_list.picks import MOST_PICKED, picked_ids
from coffeecop.staff.identity.auth import admin_only, staff_only
from coffeecop.staff.summaries.heat_map import LEAST_POINTS
from coffeecop.staff.topics.accuracy import accuracy
from coffeecop.staff.topics.page import new_page
from coffeecop.staff.topics.queries import topic_list
from coffeecop.web.rendering import render, see_other

bp = Blueprint("topics", __name__, url_prefix="/staff/topics")


def colleague_was_first(topic: Topic) -> ResponseReturnValue:
    flash(_("A colleague did this first."), "error")
    return back_to(topic)


def back_to(topic: Topic, **args: int) -> ResponseReturnValue:
    return see_other("topics.show", topic_id=topic.id, **args)


@bp.get("")
@staff_only
def index() -> ResponseReturnValue:
    """Show the list, ?open=accuracy, or ?open=new with the concerns that are examples."""
    opened = request.args.get("open")
    if opened in OPENED:
        return OPENED[opened]()
    listed = topic_list(g.staff_member.agency_id)
    return render("staff/topics/index.html", fragment="staff_content", listed=listed)


@admin_only
def _open_new() -> ResponseReturnValue:
    return new_page(picked_ids(request.args)[:MOST_PICKED])


@admin_only
def _open_accuracy() -> ResponseReturnValue:
    listed = topic_list(g.staff_member.agency_id)
    return render(
        "staff/topics/accuracy.html",
        fragment="staff_content",
        event_ids=listed.event_ids,
        accuracy=accuracy(listed.event_ids, listed.topics),
        least_points=LEAST_POINTS,
    )


OPENED = {"new": _open_new, "accuracy": _open_accuracy}
