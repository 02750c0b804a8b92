import pytest

from coffeecop.db import now
from coffeecop.models import Kind, Language, Phase
from coffeecop.staff.summaries.heat_map import SWITCH
from tests.factories import (
    DAY,
    make_agency,
    make_concern,
    make_event,
    make_matter,
    make_topic,
    make_venue,
)
from tests.shares import shared

pytestmark = pytest.mark.both_databases


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
    by_path = {f"/staff/events/{event.id}": event for event in events}
    return [by_path[link["href"]] for link in page.select("#map thead a")]


def test_the_map_has_all_topics_from_the_oldest_event_to_the_newest(plain_officer, events):
    traffic, noise = make_topic(name_en="Traffic"), make_topic(name_en="Noise")
    make_topic(name_en="Unused")
    raise_concerns(events[0], traffic, traffic, noise, None)
    raise_concerns(events[1], traffic)
    raise_concerns(events[2], noise, None)
    make_event(starts_at=now() - 2 * DAY)
    coming = make_event()

    page = plain_officer.get("/staff/trends")

    # The one to come is there, also if nobody has said anything yet; one that was, is not.
    assert columns(page, [*events, coming]) == [*events, coming]
    assert page.texts("#map tbody tr") == [
        "Traffic 2 1 · 0 · 0 3",
        "Noise 1 · 0 1 · 0 2",
        "No topic 1 · 0 1 · 0 2",
    ]
    assert page.text("#map tfoot") == "All concerns 4 1 2 · 0 7"
    shaded = [cell.get("class") for cell in page.select("#map tr:last-child td")]
    assert shaded[:3] == ["heat-0"] * 3
    assert "The stronger the color, the larger the share" in page.words


def test_two_events_are_no_chart(plain_officer, events):
    raise_concerns(events[0], make_topic())
    raise_concerns(events[1], None, None)

    page = plain_officer.get("/staff/trends")

    assert page.text("#map tfoot") == "All concerns 1 2 3"
    assert not page.has("#map td:not(.heat-0)[class]")


def test_six_events_are_shown_and_the_others_are_one_page_away(plain_officer):
    events = [make_event(starts_at=now() + days * DAY) for days in range(-55, 45, 10)]
    for event in events:
        make_concern(event=event)

    first = plain_officer.get("/staff/trends")

    assert columns(first, events) == events[1:7]
    earlier, later = (link["href"] for link in first.select(".pagination a"))
    assert columns(plain_officer.get(later), events) == events[4:10]
    assert columns(plain_officer.get(earlier), events) == events[:1]


def test_an_event_further_ahead_does_not_push_the_next_one_out(plain_officer, events):
    for event in events:
        make_concern(event=event)
    coming, *_later = [make_event(starts_at=now() + weeks * 7 * DAY) for weeks in range(1, 9)]

    page = plain_officer.get("/staff/trends")

    assert columns(page, [*events, coming]) == [*events, coming]
    assert page.texts(".pagination a") == ["Later events"]


def test_what_rose_and_fell_is_told_on_top_and_the_largest_comes_first(plain_officer, events):
    noise, traffic, lights, parks = (
        make_topic(name_en=name) for name in ("Noise", "Traffic", "Lights", "Parks")
    )
    raise_concerns(events[0], *[noise] * 4, *[lights] * 2)
    raise_concerns(events[1], *[noise] * 4, *[lights] * 2)
    # Two of eight, where a third would be: too few to say so.
    raise_concerns(events[2], *[traffic] * 5, noise, parks, parks)

    page = plain_officer.get("/staff/trends")

    assert page.texts("#map tbody th") == ["Noise", "Traffic", "Lights", "Parks"]
    assert page.texts("#stories p") == [
        "Traffic rose: 5 of 8 at the newest event, 0 of 12 before.",
        "Noise fell: 1 of 8 at the newest event, 8 of 12 before.",
    ]
    # Of two events nothing can be told.
    assert not plain_officer.get(f"/staff/trends?until={events[1].id}").has("#stories p")


