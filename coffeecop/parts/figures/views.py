"""What was counted before and after, entered on the page of a matter."""

from typing import Any

from flask import Blueprint, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.matters.verbs import CannotSay
from coffeecop.models import Matter
from coffeecop.parts.figures.forms import FigureForm
from coffeecop.staff.identity.auth import staff_only
from coffeecop.staff.matters.views.blueprint import allow_files, done, matter_or_404, say_why_not
from coffeecop.web.rendering import render

bp = Blueprint("staff_figures", __name__, url_prefix="/staff/matters", template_folder="templates")
bp.url_value_preprocessor(allow_files)
bp.register_error_handler(CannotSay, say_why_not)


def form_opened(matter: Matter, opened: str | None) -> dict[str, Any]:
    if opened != "figure":
        return {}
    return {"matter": matter, "form": FigureForm(formdata=None, obj=matter)}


@bp.post("/<int:matter_id>/figure")
@staff_only
def update(matter_id: int) -> ResponseReturnValue:
    matter, form = matter_or_404(matter_id), FigureForm()
    is_valid = form.validate_on_submit()
    if form.is_reading:
        form.read_sign()
    if form.is_reading or not (is_valid and form.is_saved(matter, by=g.staff_member)):
        return render("figures/form.html", fragment="form", matter=matter, form=form)
    db.session.commit()
    return done(matter, _("Saved."))
