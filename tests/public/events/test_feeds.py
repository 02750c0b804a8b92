from datetime import timedelta

import pytest
from icalendar import Calendar

from coffeecop.models import EventStatus
from tests.factories import HERE, WHOLE, make_draft, make_event, make_past_event


@pytest.mark.both_databases
def test_the_calendar_lists_what_is_ahead_over_or_cancelled_and_no_draft(visitor):
    make_draft(title_en="Draft")
    make_event(title_en="Ahead")
    make_past_event(title_en="Over")
    make_event(title_en="Off", status=EventStatus.CANCELLED)

    calendar = Calendar.from_ical(visitor.get("/events.ics").body).walk("VEVENT")
    told = {str(entry["summary"]): str(entry["status"]) for entry in calendar}
    assert told == {"Ahead": "CONFIRMED", "Over": "CONFIRMED", "Cancelled: Off": "CANCELLED"}


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
def test_a_page_names_its_addresses_and_calendar(visitor, prefix, event):
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
        calendar = page.one("link[type='text/calendar']")["href"]
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
    button = page.one("button[data-share]")
    assert button["data-copy"] == f"{HERE}/events/{event.slug}"
    assert button.closest("[hidden]"), "until a script finds that it works"
