"""What the views of the records share: who may come, and what each form does."""

from collections.abc import Callable
from typing import TypeVar

from flask import Blueprint

from coffeecop.db import db
from coffeecop.models import Role
from coffeecop.parts.records.kinds import CannotBeDone
from coffeecop.staff.identity.auth import View, only_for
from coffeecop.staff.identity.confirmation import recently_confirmed
from coffeecop.web.forms import StaffForm

Done = TypeVar("Done")
bp = Blueprint(
    "records", "coffeecop.parts.records", url_prefix="/staff/records", template_folder="templates"
)
for_clerks = only_for(Role.RECORDS)


def for_confirmed_clerks(view: View) -> View:
    return for_clerks(recently_confirmed(view))


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
