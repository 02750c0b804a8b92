import os
import signal
import time

import pytest

from coffeecop.analysis import classification
from coffeecop.db import db
from coffeecop.models.suggestion import something_waits_to_be_read
from coffeecop.server import worker as periodic
from coffeecop.server.worker import PeriodicProcess
from tests.factories import make_concern, make_event, sign_in
from tests.mail.test_notifications import reply

SECONDS = 20


def is_gone(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def test_the_process_is_started_again_when_it_dies_and_stops_when_told(monkeypatch):
    monkeypatch.setattr(periodic, "SECONDS_BETWEEN", 0)
    monkeypatch.setattr(periodic.logger, "disabled", True)
    monkeypatch.setattr(periodic, "_run", lambda parent: signal.sigtimedwait([], SECONDS))
    process = PeriodicProcess()
    process.start()
    first = process._process

    os.kill(first.pid, signal.SIGKILL)

    deadline = time.monotonic() + SECONDS
    while process._process is first and time.monotonic() < deadline:
        first.join(0.05)
    second = process._process
    assert second is not first
    process.stop(SECONDS)
    assert is_gone(second.pid)
    process._watcher.join(SECONDS)
    assert not process._watcher.is_alive()


def test_it_ends_with_the_process_that_started_it():
    from threading import Event

    assert periodic._is_told_to_stop(Event(), parent=os.getppid() + 1)


def test_concerns_are_read_without_anybody_asking(app):
    concern = make_concern()

    periodic.read_concerns(app)

    db.session.refresh(concern)
    assert concern.suggested_at
    assert not something_waits_to_be_read()


def test_the_engine_is_not_asked_while_nothing_waits(app, monkeypatch):
    make_event()
    monkeypatch.setattr(classification, "suggest_due", lambda: pytest.fail("asked"))

    periodic.read_concerns(app)


def test_what_goes_wrong_with_reading_is_told_and_tried_again(app, monkeypatch):
    told = []

    def refuse():
        raise RuntimeError

    monkeypatch.setattr(periodic.logger, "exception", told.append)
    monkeypatch.setattr(classification, "suggest_due", refuse)
    concern = make_concern()

    periodic.read_concerns(app)

    assert told == ["concerns could not be read"]
    db.session.refresh(concern)
    assert concern.suggested_at is None


def test_staff_see_how_the_mail_fares(visitor):
    event = make_event()
    sign_in(visitor)
    page = visitor.get(f"/staff/events/{event.id}/plan")
    assert not page.has("#mail")

    reply(visitor, event)

    words = visitor.get(f"/staff/events/{event.id}/plan").text("#mail dd")
    assert words == (
        "Delivered: 0. Waiting: 1. Failed: 0. No mail server is set up, so mail waits."
    )
