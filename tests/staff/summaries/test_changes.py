"""What came up more or less than the last time here, and only what chance does not explain."""

import pytest

from coffeecop.db import now
from tests.factories import (
    DAY,
    make_concern,
    make_event,
    make_past_event,
    make_topic,
    make_venue,
    suggest,
)

pytestmark = pytest.mark.both_databases


@pytest.fixture
def before(app):
    return make_event(starts_at=now() - 35 * DAY)


@pytest.fixture
def event(before):
    return make_past_event(venue=before.venue)


def raise_concerns(number, event, *topics, **values):
    return [make_concern(event=event, topics=topics, **values) for _ in range(number)]


def told(visitor, event):
    page = visitor.get(f"/staff/events/{event.id}")
    return page.text("#beside") if page.has("#beside") else ""


def test_one_sentence_tells_what_is_newest(plain_officer, event, before):
    lead, new, more = (make_topic(name_en=name) for name in ("Lead", "Food carts", "More"))
    for number, where, topic in (
        *((20, event, lead), (20, before, lead), (12, event, new)),
        *((20, event, more), (3, before, more)),
    ):
        raise_concerns(number, where, topic)

    assert told(plain_officer, event) == (
        "New: Food carts, in 12 of 52 concerns. Last time here nobody raised it."
    )
    links = plain_officer.get(f"/staff/events/{event.id}").select("#beside a")
    listed = [plain_officer.get(link["href"]).text("#concern-list h2") for link in links]
    assert listed == ["12 concerns", "52 concerns"]


def test_an_event_elsewhere_is_not_the_last_time_here(plain_officer):
    before = make_event(starts_at=now() - 35 * DAY)
    raise_concerns(20, before, make_topic())
    event = make_past_event(venue=make_venue())
    raise_concerns(20, event, make_topic())

    assert told(plain_officer, event) == ""


def test_what_nobody_has_confirmed_yet_may_be_about_it(plain_officer, event, before):
    lead = make_topic()
    raise_concerns(20, event, lead)
    raise_concerns(20, before, lead)
    raise_concerns(20, before, make_topic(name_en="Parking"))
    suggest(make_concern(event=event), make_topic(), 0.5)

    assert "Less about Parking: 0 of 21 concerns." in told(plain_officer, event)


def test_concerns_that_the_computer_left_without_a_topic_make_no_topic_less(
    plain_officer, event, before
):
    topic = make_topic(name_en="Parking")
    raise_concerns(20, before, topic)
    raise_concerns(10, before, make_topic())
    raise_concerns(6, event, topic)
    raise_concerns(3, event, make_topic())
    raise_concerns(21, event)

    assert "Less about Parking" not in told(plain_officer, event)
