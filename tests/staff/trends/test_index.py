from datetime import timedelta

import pytest

from coffeecop.db import now
from coffeecop.models import Kind, Language, Phase
from tests.factories import make_agency, make_concern, make_event, make_topic, make_venue

pytestmark = pytest.mark.both_databases

DAY = timedelta(days=1)


@pytest.fixture
def events(app):
    venue = make_venue(name="Example Café")
    return [
        make_event(starts_at=now() - days * DAY, venue=venue if days > 10 else None)
        for days in (60, 30, 5)
    ]


def raise_concerns(event, *topics, **values):
    for topic in topics:
        make_concern(event=event, topics=[topic] if topic else [], **values)


def columns(page, events):
    """Return the events at the heads of the columns, by their addresses."""
    links = page.select("#topics-by-event thead a")
    return [
        next(event for event in events if link["href"] == f"/staff/events/{event.id}")
        for link in links
    ]


def test_the_map_has_all_topics_from_the_oldest_event_to_the_newest(plain_officer, events):
    traffic, noise = make_topic(name_en="Traffic"), make_topic(name_en="Noise")
    make_topic(name_en="Unused")
    raise_concerns(events[0], traffic, traffic, noise, None)
    raise_concerns(events[1], traffic)
    raise_concerns(events[2], noise, None)
    # Nobody has said anything yet: that is no column.
    make_event()

    page = plain_officer.get("/staff/trends")

    assert columns(page, events) == events
    assert page.texts("#topics-by-event tbody tr") == [
        "Traffic 2 1 · 0 3",
        "Noise 1 · 0 1 2",
        "No topic yet 1 · 0 1 2",
    ]
    assert page.text("#topics-by-event tfoot") == "All concerns 4 1 2 7"
    shaded = [cell.get("class") for cell in page.select("#topics-by-event tr:last-child td")]
    assert shaded[:3] == ["heat-0"] * 3


def test_two_events_are_told_without_a_chart(plain_officer, events):
    raise_concerns(events[0], make_topic())
    raise_concerns(events[1], None, None)

    page = plain_officer.get("/staff/trends")

    assert not page.has("#topics-by-event table")
    assert [row.rpartition(", ")[2] for row in page.texts("#topics-by-event li")] == [
        f"{(now() - 60 * DAY).year} 1 of 3",
        f"{(now() - 30 * DAY).year} 2 of 3",
    ]


def test_six_events_are_shown_and_the_others_are_one_page_away(plain_officer):
    events = [make_event(starts_at=now() + days * DAY) for days in range(-55, 45, 10)]
    for event in events:
        make_concern(event=event)

    first = plain_officer.get("/staff/trends")

    assert columns(first, events) == events[1:7]
    earlier, later = (link["href"] for link in first.select("#topics-by-event nav a"))
    assert columns(plain_officer.get(later), events) == events[4:10]
    assert "1 of 1" in plain_officer.get(earlier).text("#topics-by-event")


def test_an_event_further_ahead_does_not_push_the_next_one_out(plain_officer, events):
    for event in events:
        make_concern(event=event)
    for weeks in range(1, 9):
        make_event(starts_at=now() + weeks * 7 * DAY)

    page = plain_officer.get("/staff/trends")

    assert columns(page, events) == events
    assert page.texts("#topics-by-event nav a") == ["Later events"]


def test_phases_without_a_concern_have_no_column(plain_officer, events):
    traffic = make_topic(name_en="Traffic")
    raise_concerns(events[0], traffic, traffic, phase=Phase.BEFORE)
    raise_concerns(events[0], traffic, None, phase=Phase.AFTER)

    page = plain_officer.get("/staff/trends")

    assert page.texts("#phases thead th") == [
        "Topic",
        "Before the event 2 of 4",
        "After the event 2 of 4",
    ]
    assert page.texts("#phases tbody tr") == ["Traffic 2 1", "No topic yet · 0 1"]
    # Two columns are no chart.
    assert not page.has("#phases td:not(.heat-0)[class]")

    raise_concerns(events[0], traffic, phase=Phase.AT)
    assert plain_officer.get("/staff/trends").has("#phases td.heat-5")


def test_venues_kinds_and_languages_are_told_in_plain_numbers(plain_officer, events):
    raise_concerns(events[0], None, None, kind=Kind.QUESTION)
    raise_concerns(events[1], None, text_language=Language.SPANISH)
    raise_concerns(events[2], None, language=Language.SPANISH)

    page = plain_officer.get("/staff/trends")

    assert page.texts("#venues li") == ["Example Café 3 of 4", f"{events[2].venue.name} 1 of 4"]
    assert page.texts("#kinds li") == ["Concern 2 of 4", "Question 2 of 4"]
    assert page.texts("#languages li") == ["English 2 of 4", "Spanish 2 of 4"]
    # Two rows are no chart.
    assert not page.has("#venues svg, #kinds svg, #languages svg")
    make_concern(event=events[0], kind=Kind.IDEA)
    bars = plain_officer.get("/staff/trends").select("#kinds rect")
    assert [bar["width"] for bar in bars] == ["40.0%", "40.0%", "20.0%"]


def test_each_number_opens_as_many_concerns(plain_officer, events):
    traffic, noise = make_topic(), make_topic()
    raise_concerns(events[0], traffic, noise, None, phase=Phase.AT)
    raise_concerns(events[1], noise, noise, kind=Kind.QUESTION, text_language=Language.SPANISH)
    raise_concerns(events[2], traffic, noise, phase=Phase.AFTER)

    page = plain_officer.get("/staff/trends")
    links = page.select("#topics-by-event td a, #phases td a, .topic-rows a")

    assert len(links) > 25
    for link in links:
        number = (link.select(".of") or [link])[0]
        page = plain_officer.get(link["href"])
        assert page.text("#concern-list h2").startswith(f"{number.text.split()[0]} concern")
        assert "hx-get" not in link


def test_another_departments_event_is_not_found(officer):
    assert "No events yet" in officer.get("/staff/trends").words
    event = make_event(agency=make_agency())

    assert officer.get(f"/staff/trends?until={event.id}").status == 404
