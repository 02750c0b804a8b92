from datetime import UTC, datetime

import pytest
import time_machine

from tests.factories import DAY, make_checklist, make_event

# A Monday, 12:30 PM in Los Angeles.
NOON = datetime(2027, 2, 22, 20, 30, tzinfo=UTC)


@pytest.fixture
def items(app):
    return make_checklist()


@pytest.fixture
def clock(app):
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def event(clock, items):
    """A published event on Tuesday of next week, planned long ago."""
    return make_event(starts_at=NOON + 8 * DAY, created_at=NOON - 90 * DAY)


# Whoever is signed in is signed in by that clock.


@pytest.fixture
def visitor(clock, visitor):
    return visitor


@pytest.fixture
def plain_visitor(clock, plain_visitor):
    return plain_visitor
