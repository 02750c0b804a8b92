"""What each form of the records does: it is done, or the form says why not."""

from collections.abc import Callable
from typing import TypeVar

from flask import flash
from flask.typing import ResponseReturnValue

from coffeecop.db import db
from coffeecop.parts.records.kinds import CannotBeDone
from coffeecop.web.forms import StaffForm
from coffeecop.web.rendering import see_other

Done = TypeVar("Done")


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
