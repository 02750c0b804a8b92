"""Administrators say that they have tried the key on paper."""

from flask import Blueprint, current_app, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.db import db, now
from coffeecop.models import AuditAction
from coffeecop.models.audit import record
from coffeecop.models.installation import the_installation
from coffeecop.staff.identity.auth import admin_only
from coffeecop.staff.settings.pages import show_installation
from coffeecop.web.forms import StaffForm
from coffeecop.web.rendering import flash_to

bp = Blueprint(
    "backups",
    __name__,
    url_prefix="/staff/settings/installation",
    template_folder="templates",
    cli_group=None,
)


@bp.post("/key")
@admin_only
def key_tried() -> ResponseReturnValue:
    form = StaffForm()
    if not form.validate_on_submit() or not current_app.config["BACKUP_PUBLIC_KEY"]:
        return show_installation(form)
    the_installation().key_tried_at = now()
    record(AuditAction.BACKUP_REHEARSED, by=g.staff_member)
    db.session.commit()
    thanks = _("Thank you. We ask again in half a year.")
    return flash_to(thanks, "settings.index", open="installation")
