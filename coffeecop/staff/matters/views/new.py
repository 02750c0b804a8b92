"""Starting a matter: by a name, from concerns, a topic or a place, or an officer's line."""

from flask import g, request
from flask.typing import ResponseReturnValue

from coffeecop.db import db
from coffeecop.matters.verbs import start
from coffeecop.staff.identity.auth import staff_only
from coffeecop.staff.matters.forms import StartForm
from coffeecop.staff.matters.queries import Origin, origin_of
from coffeecop.staff.matters.views.blueprint import back_to, bp
from coffeecop.web.rendering import render


@bp.get("/new")
@staff_only
def new() -> ResponseReturnValue:
    origin = origin_of(g.staff_member, request.args)
    return _new_page(StartForm.begun(request.args, origin), origin)


@bp.post("")
@staff_only
def create() -> ResponseReturnValue:
    # What the form names, not the address: it may have been changed.
    origin = origin_of(g.staff_member, request.form)
    form = StartForm().or_show(lambda form: _new_page(form, origin))
    matter = start(
        form.name.data,
        key_hash=form.key_hash("matter", str(g.staff_member.id)),
        by=g.staff_member,
        concerns=origin.concerns,
        event=origin.event,
        also=form.also.data,
        topic_id=origin.topic.id if origin.topic else None,
        place=form.where.data,
    )
    db.session.commit()
    return back_to(matter, did="started", open=form.open.data or None)


def _new_page(form: StartForm, origin: Origin) -> ResponseReturnValue:
    return render("staff/matters/new.html", fragment="form", form=form, origin=origin)
