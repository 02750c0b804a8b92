from datetime import timedelta

import pytest

from coffeecop.db import now
from tests.factories import make_concern, make_event, make_topic, make_venue

DAY = timedelta(days=1)


@pytest.fixture
def events(app):
    venue = make_venue(name="Example Café")
    return [
        make_event(starts_at=now() - days * DAY, venue=venue if days > 10 else None)
        for days in (60, 30, 5)
    ]


def raise_concerns(event, *topics):
    for topic in topics:
        make_concern(event=event, topics=[topic] if topic else [])


def test_each_topic_has_a_trend_from_event_to_event(plain_officer, events):
    traffic, noise, parking = (make_topic(name_en=name) for name in ("Traffic", "Noise", "Parking"))
    raise_concerns(events[0], traffic, traffic, None)
    raise_concerns(events[1], traffic, noise)
    raise_concerns(events[2], traffic, traffic, traffic, parking)
    # Nobody has said anything yet: that is no trend.
    make_event()

    page = plain_officer.get("/staff")

    assert page.texts("#trends tbody tr") == [
        "Traffic more 2 of 3, 1 of 2, 3 of 4 1 3",
        "Noise none now 0 of 3, 1 of 2, 0 of 4 1 · 0",
        "Parking new 0 of 3, 0 of 2, 1 of 4 · 0 1",
    ]
    heads = page.texts("#trends thead th")[2:]
    assert [head.rpartition(" of ")[2] for head in heads] == ["2", "4"]
    heights = [float(bar["height"]) for bar in page.soup.select("#trends tr:first-child svg rect")]
    assert len(heights) == 3
    assert max(heights) == heights[2]
    assert not any(element.has_attr("style") for element in page.soup.select("#trends *"))


def test_one_event_is_no_trend(plain_officer, events):
    raise_concerns(events[0], make_topic())

    assert not plain_officer.get("/staff").has("#trends")


def test_venues_are_told_apart(plain_officer, events):
    traffic, noise = make_topic(name_en="Traffic"), make_topic(name_en="Noise")
    raise_concerns(events[0], traffic, noise)
    raise_concerns(events[1], noise, None)
    raise_concerns(events[2], None)

    page = plain_officer.get("/staff")

    assert page.texts("#venues tbody tr") == [
        "Example Café 2 4 Noise: 2",
        f"{events[2].venue.name} 1 1 No topic yet",
    ]


def test_each_number_of_a_trend_and_a_venue_opens_as_many_concerns(plain_officer, events):
    traffic, noise = make_topic(), make_topic()
    raise_concerns(events[0], traffic, noise, None)
    raise_concerns(events[1], noise, noise)
    raise_concerns(events[2], traffic, noise)

    links = plain_officer.get("/staff").soup.select("#trends a, #venues a")

    assert len(links) == 7
    for link in links:
        heading = plain_officer.get(link["href"]).text("#concern-list h2")
        assert heading.startswith(f"{link.text.split(': ')[-1]} concern")
