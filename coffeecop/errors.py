"""Pages for what went wrong."""

from flask import Flask, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, ServiceUnavailable

from coffeecop.db import db, is_unavailable

PAGES = frozenset({400, 403, 404, 405, 413, 429, 500, 503})


def init_app(app: Flask) -> None:
    app.register_error_handler(HTTPException, show)
    app.register_error_handler(OperationalError, database_failed)
    app.register_error_handler(TimeoutError, unavailable)


def show(error: HTTPException) -> ResponseReturnValue:
    # A redirect is an HTTPException too; it is an answer of its own.
    if error.code is None or error.code < 400:
        return error
    headers = {
        name: value
        for name, value in error.get_headers()
        if name.lower() in ("allow", "retry-after")
    }
    page = error.code if error.code in PAGES else 400
    return render_template(f"errors/{page}.html"), error.code, headers


def database_failed(error: OperationalError) -> ResponseReturnValue:
    db.session.rollback()
    if not is_unavailable(error):
        raise error
    return unavailable(error)


def unavailable(error: Exception) -> ResponseReturnValue:
    return show(ServiceUnavailable(retry_after=5))
