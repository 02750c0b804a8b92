"""The list and its order, and the page of each topic."""

from flask import Response, abort, g, request
from flask.typing import ResponseReturnValue

from coffeecop.db import db
from coffeecop.models import Role, Topic
from coffeecop.security import read_id
from coffeecop.staff.auth import only_for, own_or_404
from coffeecop.topic_list.actions import AlreadyDone, move_topic
from coffeecop.topic_list.forms import OrderForm
from coffeecop.topic_list.history import history_of
from coffeecop.topic_list.queries import has_concerns_to_sort, parts_of, topic_list
from coffeecop.topic_list.views.blueprint import bp, colleague_was_first
from coffeecop.web import render, see_other
from coffeecop.wording import Wording


@bp.get("/topics")
@only_for(Role.ADMIN)
def index() -> ResponseReturnValue:
    return _show_list(OrderForm())


@bp.post("/topics/order")
@only_for(Role.ADMIN)
def move() -> ResponseReturnValue:
    form = OrderForm()
    if not form.validate_on_submit():
        return _show_list(form, status=422)
    topic_id = read_id(form.up.data or form.down.data or "") or abort(404)
    topic = own_or_404(Topic, topic_id)
    try:
        move_topic(topic, up=bool(form.up.data), by=g.staff_member)
    except AlreadyDone:
        return colleague_was_first(topic)
    db.session.commit()
    return see_other("topic_list.index", moved=topic.id)


@bp.get("/topics/<int:topic_id>")
@only_for(Role.ADMIN)
def show(topic_id: int) -> ResponseReturnValue:
    topic = own_or_404(Topic, topic_id)
    merged_into = db.session.get(Topic, topic.merged_into_id) if topic.merged_into_id else None
    parts = parts_of(topic) if topic.is_retired else []
    return render(
        "topic_list/show.html",
        fragment="staff_content",
        topic=topic,
        wording=Wording.of(topic),
        merged_into=merged_into,
        parts=parts,
        is_to_sort=bool(parts) and has_concerns_to_sort(topic),
        history=history_of(topic),
    )


def _show_list(form: OrderForm, status: int = 200) -> Response:
    return render(
        "topic_list/index.html",
        fragment="topic_list",
        status=status,
        form=form,
        listed=topic_list(g.staff_member.agency_id),
        moved=request.args.get("moved", type=int),
    )
