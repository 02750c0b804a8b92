"""Logs tell what happened, never who, from where, or what was written."""

import io
import json
import logging

import pytest
from sqlalchemy import text

from coffeecop.db import db
from coffeecop.models import Contact
from coffeecop.web.forms import new_form_key
from tests.factories import make_event, make_rsvp

ADDRESS = "203.0.113.77"
TOKEN = "abcdefghijklmnopqrstuvwxyz"
RECEIPT = "amber-violin-copper-garden-silver"
WORDS = "the man at number nine scares me"
NAME = "Rosalind Example"
FIELDS = {"time", "level", "logger", "message", "method", "endpoint", "status", "ms", "request_id"}


@pytest.fixture
def log():
    """Collect the lines that an app logs, at the most talkative level."""
    logger = logging.getLogger("coffeecop")
    handler, level = logger.handlers[0], logger.level
    logger.setLevel("DEBUG")
    stream = handler.setStream(io.StringIO())
    yield handler.stream
    handler.setStream(stream)
    logger.setLevel(level)


def lines(log):
    return [json.loads(line) for line in log.getvalue().splitlines()]


def open_page(app, path, **options):
    return app.test_client().open(
        path,
        environ_base={"REMOTE_ADDR": ADDRESS},
        headers={"User-Agent": "Phone of Rosalind", "Referer": "http://localhost/from-here"},
        **options,
    )


def test_a_request_is_one_line_without_its_path_and_nothing_about_a_resident_is_logged(app, log):
    event = make_event()
    make_rsvp(event=event, token=TOKEN)

    answer = open_page(app, f"/rsvps/{TOKEN}?secret=words")
    open_page(app, f"/receipts/{RECEIPT}")
    open_page(app, f"/es/receipts/{RECEIPT}/nowhere")
    open_page(app, "/receipts", method="POST", data={"code": RECEIPT})
    fields = {"body": WORDS, "name": NAME, "email": "ros@example.org", "form_key": new_form_key()}
    open_page(app, f"/events/{event.slug}/concerns", method="POST", data=fields)
    open_page(app, f"/events/{event.slug}/rsvps", method="POST", data={**fields, "party_size": "x"})

    first = lines(log)[0]
    assert set(first) == FIELDS
    assert (first["endpoint"], first["method"], first["status"]) == ("rsvps.show", "GET", 200)
    assert first["time"].endswith("+00:00")
    assert first["request_id"] == answer.headers["X-Request-Id"]
    assert [line["message"] for line in lines(log)].count("request") == 6
    for secret in (ADDRESS, TOKEN, RECEIPT, "scares", "Rosalind", "example.org", "from-here"):
        assert secret not in log.getvalue()


def test_an_unexpected_error_is_logged_without_what_was_written(fresh_app, log):
    @fresh_app.post("/unexpected/<token>")
    def unexpected(token):
        # The database quotes the row that it refuses.
        try:
            db.session.add(Contact(name=NAME))
            db.session.commit()
        except Exception as problem:
            raise ValueError(f"{token} says {WORDS}") from problem
        return "fine"

    assert open_page(fresh_app, f"/unexpected/{TOKEN}", method="POST").status_code == 500
    error, request = lines(log)
    assert (error["level"], error["endpoint"]) == ("ERROR", "unexpected")
    assert error["request_id"] == request["request_id"]
    assert "builtins.ValueError" in error["error"]
    assert "IntegrityError" in error["error"]
    assert "test_logs.py" in error["error"]
    for secret in (ADDRESS, TOKEN, NAME, WORDS):
        assert secret not in log.getvalue()


@pytest.mark.both_databases
def test_a_503_says_what_is_wrong_with_the_database_in_no_words_of_anybody(
    fresh_app, log, database_name
):
    before, statement, kind, code = {
        "sqlite": (
            "PRAGMA query_only = ON",
            "UPDATE installation SET receipt_salt = :words",
            "OperationalError",
            "SQLITE_READONLY",
        ),
        "postgresql": (
            "SET LOCAL statement_timeout = 50",
            "SELECT pg_sleep(5), CAST(:words AS text)",
            "QueryCanceled",
            "57014",
        ),
    }[database_name]

    @fresh_app.post("/trouble")
    def trouble():
        db.session.execute(text(before))
        db.session.execute(text(statement), {"words": WORDS})
        return "fine"

    assert open_page(fresh_app, "/trouble", method="POST").status_code == 503
    (warning, _request) = lines(log)
    assert warning["message"] == "the database is unavailable"
    assert (warning["level"], warning["endpoint"]) == ("WARNING", "trouble")
    assert (warning["kind"], warning["code"]) == (kind, code)
    assert WORDS not in log.getvalue()
    with fresh_app.app_context():
        db.engine.dispose()


def test_the_server_logs_no_path_and_no_address(app, log):
    server = logging.getLogger("uvicorn.error")

    server.error("Exception while serving %s", f"/rsvps/{TOKEN}")
    server.warning(f"closing <Connection {ADDRESS}:4242>")

    assert [line["logger"] for line in lines(log)] == ["uvicorn.error"] * 2
    assert {line["message"].partition(",")[0] for line in lines(log)} == {
        "server: test_logs.test_the_server_logs_no_path_and_no_address"
    }
    assert TOKEN not in log.getvalue()
    assert ADDRESS not in log.getvalue()
