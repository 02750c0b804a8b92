"""Read the room: all texts of an event on one page, names for what several say, and who says so."""

from flask import Blueprint, Response, abort, g, request
from flask.typing import ResponseReturnValue

from coffeecop.db import db
from coffeecop.models import Event, Matter
from coffeecop.models.keys import ChangedByColleague
from coffeecop.parts.read_the_room.forms import RoomForm, Then, in_address
from coffeecop.parts.read_the_room.room import (
    AT_A_TIME,
    MOST_TEXTS,
    decide,
    named,
    names_given,
    renamed,
    room_of,
)
from coffeecop.staff.events.blueprint import event_or_404
from coffeecop.staff.identity.auth import own_or_404, staff_only
from coffeecop.web.rendering import render, see_other

bp = Blueprint("read_the_room", __name__, url_prefix="/staff/events", template_folder="templates")


@bp.get("/<int:event_id>/read")
@staff_only
def show(event_id: int) -> ResponseReturnValue:
    event, chosen = event_or_404(event_id), _chosen_or_404()
    values = {"name": chosen.name, "also": chosen.also} if chosen else {}
    return _page(event, chosen, RoomForm(formdata=None, data=values))


@bp.post("/<int:event_id>/read")
@staff_only
def update(event_id: int) -> ResponseReturnValue:
    event, chosen = event_or_404(event_id), _chosen_or_404()
    form = RoomForm().or_show(lambda form: _page(event, chosen, form))
    words, by = {"name": form.name.data, "also": form.also.data}, g.staff_member
    try:
        if chosen:
            matter: Matter | None = renamed(chosen, words, seen=form.version.data, by=by)
        else:
            matter = named(event, words, key_hash=form.key_hash("read", str(event.id)), by=by)
    except ChangedByColleague:
        db.session.rollback()
        form.add_conflict(chosen)
        return _page(event, chosen, form)
    # A name that is new is first looked for in the texts.
    is_done = form.is_done and (chosen is not None or matter is None)
    decide(
        event,
        matter,
        added=form.ticked_ids - form.belonged_ids,
        removed=form.belonged_ids - form.ticked_ids,
        refused=form.refused_ids if is_done else (),
        read=form.read_ids if is_done else (),
        by=by,
    )
    db.session.commit()
    return see_other("read_the_room.show", event_id=event.id, **_next(matter, form, is_done))


def _chosen_or_404() -> Matter | None:
    if "matter" not in request.args:
        return None
    return own_or_404(Matter, in_address("matter") or abort(404))


def _next(matter: Matter | None, form: RoomForm, is_done: bool) -> dict[str, int]:
    if form.next_id:
        return {"matter": form.next_id}
    if matter is None or form.then.data == Then.ANOTHER:
        return {}
    if is_done:
        return {"saved": matter.id}
    args = {"matter": matter.id}
    if form.then.data == Then.MORE:
        args["shown"] = _shown() + AT_A_TIME
    return args


def _shown() -> int:
    return max(AT_A_TIME, min(in_address("shown") or 0, MOST_TEXTS))


def _page(event: Event, chosen: Matter | None, form: RoomForm) -> Response:
    names, most = names_given(event, chosen), _shown()
    room = room_of(event, names, chosen, reader=g.staff_member, most=most)
    return render(
        "read_the_room/show.html",
        fragment="room",
        event=event,
        names=names,
        chosen=chosen,
        room=room,
        most=most,
        form=form,
        saved_id=in_address("saved"),
        ticked=form.ticked_ids if form.errors else {each.id for each in room.belonging},
    )
