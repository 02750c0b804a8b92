from flask import Blueprint, flash, g, request, session
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.config import LARGEST_UPLOAD
from coffeecop.models import Promise
from coffeecop.staff.identity.auth import own_or_404
from coffeecop.staff.promises.queries import WITH_ALL, may_change
from coffeecop.web.rendering import see_other

bp = Blueprint("staff_promises", __name__, url_prefix="/staff/promises")


@bp.url_value_preprocessor
def allow_photo(endpoint: str | None, _values: dict[str, object] | None) -> None:
    """Let the form with a photo be larger, for who has signed in.

    Before anything reads the body. A session cookie is signed: strangers have none.
    """
    if endpoint == "staff_promises.keep" and "token" in session:
        request.max_content_length = LARGEST_UPLOAD


def promise_or_404(promise_id: int, *, for_update: bool = False) -> Promise:
    return own_or_404(Promise, promise_id, *WITH_ALL, for_update=for_update)


def refusal(promise: Promise) -> ResponseReturnValue | None:
    """Return where to go if this person may not change the promise."""
    if may_change(promise, g.staff_member):
        return None
    flash(_("Only its owner, its deputy and organizers can change this promise."), "error")
    return back_to(promise)


def colleague_was_first(promise: Promise) -> ResponseReturnValue:
    flash(_("A colleague did this first."), "error")
    return back_to(promise)


def back_to(promise: Promise) -> ResponseReturnValue:
    return see_other("staff_promises.show", promise_id=promise.id)
