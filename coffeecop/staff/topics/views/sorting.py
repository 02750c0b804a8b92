"""Sort the concerns that people had assigned to a topic before it was split."""

from flask import Response, g, request
from flask.typing import ResponseReturnValue

from coffeecop.db import db
from coffeecop.models import Role, Topic
from coffeecop.staff.auth import only_for, own_or_404
from coffeecop.staff.topics.actions import sort_concern
from coffeecop.staff.topics.forms import SortingForm
from coffeecop.staff.topics.queries import concern_to_sort, concerns_to_sort, parts_of
from coffeecop.staff.topics.views.blueprint import bp
from coffeecop.web.rendering import render, see_other


@bp.get("/<int:topic_id>/sorting")
@only_for(Role.ADMIN)
def sorting(topic_id: int) -> ResponseReturnValue:
    topic = own_or_404(Topic, topic_id)
    return _show_sorting(topic, SortingForm(parts_of(topic), formdata=None))


@bp.post("/<int:topic_id>/sorting/<int:concern_id>")
@only_for(Role.ADMIN)
def sort(topic_id: int, concern_id: int) -> ResponseReturnValue:
    topic = own_or_404(Topic, topic_id)
    form = SortingForm(parts_of(topic))
    if not form.validate_on_submit():
        return _show_sorting(topic, form)
    into = next((part for part in form.parts if str(part.id) == form.topic.data), None)
    concern = concern_to_sort(topic, concern_id)
    # None if a colleague has sorted it in the meantime.
    if concern:
        sort_concern(concern, topic, into, by=g.staff_member)
        db.session.commit()
    return see_other("topics.sorting", topic_id=topic.id, sorted=concern_id)


def _show_sorting(topic: Topic, form: SortingForm) -> Response:
    concerns, has_more = concerns_to_sort(topic)
    return render(
        "staff/topics/sorting.html",
        fragment="sorting",
        topic=topic,
        form=form,
        parts=form.parts,
        concerns=concerns,
        has_more=has_more,
        sorted_id=request.args.get("sorted", type=int),
    )
