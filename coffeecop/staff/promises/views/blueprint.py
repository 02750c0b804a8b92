from flask import Blueprint, abort, flash, g, request, session
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from coffeecop.config import LARGEST_UPLOAD
from coffeecop.models import Promise
from coffeecop.staff.identity.auth import own_or_404
from coffeecop.staff.promises.actions import NotOpen
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


def promise_to_change(promise_id: int, *, for_update: bool = False) -> Promise:
    """Return the promise. Aborts with a redirect to its page if this person may not change it."""
    promise = promise_or_404(promise_id, for_update=for_update)
    if not may_change(promise, g.staff_member):
        flash(_("Only its owner, its deputy and organizers can change this promise."), "error")
        abort(back_to(promise))
    return promise


@bp.errorhandler(NotOpen)
def colleague_was_first(_error: NotOpen) -> ResponseReturnValue:
    flash(_("A colleague did this first."), "error")
    return see_other("staff_promises.show", **(request.view_args or {}))


def back_to(promise: Promise) -> Response:
    return see_other("staff_promises.show", promise_id=promise.id)
