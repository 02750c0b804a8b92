"""The Atom feed of events, by its standard and as feed readers take it."""

from datetime import UTC, datetime, timedelta

import feedparser
import pytest
import time_machine

from coffeecop.db import now
from coffeecop.models import EventStatus, MatterState
from tests.factories import (
    HOUR,
    make_agency,
    make_draft,
    make_event,
    make_matter,
    make_past_event,
    say_of,
)
from tests.feeds import ATOM, HERE, entries, moment, read_feed
from tests.staff.events.form_filling import change, organizer

HOME = {"": "/en", "/es": "/es/"}


@pytest.mark.both_databases
def test_the_feed_lists_what_is_ahead_over_or_cancelled_and_no_draft(visitor):
    make_draft(title_en="Draft")
    assert entries(read_feed(visitor)) == {}
    make_event(title_en="Ahead")
    make_past_event(title_en="Over")
    make_event(title_en="Off", status=EventStatus.CANCELLED)

    assert set(entries(read_feed(visitor))) == {"Ahead", "Over", "Cancelled: Off"}
    tag = visitor.get("/events.atom").headers["ETag"]
    assert visitor.get("/events.atom", **{"If-None-Match": tag}).status == 304


@pytest.mark.parametrize("prefix", ["", "/es"])
def test_a_feed_reader_takes_it_without_complaint(plain_visitor, prefix):
    upcoming, past = make_event(title_en="Coffee & talk"), make_past_event()

    feed = feedparser.parse(plain_visitor.client.get(f"{prefix}/events.atom").data)

    assert not feed.bozo
    assert feed.version == "atom10"
    assert {entry.link.rpartition("/")[2] for entry in feed.entries} == {upcoming.slug, past.slug}
    assert all(entry.id and entry.updated_parsed and entry.title for entry in feed.entries)


@pytest.mark.parametrize("prefix", ["", "/es"])
def test_pages_of_events_and_of_what_came_of_them_name_the_feed(visitor, prefix):
    event, matter = make_event(), make_matter(said=MatterState.DONE, is_public=True)
    own = f"/events/{event.slug}", f"/matters/{matter.id}-{matter.address['words']}"

    for path in (HOME[prefix], *(f"{prefix}{each}" for each in own)):
        page = visitor.get(path, **{"HX-Request": "false"})
        assert page.one("link[type='application/atom+xml']")["href"] == f"{prefix}/events.atom"


@pytest.mark.parametrize("prefix", ["", "/es"])
def test_the_feed_has_what_its_standard_asks_for(visitor, prefix):
    """RFC 4287, 4.1.1 and 4.1.2."""
    make_event(description_en="A talk.", description_es="Una charla.")
    make_past_event()

    feed = read_feed(visitor, f"{prefix}/events.atom")

    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == (prefix[1:] or "en")
    assert feed.findtext(f"{ATOM}author/{ATOM}name")
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links == {"self": f"{HERE}{prefix}/events.atom", "alternate": f"{HERE}{HOME[prefix]}"}
    parts = [feed, *feed.iter(f"{ATOM}entry")]
    assert len(parts) == 3
    for part in parts:
        for name in ("id", "title", "updated"):
            assert len(part.findall(f"{ATOM}{name}")) == 1
            assert part.findtext(f"{ATOM}{name}").strip()
        assert moment(part).tzinfo
    assert len({part.findtext(f"{ATOM}id") for part in parts}) == 3
    assert max(moment(part) for part in parts[1:]) == moment(feed)


def test_an_entry_tells_when_and_where_in_its_language(visitor):
    event = make_event(starts_at=datetime(2027, 2, 25, 20, 30, tzinfo=UTC))

    (english,) = entries(read_feed(visitor)).values()
    (spanish,) = entries(read_feed(visitor, "/es/events.atom")).values()

    summary = english.findtext(f"{ATOM}summary")
    assert "Thursday, February 25, 2027\n12:30" in summary
    assert event.venue.address in summary
    assert "jueves, 25 de febrero de 2027" in spanish.findtext(f"{ATOM}summary")
    assert spanish.find(f"{ATOM}link").get("href") == f"{HERE}/es/events/{event.slug}"


def test_a_change_of_the_event_is_an_update(visitor):
    organizer(visitor)
    # The form takes an event of one day; later in the day it would end on the next.
    noon = (now() + timedelta(days=7)).replace(hour=20)
    event = make_event(title_en="Moved", starts_at=noon)
    before = moment(entries(read_feed(visitor))["Moved"])

    with time_machine.travel(now() + timedelta(minutes=5)):
        change(visitor, event, venue_name="New Library")

    after = entries(read_feed(visitor))["Moved"]
    assert moment(after) > before + timedelta(minutes=4)
    assert after.findtext(f"{ATOM}id") == f"{HERE}/events/{event.slug}"


@pytest.mark.parametrize(
    ("title", "told"),
    [
        ("<b>\x0b ]]> & \ufffe \U0001f600 </title>", "<b> ]]> &  \U0001f600 </title>"),
        # Of this nothing can be written.
        ("\x0b\ufffe", "coffee"),
    ],
)
def test_hostile_text_stays_text(visitor, title, told):
    make_event(title_en=title, slug="coffee")

    assert set(entries(read_feed(visitor))) == {told}


def test_what_came_of_it_is_an_entry_of_its_own_from_its_publication_on(visitor):
    make_matter(said=MatterState.DONE)
    matter = make_matter(said=MatterState.DOING, is_public=True)
    told_at = matter.published_at

    def told():
        feed = read_feed(visitor, "/es/events.atom")
        (entry,) = feed.iter(f"{ATOM}entry")
        assert moment(entry) == moment(feed)
        return entry

    entry = told()
    assert entry.findtext(f"{ATOM}title") == "En qué quedó: Un paso oscuro."
    assert entry.findtext(f"{ATOM}content") == "La ciudad puso una luz."
    assert moment(entry) == told_at
    with time_machine.travel(now() + timedelta(minutes=5)):
        note = {"is_note": True, "owner": None, "due_on": None, "es": "Ya la pidió."}
        say_of(matter, MatterState.DOING, **note)
    later = told()
    assert later.findtext(f"{ATOM}content") == "La ciudad puso una luz.\n\nYa la pidió."
    assert moment(later) > told_at + timedelta(minutes=4)
    assert later.findtext(f"{ATOM}id") == entry.findtext(f"{ATOM}id")


@pytest.mark.parametrize("prefix", ["", "/es"])
def test_it_carries_the_name_of_the_department_in_its_language(visitor, prefix):
    names = {"": "Sampleton Police", "/es": "Policía de Sampleton"}
    make_event(agency=make_agency(name=names[""], name_es=names["/es"]))

    feed = visitor.get(f"{prefix}/events.atom").body

    assert feed.count(f"<name>{names[prefix]}</name>") == 2


def test_subscribers_hear_of_the_earlier_time(visitor):
    starts_at = datetime(2030, 2, 25, 20, 30, tzinfo=UTC)
    make_event(title_en="Moved", starts_at=starts_at, moved_from_starts_at=starts_at - HOUR)

    summary = entries(read_feed(visitor))["Moved"].findtext(f"{ATOM}summary")

    assert summary.endswith("Moved from 11:30\u202fAM")
