"""Rate limits count in memory: right under many threads, ended in time, and never growing."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import active_count

import pytest
import time_machine

from coffeecop.counters import SECONDS_BETWEEN_SWEEPS, Counters
from coffeecop.security import limiter

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
