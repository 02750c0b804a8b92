"""What each form of the records does: it is done, or the form says why not."""

from collections.abc import Callable
from typing import TypeVar

from flask import flash
from flask.typing import ResponseReturnValue

from coffeecop.db import db
from coffeecop.web.forms import StaffForm
from coffeecop.web.rendering import see_other

Done = TypeVar("Done")


class Refused(Exception):
    """What stands against it, in a sentence for who asked, and the field that it is about."""

    def __init__(self, why: str, *, field: str | None = None) -> None:
        super().__init__(why)
        self.field = field


def attempt(form: StaffForm, act: Callable[[], Done]) -> Done | None:
    """Do what a form asks and commit; None if it is not well formed or may not be done."""
    if not form.validate_on_submit():
        return None
    try:
        done = act()
    except Refused as refused:
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
