"""A page of an event stays cached as long as it is the same, and no longer."""

import re
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest
import time_machine
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from coffeecop.models import MatterState, Role
from coffeecop.models.event import SURVEY_OPEN_AFTER
from coffeecop.public.rows import event_version_or_404
from tests.factories import (
    make_agency,
    make_event,
    make_matter,
    make_staff,
    make_topic,
    make_venue,
    say_of,
)

# Five hours apart, so that the day of the event is not the one of the department.
HERE, OFFICE = ZoneInfo("Pacific/Honolulu"), ZoneInfo("America/New_York")
STARTS_AT = datetime(2026, 12, 29, 18, 0, tzinfo=HERE).astimezone(UTC)
ENDS_AT = STARTS_AT + timedelta(hours=1.5)
CLOSES_AT = ENDS_AT + SURVEY_OPEN_AFTER
DAYS = [date(2026, 12, 26) + timedelta(days=n) for n in range(22)]
MIDNIGHTS = [datetime.combine(day, time(), zone) for day in DAYS for zone in (HERE, OFFICE)]
TURNS = st.sampled_from([STARTS_AT, ENDS_AT, CLOSES_AT]) | st.sampled_from(MIDNIGHTS)
PATHS = st.sampled_from(["/concerns/new", "/concerns/officer"])
FORM_KEY = re.compile(rb'name="form_key"\s+value="[\w.-]+')


@pytest.fixture
def event(app):
    """An event with all that its pages can tell of time, in a department of another zone."""
    agency = make_agency(
        time_zone=OFFICE.key, phone="805-555-0100", accommodation_days=3, promise_grace_days=5
    )
    topic = make_topic(agency=agency)
    venue, zone = make_venue(agency=agency), {"time_zone": HERE.key}
    with time_machine.travel(STARTS_AT - timedelta(days=60), tick=False):
        make_event(agency=agency, venue=venue, starts_at=STARTS_AT - timedelta(days=90))
        event = make_event(
            agency=agency,
            venue=venue,
            roster=["Lt. Sample", "Officer Example"],
            starts_at=STARTS_AT,
            capacity=10,
            description_en="Come.\n\nAll are welcome.",
            moved_from_starts_at=STARTS_AT - timedelta(hours=1),
            holds_submissions=True,
            **zone,
        )
        by = make_staff(Role.ORGANIZER, agency=agency)
        for made_at, state in ((event, MatterState.DOING), (None, MatterState.DONE)):
            promised = {"due_on": date(2027, 1, 10)} if state is MatterState.DOING else {}
            matter = make_matter(
                by=by, event=made_at, venue_id=venue.id, topic=topic, is_public=True
            )
            say_of(matter, state, by=by, **promised)
    return event


@pytest.mark.parametrize("draws", [25, pytest.param(200, marks=pytest.mark.exhaustive)])
def test_what_has_one_version_is_one_page_byte_by_byte(event, plain_visitor, draws):
    seen = {}

    @cache
    def at(moment, path):
        with time_machine.travel(moment, tick=False):
            # What has a query is made anew.
            answer = plain_visitor.client.get(f"/events/{event.slug}{path}?asked=1")
            return event_version_or_404(event.slug), FORM_KEY.sub(b"", answer.data)

    # From just before a turn to long after it. A smaller example would tell no more.
    @settings(phases=[Phase.generate], max_examples=draws)
    @given(TURNS, st.integers(0, 300), PATHS)
    def around(turn, minutes, other):
        for after, path in ((-1, ""), (-1, other), (minutes, ""), (minutes, other)):
            version, html = at(turn + timedelta(minutes=after), path)
            assert seen.setdefault((path, version), html) == html

    around()


@pytest.mark.parametrize("turn", [STARTS_AT, ENDS_AT, CLOSES_AT, *MIDNIGHTS[:2]])
def test_a_page_has_another_version_from_each_turn_on(event, turn):
    versions = []
    for seconds in (-1, 0, 1):
        with time_machine.travel(turn + timedelta(seconds=seconds), tick=False):
            versions.append(event_version_or_404(event.slug))

    assert versions[0] != versions[1] == versions[2]
