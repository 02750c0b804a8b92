from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from tests.factories import make_event

# Wednesday, October 7, 2026, at 9:00 in Los Angeles: the first one of the month.
FIRST = datetime(2026, 10, 7, 16, tzinfo=UTC)


@pytest.fixture(autouse=True)
def in_september():
    with time_machine.travel(datetime(2026, 9, 1, 16, tzinfo=UTC)):
        yield


@pytest.fixture
def coffee(app):
    """A published event, on the first Wednesday of October."""
    return make_event(
        starts_at=FIRST,
        ends_at=FIRST + timedelta(minutes=90),
        title_en="Coffee",
        title_es="Café",
        description_en="Ask anything.",
        capacity=40,
        holds_submissions=True,
        roster=["Sgt. Bo Sample", "Officer Ana Example"],
    )
