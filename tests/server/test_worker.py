"""The worker: each job runs by itself, and none outlives the process that started it."""

import multiprocessing
import os
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from threading import Event as Flag
from threading import Semaphore

import pytest
from sqlalchemy import make_url

from coffeecop.analysis import classification
from coffeecop.db import db, db_writes, now, truncate_wal
from coffeecop.mail import alerts, outbox
from coffeecop.models import Installation, Role
from coffeecop.models.suggestions import has_pending_analysis
from coffeecop.server import worker
from tests.factories import make_concern, make_event, make_rsvp, sign_in
from tests.mail.test_notifications import reply
from tests.stored import content_versions, one_of

pytestmark = pytest.mark.slow

# A fork has the app imported.
FORKS = multiprocessing.get_context("fork")
SECONDS = 120
SECRET = "Rosalind of number nine"
OLD = "ros@example.org"


@pytest.fixture
def jobs(app):
    """Start the jobs, and stop them at the end of the test."""
    stopping = Flag()
    threads = []

    def start():
        threads.extend(worker.start_jobs(app, stopping))
        return threads

    yield start
    stopping.set()
    for thread in threads:
        thread.join(SECONDS)
        assert not thread.is_alive()


def test_a_mail_server_that_does_not_answer_delays_no_alert(jobs, monkeypatch):
    answers, rounds = Flag(), Semaphore(0)
    monkeypatch.setattr(worker, "SECONDS_BETWEEN", 0.01)
    monkeypatch.setattr(outbox, "deliver_due", lambda is_stopping: answers.wait(SECONDS))
    monkeypatch.setattr(alerts, "write_alerts", rounds.release)
    try:
        assert "heartbeat" in {thread.name for thread in jobs()}

        assert all(rounds.acquire(timeout=SECONDS) for _ in range(3))
    finally:
        answers.set()


def test_no_mail_is_begun_once_the_worker_is_told_to_stop(app, monkeypatch):
    app.config["SMTP_URL"] = "smtp://localhost"
    monkeypatch.setattr(outbox.MailServer, "ensure_connected", lambda self: None)
    monkeypatch.setattr(outbox, "is_any_due", lambda kind: True)
    monkeypatch.setattr(outbox, "claim", lambda kind: pytest.fail("took up a mail"))
    try:
        assert outbox.deliver_due(is_stopping=lambda: True) == 0
    finally:
        app.config["SMTP_URL"] = None


@pytest.mark.both_databases
def test_the_worker_notes_that_it_runs_and_public_pages_stay_cached(app):
    before = one_of(Installation)
    versions = content_versions()
    assert before.worker_seen_at is None

    worker.run_job(app, "heartbeat", worker.note_heartbeat)

    after = one_of(Installation)
    assert now() - after.worker_seen_at < timedelta(minutes=1)
    assert content_versions() == versions


def test_it_ends_with_the_process_that_started_it(fresh_app):
    reading, writing = os.pipe()
    with fresh_app.app_context():
        db.engine.dispose()
    given = {"args": [fresh_app, reading, writing], "daemon": True}
    process = FORKS.Process(target=work_until_closed, **given)
    process.start()
    os.close(reading)

    os.close(writing)

    process.join(SECONDS)
    assert process.exitcode == 0


def work_until_closed(app, reading, writing):
    os.close(writing)
    os.dup2(reading, 0)
    worker.run(app, until_stdin_closes=True)


@pytest.mark.both_databases
def test_concerns_are_analyzed_without_anybody_asking(app):
    concern = make_concern()

    worker.analyze_concerns()

    db.session.refresh(concern)
    assert concern.suggested_at
    assert not has_pending_analysis()


def test_the_engine_is_not_asked_while_nothing_waits(app, monkeypatch):
    make_event()
    monkeypatch.setattr(classification, "classify_due", lambda: pytest.fail("asked"))

    worker.analyze_concerns()


@pytest.mark.both_databases
def test_an_analysis_that_fails_is_logged_and_tried_again(app, monkeypatch):
    logged = []

    def fail():
        raise RuntimeError

    monkeypatch.setattr(worker.logger, "exception", lambda *args, extra: logged.append(extra))
    monkeypatch.setattr(classification, "classify_due", fail)
    concern = make_concern()

    worker.run_job(app, "analysis", worker.analyze_concerns)

    assert logged == [{"job": "analysis"}]
    db.session.refresh(concern)
    assert concern.suggested_at is None


# Deleted text


@pytest.fixture
def database_files(fresh_app):
    """Return the bytes of SQLite's files; an app of the test's own writes them."""
    database = Path(make_url(fresh_app.config["SQLALCHEMY_DATABASE_URI"]).database)
    with fresh_app.app_context():
        yield lambda: b"".join(file.read_bytes() for file in database.parent.iterdir())


def test_what_was_removed_or_replaced_leaves_the_files(database_files):
    rsvp, concern = make_rsvp(contact={"name": SECRET, "email": OLD}), make_concern(body=SECRET)
    with db_writes():
        db.session.delete(rsvp.contact)
        concern.body = "Withdrawn."
    # The words are gone from the rows, and their bytes are not.
    assert SECRET.encode() in database_files()

    assert truncate_wal()

    assert SECRET.encode() not in database_files()
    assert OLD.encode() not in database_files()


def test_a_reader_keeps_the_log_and_the_next_turn_empties_it(database_files, monkeypatch):
    # By its name in full: the package has the database handle under the short one.
    monkeypatch.setattr(import_module("coffeecop.db"), "CHECKPOINT_SECONDS", 0)
    with db.engine.connect() as reader:
        reader.exec_driver_sql("SELECT count(*) FROM events").scalar()
        make_event()
        assert not truncate_wal()

    assert truncate_wal()


def test_staff_see_how_the_mail_fares(visitor):
    event = make_event()
    sign_in(visitor, Role.ORGANIZER)
    page = visitor.get(f"/staff/events/{event.id}")
    assert not page.has("#mail")

    reply(visitor, event)

    assert visitor.get(f"/staff/events/{event.id}").text("#mail") == (
        "Mail to those who gave an address. "
        "Delivered: 0. Waiting: 1. Failed: 0. No mail server is set up, so mail waits."
    )
