from flask import Blueprint, flash, request, session
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from coffeecop.config import LARGEST_UPLOAD
from coffeecop.matters.verbs import CannotCombine, CannotSay, HasBeenSaid, LacksWords
from coffeecop.models import Matter
from coffeecop.staff.identity.auth import own_or_404
from coffeecop.staff.matters.queries import WITH_ALL
from coffeecop.web.rendering import see_other

bp = Blueprint("staff_matters", __name__, url_prefix="/staff/matters")
WITH_FILES = ("staff_matters.say", "staff_matters.set_figure")


@bp.url_value_preprocessor
def allow_files(endpoint: str | None, _values: dict[str, object] | None) -> None:
    """Let the forms with a file be larger, for who has signed in.

    Before anything reads the body. A session cookie is signed: strangers have none.
    """
    if endpoint in WITH_FILES and "token" in session:
        request.max_content_length = LARGEST_UPLOAD


def matter_or_404(matter_id: int) -> Matter:
    return own_or_404(Matter, matter_id, *WITH_ALL)


def why_not(refusal: Exception) -> str:
    match refusal:
        case CannotSay():
            return _("Residents read this: only who does it, and organizers, may change it.")
        case LacksWords():
            return _("Residents would read nothing. Write first what people said.")
        case HasBeenSaid():
            return _("Something was said about it, so it stays.")
        case _:
            return _("Something was said about the other one, so it stays.")


@bp.errorhandler(CannotSay)
@bp.errorhandler(LacksWords)
@bp.errorhandler(HasBeenSaid)
@bp.errorhandler(CannotCombine)
def refused(refusal: Exception) -> ResponseReturnValue:
    flash(why_not(refusal), "error")
    return see_other("staff_matters.show", **(request.view_args or {}), **{"open": _form()})


def _form() -> str | None:
    """Return the form in which what is missing is written."""
    is_about_words = request.endpoint in ("staff_matters.set_publication", "staff_matters.reopen")
    return "change" if is_about_words else None


def back_to(matter: Matter, **args: str) -> Response:
    return see_other("staff_matters.show", matter_id=matter.id, **args)