def test_matters_come_first_and_lead_to_their_page_and_their_concerns(plain_officer, events):
    own = [make_concern(event=event) for event in (events[0], events[2], events[2])]
    figure = {"counted_en": "Cars over 30", "before_count": 40, "before_total": 90}
    figure |= {"after_count": 4, "after_total": 90}
    matter = make_matter(*own, name="The crosswalk", **figure)
    raise_concerns(events[1], *[make_topic(name_en="Noise")] * 4)

    page = plain_officer.get("/staff/trends")

    assert page.texts("#map tbody tr") == [
        "The crosswalk 40 of 90, then 4 of 90 1 · 0 2 3",
        "Noise · 0 4 · 0 4",
        "No topic 1 · 0 2 3",
    ]
    assert page.has(".figure-line line")
    row = page.select("#map tbody tr")[0]
    assert row.one("th a")["href"] == f"/staff/matters/{matter.id}"
    for link in row.select("td a"):
        assert plain_officer.get(link["href"]).text("#concern-list h2").startswith(link.text)


def test_of_fewer_than_ten_texts_an_event_is_pale(plain_officer, events):
    topic = make_topic()
    for event, number in zip(events, (10, 9, 10), strict=True):
        raise_concerns(event, *[topic] * number)

    cells = plain_officer.get("/staff/trends").select("#map tbody td[class]")

    assert [cell["class"] for cell in cells] == ["heat-5", "heat-0", "heat-5"]


def test_phases_without_a_concern_have_no_column(plain_officer, events):
    traffic = make_topic(name_en="Traffic")
    raise_concerns(events[0], traffic, traffic, phase=Phase.BEFORE)
    raise_concerns(events[0], traffic, None, phase=Phase.AFTER)

    page = plain_officer.get("/staff/trends?by=phase")

    assert page.texts("#map thead th") == [
        "Topic",
        "Before the event of 2",
        "After the event of 2",
        "Total",
    ]
    assert page.texts("#map tbody tr") == ["Traffic 2 1 3", "No topic · 0 1 1"]

    raise_concerns(events[0], traffic, phase=Phase.AT)
    assert plain_officer.get("/staff/trends?by=phase").has("#map td.heat-5")


def test_the_map_is_switched_to_venues_kinds_and_languages(plain_officer, events):
    raise_concerns(events[0], None, None, kind=Kind.QUESTION)
    raise_concerns(events[1], None, text_language=Language.SPANISH)
    raise_concerns(events[2], None, language=Language.SPANISH)

    def heads(by):
        page = plain_officer.get(f"/staff/trends?by={by}")
        assert len(page.select(".views [aria-current]")) == 1
        return page.texts("#map thead th")[1:-1]

    assert heads("venue") == ["Example Café of 3", f"{events[2].venue.name} of 1"]
    assert heads("kind") == ["Concern of 2", "Question of 2"]
    assert heads("language") == ["English of 2", "Spanish of 2"]
    assert len(heads("nonsense")) == len(events)


@pytest.mark.parametrize("by", shared((by,) for by in SWITCH))
def test_each_number_opens_as_many_concerns(plain_officer, events, by):
    traffic, noise = make_topic(), make_topic()
    raise_concerns(events[0], traffic, noise, None, phase=Phase.AT)
    raise_concerns(events[1], noise, noise, kind=Kind.QUESTION, text_language=Language.SPANISH)
    raise_concerns(events[2], traffic, noise, phase=Phase.AFTER)

    links = plain_officer.get(f"/staff/trends?by={by}").select("#map td a")

    assert len(links) > 7
    for link in links:
        page = plain_officer.get(link["href"])
        assert page.text("#concern-list h2").startswith(f"{link.text} concern")
        assert "hx-get" not in link


def test_another_departments_event_is_not_found(officer):
    assert "No events yet" in officer.get("/staff/trends").words
    event = make_event(agency=make_agency())

    assert officer.get(f"/staff/trends?until={event.id}").status == 404
