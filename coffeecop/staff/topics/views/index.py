"""The topic list, its order, each topic with its facts, and sorting the concerns of a split one."""

from flask import Blueprint, Response, abort, flash, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.models import Event, Role, Topic
from coffeecop.models.keys import ChangedByColleague
from coffeecop.models.topics import Wording, topics_of
from coffeecop.staff.identity.auth import only_for, own_or_404, staff_only
from coffeecop.staff.summaries.heat_map import LEAST_POINTS
from coffeecop.staff.topics import queries
from coffeecop.staff.topics.accuracy import accuracy
from coffeecop.staff.topics.actions import change_note, move_topic, sort_concern
from coffeecop.staff.topics.changes import latest_change
from coffeecop.staff.topics.forms import NoteForm, SortingForm
from coffeecop.web.forms import OrderForm
from coffeecop.web.rendering import render, see_other
from coffeecop.web.security import parse_id

bp = Blueprint("topics", __name__, url_prefix="/staff/topics")


def colleague_was_first(topic: Topic) -> ResponseReturnValue:
    flash(_("A colleague did this first."), "error")
    return see_other("topics.show", topic_id=topic.id)


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
    topic = own_or_404(Topic, form.moved_id or abort(404))
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
    parts = queries.parts_of(topic) if topic.is_retired else []
    return render(
        "staff/topics/show.html",
        fragment="staff_content",
        topic=topic,
        wording=Wording.of(topic),
        merged_into=merged_into,
        parts=parts,
        is_to_sort=bool(parts) and queries.has_concerns_to_sort(topic),
        history=queries.history_of(topic),
        topics={each.key: each for each in topics_of(topic.agency_id)},
        note=queries.note_of(topic),
    )


@bp.get("/<int:topic_id>/sort")
@only_for(Role.ADMIN)
def to_sort(topic_id: int) -> ResponseReturnValue:
    topic = own_or_404(Topic, topic_id)
    return _show_sorting(topic, SortingForm(queries.parts_of(topic), formdata=None))


@bp.post("/<int:topic_id>/sort/<int:concern_id>")
@only_for(Role.ADMIN)
def sort(topic_id: int, concern_id: int) -> ResponseReturnValue:
    topic = own_or_404(Topic, topic_id)
    form = SortingForm(queries.parts_of(topic))
    if not form.validate_on_submit():
        return _show_sorting(topic, form)
    into = next((part for part in form.parts if str(part.id) == form.topic.data), None)
    concern = queries.concern_to_sort(topic, concern_id)
    # None if a colleague has sorted it in the meantime.
    if concern:
        sort_concern(concern, topic, into, by=g.staff_member)
        db.session.commit()
    return see_other("topics.to_sort", topic_id=topic.id, sorted=concern_id)


@bp.get("/<int:topic_id>/note")
@staff_only
def edit_note(topic_id: int) -> ResponseReturnValue:
    topic = own_or_404(Topic, topic_id)
    return _show_note(topic, NoteForm(formdata=None, obj=queries.note_of(topic)))


@bp.post("/<int:topic_id>/note")
@staff_only
def save_note(topic_id: int) -> ResponseReturnValue:
    topic = own_or_404(Topic, topic_id, for_update=True)
    form = NoteForm()
    if not form.validate_on_submit():
        return _show_note(topic, form)
    try:
        change_note(topic, form.body.data, seen=form.version.data, by=g.staff_member)
    except ChangedByColleague:
        form.add_conflict(queries.note_of(topic))
        return _show_note(topic, form, is_late=True)
    db.session.commit()
    flash(_("Saved. The briefing shows it now."))
    if event := _event_to_brief():
        return see_other("staff_events.briefing", event_id=event.id)
    return see_other("topics.edit_note", topic_id=topic.id)


def _show_list(form: OrderForm) -> Response:
    listed = queries.topic_list(g.staff_member.agency_id)
    return render(
        "staff/topics/index.html",
        fragment="topic_list",
        form=form,
        listed=listed,
        change=latest_change(g.staff_member.agency_id),
        accuracy=accuracy(listed.event_ids, listed.topics),
        least_points=LEAST_POINTS,
        moved=request.args.get("moved", type=int),
    )


def _show_sorting(topic: Topic, form: SortingForm) -> Response:
    concerns, has_more = queries.concerns_to_sort(topic)
    return render(
        "staff/topics/sort.html",
        fragment="sorting",
        topic=topic,
        form=form,
        parts=form.parts,
        concerns=concerns,
        has_more=has_more,
        sorted_id=request.args.get("sorted", type=int),
    )


def _event_to_brief() -> Event | None:
    """Return the event whose briefing led here, if there is one."""
    event_id = parse_id(request.args.get("event", ""))
    return own_or_404(Event, event_id) if event_id else None


def _show_note(topic: Topic, form: NoteForm, *, is_late: bool = False) -> Response:
    return render(
        "staff/topics/note.html",
        fragment="form",
        topic=topic,
        form=form,
        note=queries.note_of(topic),
        event=_event_to_brief(),
        is_late=is_late,
    )
