"""Rate limits count in memory: right under many threads, ended in time, and never growing; or in a
place that several machines share, for as long as it can be reached.
"""

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import active_count

import pytest
import time_machine

from coffeecop.web.counters import (
    SECONDS_BETWEEN_SWEEPS,
    SECONDS_BETWEEN_TRIES,
    Counters,
    SharedCounters,
)
from coffeecop.web.forms import new_form_key
from coffeecop.web.security import limiter
from tests.factories import make_event

NOON = datetime(2026, 2, 26, 12, tzinfo=UTC)


@pytest.fixture
def counters():
    return Counters()


def test_the_app_counts_with_it(app):
    assert isinstance(limiter.storage, Counters)


def test_many_at_once_are_all_counted(counters):
    with ThreadPoolExecutor(16) as pool:
        seen = list(pool.map(lambda _: counters.incr("ann", 60), range(2000)))

    assert sorted(seen) == list(range(1, 2001))
    assert counters.get("ann") == 2000


def test_a_count_ends_after_its_time_and_begins_anew(counters):
    with time_machine.travel(NOON, tick=False) as clock:
        assert [counters.incr("ann", 60) for _ in range(3)] == [1, 2, 3]
        assert counters.get_expiry("ann") == NOON.timestamp() + 60

        clock.move_to(NOON + timedelta(seconds=59))
        assert counters.get("ann") == 3
        clock.move_to(NOON + timedelta(seconds=60))
        assert counters.get("ann") == 0
        assert counters.incr("ann", 60) == 1


def test_senders_do_not_count_for_each_other(counters):
    counters.incr("ann", 60)

    assert counters.get("ben") == 0
    counters.clear("ann")
    assert counters.get("ann") == 0


def test_what_has_ended_is_forgotten_without_a_thread(counters):
    threads = active_count()
    with time_machine.travel(NOON, tick=False) as clock:
        for number in range(5000):
            counters.incr(str(number), 1)
        clock.move_to(NOON + timedelta(seconds=SECONDS_BETWEEN_SWEEPS))
        counters.incr("ann", 60)

    assert counters.reset() == 1
    assert active_count() == threads


class Unreachable(Exception):
    """What a library says when the place for shared counts does not answer."""


class Place(Counters):
    """A place for shared counts, that can be cut off."""

    base_exceptions = Unreachable
    answers, asked = True, 0

    def incr(self, *arguments):
        return self.said(super().incr(*arguments))

    def get(self, key):
        return self.said(super().get(key))

    def said(self, count):
        self.asked += 1
        if not self.answers:
            raise Unreachable
        return count


@pytest.fixture
def place():
    return Place()


@pytest.fixture
def log(app, monkeypatch):
    """Collect what is logged about the counters."""
    seen = []
    logger = logging.getLogger("coffeecop.web.counters")
    monkeypatch.setattr(logger, "handle", lambda record: seen.append(record.getMessage()))
    return seen


def test_machines_count_together(place):
    here, there = SharedCounters(place), SharedCounters(place)

    assert [here.incr("ann", 60), there.incr("ann", 60)] == [1, 2]
    assert here.get("ann") == there.get("ann") == 2


def test_while_the_shared_place_is_cut_off_each_counts_by_itself(place, log):
    here, there = SharedCounters(place), SharedCounters(place)
    place.answers = False

    assert [here.incr("ann", 60), here.incr("ann", 60)] == [1, 2]
    assert there.incr("ann", 60) == 1
    assert here.get("ann") == 2
    assert len(log) == 2, "one line from each"
    assert "REDIS_URL cannot be reached" in log[0]


def test_a_place_that_is_cut_off_is_asked_now_and_then_only(place, log):
    counters = SharedCounters(place)
    place.answers = False
    with time_machine.travel(NOON, tick=False) as clock:
        for _ in range(5):
            counters.incr("ann", 60)
        assert place.asked == 1

        clock.shift(SECONDS_BETWEEN_TRIES)
        counters.incr("ann", 60)
        assert place.asked == 2
        assert len(log) == 1, "an outage is one line, however long it lasts"

        place.answers = True
        clock.shift(SECONDS_BETWEEN_TRIES)
        assert counters.incr("ben", 60) == 1
        assert place.get("ben") == 1

        place.answers = False
        counters.incr("ben", 60)
        assert len(log) == 2, "another outage is another line"


def test_an_app_whose_limits_are_cut_off_still_takes_forms(plain_visitor, place, log, monkeypatch):
    monkeypatch.setattr(limiter, "storage", limiter.storage)
    monkeypatch.setattr(limiter, "_windows", limiter._windows)
    limiter.use(SharedCounters(place))
    place.answers = False
    event = make_event()
    path = f"/events/{event.slug}/rsvps"

    answers = [plain_visitor.post(path, party_size=2, form_key=new_form_key()) for _ in range(61)]

    assert [answer.status for answer in answers] == [303] * 60 + [429]
    assert len(log) == 1
