"""Starting a matter: by a name, from concerns, a topic or a place, or an officer's line."""

from collections.abc import Mapping

from flask import g, request
from flask.typing import ResponseReturnValue

from coffeecop.db import db
from coffeecop.matters.verbs import start
from coffeecop.models import Matter
from coffeecop.models.matters import LONGEST_MATTER_NAME, matters_with
from coffeecop.staff.concern_list.picks import MOST_PICKED, parse_ids
from coffeecop.staff.identity.auth import staff_only
from coffeecop.staff.matters.forms import StartForm
from coffeecop.staff.matters.queries import Origin, origin_of
from coffeecop.staff.matters.views.blueprint import back_to, bp
from coffeecop.web.i18n import localized
from coffeecop.web.rendering import render
from coffeecop.web.security import parse_id

ORIGIN = ("concerns", "event", "topic", "place", "line")


@bp.get("/new")
@staff_only
def new() -> ResponseReturnValue:
    origin = _origin(request.args)
    given = {name: request.args.get(name, "") for name in ORIGIN}
    return _new_page(StartForm(formdata=None, name=_name(origin), **given), origin)


@bp.post("")
@staff_only
def create() -> ResponseReturnValue:
    # What the form names, not the address: it may have been changed.
    origin, form = _origin(request.form), StartForm()
    if not form.validate_on_submit():
        return _new_page(form, origin)
    topic = origin.topic.id if origin.topic else None
    matter = start(
        form.name.data,
        key_hash=form.key_hash("matter", str(g.staff_member.id)),
        by=g.staff_member,
        concerns=origin.concerns,
        event=origin.event,
        also=form.also.data,
        topic_id=topic,
    )
    db.session.commit()
    return back_to(matter, did="started")


def _origin(given: Mapping[str, str]) -> Origin:
    return origin_of(
        g.staff_member,
        concern_ids=parse_ids(given.get("concerns", ""))[:MOST_PICKED],
        event_id=parse_id(given.get("event", "")),
        topic_id=parse_id(given.get("topic", "")),
        place=given.get("place", ""),
        line_by=parse_id(given.get("line", "")),
    )


def _name(origin: Origin) -> str:
    """Return the name that is given, or the topic's. Never a resident's words."""
    of_topic = localized(origin.topic, "name") if origin.topic else ""
    return (request.args.get("name") or of_topic)[:LONGEST_MATTER_NAME]


def _new_page(form: StartForm, origin: Origin) -> ResponseReturnValue:
    return render(
        "staff/matters/new.html",
        fragment="form",
        form=form,
        origin=origin,
        belongs_to=_belongs_to(origin),
    )


def _belongs_to(origin: Origin) -> list[Matter]:
    return [*matters_with(origin.concerns[0])] if len(origin.concerns) == 1 else []
