import json
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest
import time_machine
from icalendar import Calendar

from coffeecop.db import now
from coffeecop.models import EventStatus, MatterState
from tests.factories import make_draft, make_event, make_matter, make_past_event, say_of
from tests.staff.events.form_filling import change, organizer

ATOM = "{http://www.w3.org/2005/Atom}"
HERE = "http://127.0.0.1:8000"
WHOLE = {"HX-Request": "false"}
HOSTILE = "</script><script>alert(1)</script>"


def read_feed(visitor, path="/events.atom"):
    page = visitor.get(path)
    assert page.headers["Content-Type"].startswith("application/atom+xml")
    return ElementTree.fromstring(page.response.data)  # noqa: S314


def entries(feed):
    return {entry.findtext(f"{ATOM}title"): entry for entry in feed.iter(f"{ATOM}entry")}


HOME = {"": "/en", "/es": "/es/"}


def moment(element):
    return datetime.fromisoformat(element.findtext(f"{ATOM}updated"))


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


@pytest.mark.both_databases
def test_the_feeds_list_what_is_ahead_over_or_cancelled_and_no_draft(visitor):
    make_draft(title_en="Draft")
    assert entries(read_feed(visitor)) == {}
    make_event(title_en="Ahead")
    make_past_event(title_en="Over")
    make_event(title_en="Off", status=EventStatus.CANCELLED)

    assert set(entries(read_feed(visitor))) == {"Ahead", "Over", "Cancelled: Off"}
    calendar = Calendar.from_ical(visitor.get("/events.ics").body).walk("VEVENT")
    told = {str(entry["summary"]): str(entry["status"]) for entry in calendar}
    assert told == {"Ahead": "CONFIRMED", "Over": "CONFIRMED", "Cancelled: Off": "CANCELLED"}
    tag = visitor.get("/events.atom").headers["ETag"]
    assert visitor.get("/events.atom", **{"If-None-Match": tag}).status == 304


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


@pytest.mark.parametrize(("prefix", "title"), [("", "title_en"), ("/es", "title_es")])
def test_the_calendar_speaks_a_language_and_says_when_to_ask_again(visitor, prefix, title, event):
    calendar = Calendar.from_ical(visitor.get(f"{prefix}/events.ics").body)

    (entry,) = calendar.walk("VEVENT")
    assert str(entry["summary"]) == getattr(event, title)
    assert str(entry["url"]) == f"{HERE}{prefix}/events/{event.slug}"
    assert calendar["refresh-interval"].dt == timedelta(hours=6)
    assert calendar["refresh-interval"].params["VALUE"] == "DURATION"


def test_an_entry_is_the_same_in_both_languages_and_under_every_name(app, visitor, event):
    ids = {
        str(Calendar.from_ical(visitor.get(path, Host=host).body).walk("VEVENT")[0]["uid"])
        for path in ("/events.ics", "/es/events.ics", f"/events/{event.slug}.ics")
        for host in ("localhost", "127.0.0.1")
    }

    assert ids == {f"{event.slug}@127.0.0.1"}


@pytest.mark.parametrize("prefix", ["", "/es"])
def test_a_page_names_its_addresses_and_feeds(visitor, prefix, event):
    show = f"/events/{event.slug}"
    for english, spanish, default in (("/en", "/es/", "/"), (show, f"/es{show}", show)):
        here = spanish if prefix else english
        page = visitor.get(here, **WHOLE)
        assert page.one("link[rel=canonical]")["href"] == HERE + here
        twins = {
            link["hreflang"]: link["href"] for link in page.select("link[rel=alternate][hreflang]")
        }
        addresses = {"en": english, "es": spanish, "x-default": default}
        assert twins == {language: HERE + path for language, path in addresses.items()}
        feed = page.one("link[type='application/atom+xml']")["href"]
        calendar = page.one("link[type='text/calendar']")["href"]
        assert feed == f"{prefix}/events.atom"
        assert visitor.get(feed).response.mimetype == "application/atom+xml"
        assert visitor.get(calendar).response.mimetype == "text/calendar"


def test_a_page_that_is_shared_has_a_preview_from_nobody_else(visitor):
    event = make_event(title_en='Coffee "with" <a> Cop')

    page = visitor.get(f"/events/{event.slug}", **WHOLE)

    told = {meta["property"]: meta["content"] for meta in page.select("meta[property]")}
    assert told["og:title"] == 'Coffee "with" <a> Cop'
    assert told["og:site_name"] == event.agency.name
    assert told["og:url"] == f"{HERE}/events/{event.slug}"
    assert event.venue.address in told["og:description"]
    assert told["og:description"] == page.one("meta[name=description]")["content"]
    assert told["og:image"].startswith(f"{HERE}/events/{event.slug}.png?v=")
    button = page.one("button[data-share]")
    assert button["data-copy"] == f"{HERE}/events/{event.slug}"
    assert button.closest("[hidden]"), "until a script finds that it works"


@pytest.mark.parametrize(
    ("prefix", "name", "starts_at", "status"),
    [
        ("", HOSTILE, "2027-03-13T12:30-08:00", "Scheduled"),
        ("/es", "Café", "2027-03-14T12:30-07:00", "Cancelled"),
    ],
)
def test_machines_read_the_event_from_the_page(visitor, prefix, name, starts_at, status):
    event = make_event(
        starts_at=datetime.fromisoformat(starts_at),
        title_en=HOSTILE,
        title_es="Café",
        status=EventStatus.CANCELLED if status == "Cancelled" else EventStatus.PUBLISHED,
    )

    page = visitor.get(f"{prefix}/events/{event.slug}", **WHOLE)

    data = json.loads(page.one("script[type='application/ld+json']").text)
    assert data["@type"] == "Event"
    assert data["name"] == name
    assert data["startDate"] == starts_at
    assert data["eventStatus"] == f"https://schema.org/Event{status}"
    assert data["location"]["address"]["streetAddress"] == event.venue.street
    assert data["organizer"]["name"] == event.agency.name
    assert data["image"] == page.one("meta[property='og:image']")["content"]
    assert event.venue.street in data["description"]


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
