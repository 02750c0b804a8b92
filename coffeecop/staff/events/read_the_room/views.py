"""Read the room: all texts of an event on one page, names for what several say, and who says so."""

from flask import Response, abort, g, request
from flask.typing import ResponseReturnValue

from coffeecop.db import db
from coffeecop.matters.verbs import change, start
from coffeecop.models import Event, Matter
from coffeecop.models.keys import ChangedByColleague
from coffeecop.staff.events.read_the_room.forms import RoomForm, Then
from coffeecop.staff.events.read_the_room.room import (
    AT_A_TIME,
    MOST_TEXTS,
    Decided,
    decide,
    names_given,
    room_of,
)
from coffeecop.staff.events.views.blueprint import bp, event_or_404
from coffeecop.staff.identity.auth import own_or_404, staff_only
from coffeecop.web.rendering import render, see_other
from coffeecop.web.security import parse_id


@bp.get("/<int:event_id>/read")
@staff_only
def read(event_id: int) -> ResponseReturnValue:
    event, chosen = event_or_404(event_id), _chosen_or_404()
    values = {"name": chosen.name, "also": chosen.also} if chosen else {}
    return _page(event, chosen, RoomForm(formdata=None, data=values))


@bp.post("/<int:event_id>/read")
@staff_only
def save_read(event_id: int) -> ResponseReturnValue:
    event, chosen = event_or_404(event_id), _chosen_or_404()
    form = RoomForm()
    if not form.validate_on_submit():
        return _page(event, chosen, form)
    try:
        matter = _renamed(chosen, form) if chosen else _named(event, form)
    except ChangedByColleague:
        db.session.rollback()
        form.add_conflict(chosen)
        return _page(event, chosen, form)
    # A name that is new is first looked for in the texts.
    is_done = form.is_done and (chosen is not None or matter is None)
    decided = Decided(
        added=form.ticked_ids - form.belonged_ids,
        removed=form.belonged_ids - form.ticked_ids,
        refused=form.refused_ids if is_done else (),
        read=form.read_ids if is_done else (),
    )
    decide(event, matter, decided, by=g.staff_member)
    db.session.commit()
    return see_other("staff_events.read", event_id=event.id, **_next(matter, form, is_done))


def _chosen_or_404() -> Matter | None:
    if "matter" not in request.args:
        return None
    matter_id = parse_id(request.args["matter"]) or abort(404)
    return own_or_404(Matter, matter_id)


def _renamed(chosen: Matter, form: RoomForm) -> Matter:
    """Give it the words of the form, unless they are empty. Raises ChangedByColleague."""
    values = {"name": form.name.data or chosen.name, "also": form.also.data}
    change(chosen, values, seen=form.version.data, by=g.staff_member)
    return chosen


def _named(event: Event, form: RoomForm) -> Matter | None:
    """Return what is called so at this event, a new one if need be; None without a name."""
    name = form.name.data
    if name is None:
        return None
    for each in names_given(event):
        if each.matter.name.casefold() == name.casefold():
            return each.matter
    key_hash = form.key_hash("read", str(event.id))
    return start(name, key_hash=key_hash, by=g.staff_member, event=event, also=form.also.data)


def _next(matter: Matter | None, form: RoomForm, is_done: bool) -> dict[str, int]:
    """Return the arguments of the address to which a button leads."""
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
    """Return how many texts are shown, as in ?shown=80."""
    return max(AT_A_TIME, min(parse_id(request.args.get("shown", "")) or 0, MOST_TEXTS))


def _page(event: Event, chosen: Matter | None, form: RoomForm) -> Response:
    names, most = names_given(event, chosen), _shown()
    room = room_of(event, names, chosen, reader=g.staff_member, most=most)
    return render(
        "staff/events/read.html",
        fragment="room",
        event=event,
        names=names,
        chosen=chosen,
        room=room,
        most=most,
        form=form,
        saved_id=parse_id(request.args.get("saved", "")),
        ticked=form.ticked_ids if form.errors else {each.id for each in room.belonging},
    )
