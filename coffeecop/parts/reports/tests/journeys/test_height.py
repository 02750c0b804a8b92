"""How long a report is on a phone."""

from coffeecop.models import Event, Language, Role
from tests.journeys.test_first_screens import HEIGHT
from tests.stored import all_of

TALLEST_REPORT = 2_200


def test_the_report_of_each_event_is_short_on_a_phone(phone, sign_in_on, full_department):
    events = all_of(Event)
    heights = {}
    for language in Language:
        sign_in_on(phone, Role.ORGANIZER, agency=events[0].agency, language=language)
        for event in events:
            phone.goto(f"/staff/events/reports/sheet?event={event.id}")
            heights[event.slug, language] = phone.evaluate(HEIGHT)

    assert max(heights.values()) <= TALLEST_REPORT, heights
