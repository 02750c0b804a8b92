from flask import Blueprint, Response, abort, flash, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.models import Role, Topic
from coffeecop.models.keys import ChangedByColleague
from coffeecop.staff.identity.auth import only_for, own_or_404, staff_only
from coffeecop.staff.summaries.heat_map import LEAST_POINTS
from coffeecop.staff.topics.accuracy import accuracy
from coffeecop.staff.topics.actions import move_topic
from coffeecop.staff.topics.queries import topic_list
from coffeecop.web.forms import OrderForm
from coffeecop.web.rendering import render, see_other

bp = Blueprint("topics", __name__, url_prefix="/staff/topics")


def colleague_was_first(topic: Topic) -> ResponseReturnValue:
    flash(_("A colleague did this first."), "error")
    return see_other("topics.show", topic_id=topic.id)


@bp.get("")
@staff_only
def index() -> ResponseReturnValue:
    return _list_page()


@bp.post("/order")
@only_for(Role.ADMIN)
def move() -> ResponseReturnValue:
    form = OrderForm()
    if not form.validate_on_submit():
        return _list_page(form)
    topic = own_or_404(Topic, form.moved_id or abort(404))
    try:
        move_topic(topic, up=bool(form.up.data), by=g.staff_member)
    except ChangedByColleague:
        return colleague_was_first(topic)
    db.session.commit()
    return see_other("topics.index", moved=topic.id)


def _list_page(order: OrderForm | None = None) -> Response:
    member = g.staff_member
    listed = topic_list(member.agency_id)
    return render(
        "staff/topics/index.html",
        fragment="topic_list",
        order=order or OrderForm(formdata=None),
        listed=listed,
        accuracy=accuracy(listed.event_ids, listed.topics) if member.is_admin else None,
        least_points=LEAST_POINTS,
        moved=request.args.get("moved", type=int),
    )
