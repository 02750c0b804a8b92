"""What the views of the records share: who may come, and what each form does."""

from collections.abc import Callable
from typing import TypeVar

from flask import Blueprint, abort, flash, g
from flask.typing import ResponseReturnValue

from coffeecop.db import db
from coffeecop.models import Role
from coffeecop.parts.records.kinds import CannotBeDone, Series
from coffeecop.parts.records.models.destructions import series_readable_by
from coffeecop.parts.records.models.holds import record_name
from coffeecop.parts.records.models.schedule import RetentionRule, rule_of
from coffeecop.staff.identity.auth import View, only_for
from coffeecop.staff.identity.confirmation import recently_confirmed
from coffeecop.web.forms import StaffForm
from coffeecop.web.rendering import see_other

Done = TypeVar("Done")
bp = Blueprint(
    "records", "coffeecop.parts.records", url_prefix="/staff/records", template_folder="templates"
)
bp.add_app_template_filter(record_name)
for_clerks = only_for(Role.RECORDS)


def for_confirmed_clerks(view: View) -> View:
    return for_clerks(recently_confirmed(view))


def rule_or_404(series: str) -> RetentionRule:
    """Return the department's line; one of the plain schedule is not stored yet."""
    if series not in series_readable_by(g.staff_member):
        abort(404)
    return rule_of(g.staff_member.agency, Series(series))


def attempt(form: StaffForm, act: Callable[[], Done]) -> Done | None:
    """Do what a form asks and commit; None if it is not well formed or may not be done."""
    if not form.validate_on_submit():
        return None
    try:
        done = act()
    except CannotBeDone as refused:
        if refused.field:
            form[refused.field].errors = [str(refused)]
        else:
            form.form_errors.append(str(refused))
        return None
    db.session.commit()
    return done


def told(sentence: str, endpoint: str, **values: object) -> ResponseReturnValue:
    flash(sentence)
    return see_other(endpoint, **values)
