"""What a department decides for itself, and which parts it uses."""

from flask import Blueprint, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.staff.identity.auth import admin_only, only_for
from coffeecop.staff.settings import pages
from coffeecop.staff.settings.groups import change_settings
from coffeecop.staff.settings.lists.page import ORGANIZERS, list_called, list_page
from coffeecop.web.rendering import flash_to, render

bp = Blueprint("settings", __name__, url_prefix="/staff/settings")
bp.add_app_template_global(pages.settings_rows)


@bp.get("")
@only_for(*ORGANIZERS)
def index() -> ResponseReturnValue:
    """Show what there is to set, or one of it: ?open=checklist&row=new."""
    opened = request.args.get("open")
    if opened is None:
        return render("staff/settings/index.html", fragment="staff_content")
    kind = list_called(opened)
    return list_page(kind, request.args.get("row")) if kind else pages.opened_page(opened)


@bp.post("/edit/<group>")
@admin_only
def update(group: str) -> ResponseReturnValue:
    form = pages.group_form(group).or_show(lambda form: pages.show_group(group, form))
    change_settings(g.staff_member.agency, form.settings, by=g.staff_member)
    db.session.commit()
    # Where parts are chosen, one sees what is on now.
    return flash_to(_("Saved."), "settings.index", open="parts" if group == "parts" else None)
