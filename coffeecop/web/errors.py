"""Error handlers and error pages."""

import logging

from flask import Flask, current_app, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, ServiceUnavailable

from coffeecop.db import (
    SAFE_METHODS,
    db,
    error_fields,
    is_unavailable,
    may_be_recorded,
    release_connection,
)
from coffeecop.db.writers import WAITED_TOO_LONG, DatabaseBusy

logger = logging.getLogger("coffeecop.web.errors")

# All others are refused as 400 is.
PAGES = dict.fromkeys((400, 403, 405, 413, 429), "refused") | {404: "404", 500: "500", 503: "503"}


def init_app(app: Flask) -> None:
    app.register_error_handler(HTTPException, show)
    app.register_error_handler(OperationalError, database_failed)
    app.register_error_handler(PoolTimeout, unavailable)
    app.register_error_handler(DatabaseBusy, unavailable)
    app.register_error_handler(StaleDataError, answer_again)
    app.before_request(refuse_late)


def refuse_late() -> None:
    """Raises DatabaseBusy."""
    if WAITED_TOO_LONG in request.environ:
        raise DatabaseBusy("writers have kept all their threads for too long")


def show(error: HTTPException) -> ResponseReturnValue:
    # A redirect is an HTTPException too.
    if error.code is None or error.code < 400:
        return error
    # Already has a response: a form returned by a rate limit.
    if error.response is not None:
        return error
    headers = {
        name: value
        for name, value in error.get_headers()
        if name.lower() in ("allow", "retry-after")
    }
    page = error.code if error.code in PAGES else 400
    return _page(page, error.name), error.code, headers


def database_failed(error: OperationalError) -> ResponseReturnValue:
    if not is_unavailable(error):
        raise error
    return unavailable(error)


def answer_again(error: StaleDataError) -> ResponseReturnValue:
    """Run the view once more after a save at the same moment: now it sees what was saved."""
    if "is_second_answer" in g:
        raise error
    g.is_second_answer = True
    db.session.rollback()
    try:
        return current_app.dispatch_request()
    except Exception as other:
        return current_app.handle_user_exception(other)


def unavailable(error: Exception) -> ResponseReturnValue:
    logger.warning(
        "the database is unavailable", extra={"endpoint": request.endpoint, **error_fields(error)}
    )
    release_connection()
    # The error page must not reload this row from a database that does not answer.
    g.staff_member = None
    sends = request.method not in SAFE_METHODS
    is_unrecorded = sends and not may_be_recorded(error)
    page = _page(503, ServiceUnavailable().name, is_unrecorded=is_unrecorded)
    return page, 503, {"Retry-After": "5"}


def _page(code: int, name: str, **values: object) -> str:
    try:
        # Both are passed because their defaults query the database.
        return render_template(
            f"errors/{PAGES[code]}.html",
            code=code,
            is_for_staff=request.path.startswith(url_for("today.index")),
            site_name=lambda: _("Coffee with a Cop"),
            site_name_is_english=lambda: False,
            **values,
        )
    except Exception:
        # url_for fails for an untrusted host name; an error page must not.
        return f'<!DOCTYPE html><html lang="en"><title>{name}</title><h1>{name}</h1>'
