"""Who is on duty in the next weeks, and the channel in Teams, in the settings."""

from flask import g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.models import Role
from coffeecop.parts.duty import actions
from coffeecop.parts.duty.blueprint import bp, send_test
from coffeecop.parts.duty.forms import ChannelForm, ChannelTestForm
from coffeecop.parts.duty.page import channel_page, index_page, week_or_404, week_page
from coffeecop.staff.identity.auth import only_for
from coffeecop.web.rendering import flash_to, see_other


@bp.get("/settings/duty")
@only_for(Role.ADMIN)
def index() -> ResponseReturnValue:
    return index_page()


@bp.get("/settings/duty/<monday>")
@only_for(Role.ADMIN)
def edit(monday: str) -> ResponseReturnValue:
    return week_page(*week_or_404(monday))


@bp.post("/settings/duty/<monday>")
@only_for(Role.ADMIN)
def update(monday: str) -> ResponseReturnValue:
    day, form = week_or_404(monday)
    form.or_show(lambda form: week_page(day, form))
    actions.change_week(g.staff_member.agency, day, form.chosen, by=g.staff_member)
    return _saved()


@bp.get("/settings/duty/teams")
@only_for(Role.ADMIN)
def edit_channel() -> ResponseReturnValue:
    return channel_page()


@bp.post("/settings/duty/teams")
@only_for(Role.ADMIN)
def update_channel() -> ResponseReturnValue:
    form = ChannelForm().or_show(channel_page)
    actions.change_channel(g.staff_member.agency, form.teams_url.data or None, by=g.staff_member)
    return _saved()


@bp.post("/settings/duty/test")
@only_for(Role.ADMIN)
def test_card() -> ResponseReturnValue:
    form = ChannelTestForm(g.staff_member.agency)
    form.or_show(lambda form: channel_page(test_form=form))
    send_test(form.to)
    db.session.commit()
    return see_other("duty.edit_channel")


def _saved() -> ResponseReturnValue:
    db.session.commit()
    return flash_to(_("Saved."), "duty.index")
