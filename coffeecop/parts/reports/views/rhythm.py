from flask import g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.parts.reports.forms import RhythmForm
from coffeecop.parts.reports.page import index_page
from coffeecop.parts.reports.views.staff import bp
from coffeecop.staff.identity.auth import admin_only
from coffeecop.staff.settings.groups import change_settings
from coffeecop.web.rendering import flash_to


@bp.post("/reports/rhythm")
@admin_only
def set_rhythm() -> ResponseReturnValue:
    form, agency = RhythmForm(), g.staff_member.agency
    form.or_show(lambda form: index_page(rhythm=form))
    change_settings(agency, {"report_months": form.report_months.data}, by=g.staff_member)
    db.session.commit()
    return flash_to(_("Saved."), "staff_reports.index")
