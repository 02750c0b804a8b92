"""The topic list, its order, and the page of each topic."""

from flask import Response, abort, g, request
from flask.typing import ResponseReturnValue

from coffeecop.db import db
from coffeecop.models import Role, Topic
from coffeecop.models.conflicts import ChangedByColleague
from coffeecop.models.topic_wording import Wording
from coffeecop.staff.auth import only_for, own_or_404
from coffeecop.staff.topics.actions import move_topic
from coffeecop.staff.topics.forms import OrderForm
from coffeecop.staff.topics.history import history_of
from coffeecop.staff.topics.queries import has_concerns_to_sort, parts_of, topic_list
from coffeecop.staff.topics.views.blueprint import bp, colleague_was_first
from coffeecop.web.rendering import render, see_other
from coffeecop.web.security import parse_id


@bp.get("")
@only_for(Role.ADMIN)
def index() -> ResponseReturnValue:
    return _show_list(OrderForm())


@bp.post("/order")
@only_for(Role.ADMIN)
def move() -> ResponseReturnValue:
    form = OrderForm()
    if not form.validate_on_submit():
        return _show_list(form)
    topic_id = parse_id(form.up.data or form.down.data or "") or abort(404)
    topic = own_or_404(Topic, topic_id)
    try:
        move_topic(topic, up=bool(form.up.data), by=g.staff_member)
    except ChangedByColleague:
        return colleague_was_first(topic)
    db.session.commit()
    return see_other("topics.index", moved=topic.id)


@bp.get("/<int:topic_id>")
@only_for(Role.ADMIN)
def show(topic_id: int) -> ResponseReturnValue:
    topic = own_or_404(Topic, topic_id)
    merged_into = db.session.get(Topic, topic.merged_into_id) if topic.merged_into_id else None
    parts = parts_of(topic) if topic.is_retired else []
    return render(
        "staff/topics/show.html",
        fragment="staff_content",
        topic=topic,
        wording=Wording.of(topic),
        merged_into=merged_into,
        parts=parts,
        is_to_sort=bool(parts) and has_concerns_to_sort(topic),
        history=history_of(topic),
    )


def _show_list(form: OrderForm) -> Response:
    return render(
        "staff/topics/index.html",
        fragment="topic_list",
        form=form,
        listed=topic_list(g.staff_member.agency_id),
        moved=request.args.get("moved", type=int),
    )
