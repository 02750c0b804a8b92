"""The list of themes and topics, and its order."""

from typing import Any

from flask import Blueprint, Response, abort, flash, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.models import Event, Role, Theme, ThemeStatus, Topic
from coffeecop.models.keys import ChangedByColleague
from coffeecop.models.suggestions import MOST_SEARCHED_FOR_THEMES
from coffeecop.staff.identity.auth import only_for, own_or_404, staff_only
from coffeecop.staff.summaries.heat_map import LEAST_POINTS
from coffeecop.staff.topics import theme_queries
from coffeecop.staff.topics.accuracy import accuracy
from coffeecop.staff.topics.actions import move_topic
from coffeecop.staff.topics.changes import latest_change
from coffeecop.staff.topics.forms import DecisionForm
from coffeecop.staff.topics.queries import topic_list
from coffeecop.web.forms import OrderForm
from coffeecop.web.paging import page_number
from coffeecop.web.rendering import render, see_other
from coffeecop.web.security import parse_id

# Values of `show` in addresses such as /staff/topics?show=dismissed.
SHOWN = {
    "open": ThemeStatus.PROPOSED,
    "approved": ThemeStatus.SIGNED_OFF,
    "dismissed": ThemeStatus.DISMISSED,
    "topics": ThemeStatus.MADE_TOPIC,
}

bp = Blueprint("topics", __name__, url_prefix="/staff/topics")


def colleague_was_first(topic: Topic) -> ResponseReturnValue:
    flash(_("A colleague did this first."), "error")
    return see_other("topics.show", topic_id=topic.id)


def to_list(theme: Theme, *, first: str | None = None) -> ResponseReturnValue:
    """Redirect to the list the user came from; `first`: a colleague decided first."""
    kept = {name: request.args.get(name) for name in ("event", "show")}
    return see_other("topics.index", **kept, decided=theme.id, first=first)


@bp.get("")
@staff_only
def index() -> ResponseReturnValue:
    return list_page("topic_list" if "moved" in request.args else "themes")


@bp.post("/order")
@only_for(Role.ADMIN)
def move() -> ResponseReturnValue:
    form = OrderForm()
    if not form.validate_on_submit():
        return list_page("topic_list", order=form)
    topic = own_or_404(Topic, form.moved_id or abort(404))
    try:
        move_topic(topic, up=bool(form.up.data), by=g.staff_member)
    except ChangedByColleague:
        return colleague_was_first(topic)
    db.session.commit()
    return see_other("topics.index", moved=topic.id)


def list_page(
    fragment: str, *, order: OrderForm | None = None, decision: DecisionForm | None = None
) -> Response:
    args, member = request.args, g.staff_member
    listed = topic_list(member.agency_id)
    return render(
        "staff/topics/index.html",
        fragment=fragment,
        order=order or OrderForm(formdata=None),
        form=decision or DecisionForm(formdata=None),
        listed=listed,
        change=latest_change(member.agency_id) if member.is_admin else None,
        accuracy=accuracy(listed.event_ids, listed.topics) if member.is_admin else None,
        least_points=LEAST_POINTS,
        moved=args.get("moved", type=int),
        **_themes(member.agency_id),
    )


def _themes(agency_id: int) -> dict[str, Any]:
    args, event = request.args, None
    show = args.get("show", "open")
    show = show if show in SHOWN else "open"
    if "event" in args:
        event = own_or_404(Event, parse_id(args["event"]) or abort(404))
    decided, most = parse_id(args.get("decided", "")), MOST_SEARCHED_FOR_THEMES
    return {
        "themes": theme_queries.theme_page(
            agency_id, SHOWN[show], event=event, page=page_number(args)
        ),
        "show": show,
        "event": event,
        "concerns": theme_queries.concerns_at(event) if event else 0,
        "has_large_event": event is None and theme_queries.has_large_event(agency_id, most),
        "most_searched": most,
        "decided": theme_queries.theme_of(decided, agency_id) if decided else None,
        "first": args.get("first"),
    }
