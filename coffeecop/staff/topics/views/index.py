"""The list of themes, on which people decide, and of topics in their order."""

from flask import Blueprint, Response, abort, flash, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.models import Event, Role, Theme, ThemeStatus, Topic
from coffeecop.models.keys import ChangedByColleague
from coffeecop.staff.identity.auth import only_for, own_or_404, staff_only
from coffeecop.staff.summaries.heat_map import LEAST_POINTS
from coffeecop.staff.topics.accuracy import accuracy
from coffeecop.staff.topics.actions import move_topic
from coffeecop.staff.topics.changes import latest_change
from coffeecop.staff.topics.forms import DecisionForm
from coffeecop.staff.topics.queries import topic_list
from coffeecop.staff.topics.theme_actions import decide
from coffeecop.staff.topics.theme_queries import theme_of, theme_page
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
    return _list_page("topic_list" if "moved" in request.args else "themes")


@bp.post("/order")
@only_for(Role.ADMIN)
def move() -> ResponseReturnValue:
    form = OrderForm()
    if not form.validate_on_submit():
        return _list_page("topic_list", order=form)
    topic = own_or_404(Topic, form.moved_id or abort(404))
    try:
        move_topic(topic, up=bool(form.up.data), by=g.staff_member)
    except ChangedByColleague:
        return colleague_was_first(topic)
    db.session.commit()
    return see_other("topics.index", moved=topic.id)


@bp.post("/themes/<int:theme_id>/status")
@staff_only
def set_theme_status(theme_id: int) -> ResponseReturnValue:
    theme = own_or_404(Theme, theme_id, for_update=True)
    form = DecisionForm()
    if not form.validate_on_submit():
        return _list_page("themes", decision=form)
    try:
        status = ThemeStatus(form.status.data)
        decide(theme, status, shown=form.shown.data, by=g.staff_member)
    except ChangedByColleague:
        return to_list(theme, first="yes")
    db.session.commit()
    return to_list(theme)


def _list_page(
    fragment: str, *, order: OrderForm | None = None, decision: DecisionForm | None = None
) -> Response:
    args, member, event = request.args, g.staff_member, None
    if "event" in args:
        event = own_or_404(Event, parse_id(args["event"]) or abort(404))
    show = args["show"] if args.get("show") in SHOWN else "open"
    decided = parse_id(args.get("decided", ""))
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
        themes=theme_page(member.agency_id, SHOWN[show], event=event, page=page_number(args)),
        show=show,
        event=event,
        decided=theme_of(decided, member.agency_id) if decided else None,
        first=args.get("first"),
    )
