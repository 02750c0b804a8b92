from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from icalendar import Calendar

from coffeecop.db import db, now
from coffeecop.models import EventStatus
from tests.factories import make_agency, make_draft, make_event, make_past_event, make_staff


def test_the_next_event_comes_first(visitor):
    make_event(starts_at=now() + timedelta(days=30), title_en="Later coffee")
    make_event(starts_at=now() + timedelta(days=2), title_en="Next coffee")

    page = visitor.get("/", **{"HX-Request": "false"})

    assert page.text(".hero h2") == "Next: Next coffee"
    assert page.texts("main > .card-list h3") == ["Later coffee"]


def test_a_title_without_a_translation_is_marked_as_english(plain_visitor):
    event = make_event(title_en="Coffee at the Plaza", title_es=None)

    for path, title in [
        ("/es/", ".hero h2 span"),
        (f"/es/events/{event.slug}/concerns/new", ".event-line a"),
    ]:
        assert plain_visitor.get(path).text(f"{title}[lang=en]") == "Coffee at the Plaza"


def test_a_draft_and_an_event_that_is_none_are_not_found(visitor):
    draft = make_draft()
    fields = {"party_size": "2", "body": "Cars speed.", "heard": "5"}

    for path in (f"/events/{draft.slug}", "/events/nothing"):
        for rest in ("", ".ics", "/rsvps/new", "/concerns/new", "/survey"):
            assert visitor.get(path + rest).status == 404
            assert visitor.get(f"/es{path}{rest}").status == 404
            assert visitor.client.head(path + rest).status_code == 404
        for rest in ("/rsvps", "/concerns", "/concerns/notes", "/survey"):
            assert visitor.post(path + rest, **fields).status == 404


def test_a_cancelled_event_says_so_first(visitor):
    event = make_event(status=EventStatus.CANCELLED)

    page = visitor.get(f"/events/{event.slug}")

    assert page.body.index("This event is cancelled") < page.body.index("<h1")
    assert not page.has("#rsvp-form")
    assert page.has("#concern-form")
    assert [link["href"] for link in page.soup.select(".hero a")] == ["#concern"]


def test_a_past_event_takes_concerns_and_no_rsvps(visitor):
    event = make_past_event()

    page = visitor.get(f"/events/{event.slug}")

    assert "This event is over" in page.words
    assert not page.has("#rsvp-form")
    assert page.has("#concern-form")
    # Nobody needs the way there any more.
    assert [link["href"] for link in page.soup.select(".hero a")] == ["#survey", "#concern"]


def test_after_the_event_comes_what_became_of_it_and_last_what_it_was_about(plain_visitor):
    event = make_past_event(description_en="Ask us anything.")

    page = plain_visitor.get(f"/events/{event.slug}")

    assert "Nothing is posted yet." in page.text(".card")
    order = ["You said, we did", 'id="survey-form"', 'id="concern-form"', "Ask us anything."]
    assert sorted(order, key=page.body.index) == order


def test_no_roster_is_so_long_that_it_hides_what_can_be_done(plain_visitor):
    event = make_event(roster=[f"Officer Sample {number}" for number in range(12)])

    page = plain_visitor.get(f"/events/{event.slug}")

    assert page.body.index('href="#concern"') < page.body.index("Officer Sample 0")


def test_a_full_event_asks_nobody_to_drop_in(plain_visitor):
    event = make_event(capacity=2)
    path = f"/events/{event.slug}"
    assert "Just drop in." in plain_visitor.get(path).words

    plain_visitor.post(f"{path}/rsvps", party_size="2")

    page = plain_visitor.get(path)
    assert "Just drop in." not in page.words
    assert page.texts(".hero .button")[0] == "Put us on the waitlist"


def test_where_departments_share_an_installation_the_list_says_whose_event_it_is(plain_visitor):
    make_event(title_en="First", agency=make_agency(name="Example Police Department"))
    assert "Example Police Department" not in plain_visitor.get("/").text("main > :not(.hero)")
    later = {"starts_at": now() + timedelta(days=20)}
    make_event(title_en="Second", agency=make_agency(name="Sample Sheriff"), **later)

    assert "Sample Sheriff" in plain_visitor.get("/").text("main > .card-list li")


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_page_speaks_the_language_of_its_address(visitor, language):
    event = make_event()
    prefix = "" if language == "en" else "/es"

    page = visitor.get(f"{prefix}/events/{event.slug}", **{"HX-Request": "false"})

    assert page.one("html")["lang"] == language
    assert page.text("h1") == (event.title_en if language == "en" else event.title_es)
    assert page.one("#concern-form")["action"] == f"{prefix}/events/{event.slug}/concerns"


def test_a_cached_page_is_made_anew_when_something_on_it_changes(plain_visitor):
    event = make_event(capacity=10, roster=["Sgt. Example"])
    path = f"/events/{event.slug}"
    assert "Sgt. Example" in plain_visitor.get(path).words

    event.roster[0].name = "Sgt. Sample"
    event.venue.name = "Example Library"
    db.session.commit()
    assert "Sgt. Sample" in plain_visitor.get(path).words
    assert "Example Library" in plain_visitor.get(path).words

    assert "10 seats are left" in plain_visitor.get(path).words
    plain_visitor.post(f"{path}/rsvps", party_size="3")
    assert "7 seats are left" in plain_visitor.get(path).words

    event.cancel(by=make_staff())
    db.session.commit()
    assert "This event is cancelled" in plain_visitor.get(path).words


def test_a_cached_page_gives_way_when_the_event_ends(plain_visitor):
    event = make_event()
    assert plain_visitor.get(f"/events/{event.slug}").has("#rsvp-form")

    with time_machine.travel(event.ends_at, tick=False):
        assert not plain_visitor.get(f"/events/{event.slug}").has("#rsvp-form")


def test_each_copy_of_a_cached_page_has_an_idempotency_key_of_its_own(plain_visitor):
    event = make_event()
    pages = [plain_visitor.get(f"/events/{event.slug}") for _copy in range(3)]

    keys = [{key["value"] for key in page.soup.select("[name=form_key]")} for page in pages]

    assert len(set.union(*keys)) == 3
    for key in set.union(*keys):
        for path, fields in (("rsvps", {"party_size": 2}), ("concerns", {"body": "Cars speed."})):
            sent = plain_visitor.post(f"/events/{event.slug}/{path}", form_key=key, **fields)
            assert sent.status == 303


def test_the_event_page_asks_the_database_once(plain_visitor, queries):
    event = make_event()
    plain_visitor.get(f"/events/{event.slug}")

    with queries() as statements:
        plain_visitor.get(f"/events/{event.slug}")

    assert len(statements) == 1


def test_past_events_come_in_pages(visitor):
    for days in range(1, 13):
        make_event(starts_at=now() - timedelta(days=days), title_en=f"{days} days ago")

    first, second = visitor.get("/"), visitor.get("/?page=2")

    assert first.texts("#past h3")[0] == "1 days ago"
    assert second.texts("#past h3") == ["11 days ago", "12 days ago"]


def test_the_feed_tells_calendars_that_an_event_is_cancelled(visitor):
    make_event(slug="kept")
    make_event(slug="gone", status=EventStatus.CANCELLED)
    make_draft()

    entries = Calendar.from_ical(visitor.get("/events.ics").body).walk("VEVENT")

    told = {str(entry["uid"]).partition("@")[0]: str(entry["status"]) for entry in entries}
    assert told == {"kept": "CONFIRMED", "gone": "CANCELLED"}


@pytest.mark.parametrize(("month", "day"), [(3, 7), (3, 8), (10, 31), (11, 1)])
def test_times_are_shown_as_clocks_in_the_town_show_them(plain_visitor, month, day):
    starts_at = datetime(2026, month, day, 12, 30, tzinfo=ZoneInfo("America/Los_Angeles"))
    event = make_event(starts_at=starts_at)

    words = plain_visitor.get(f"/events/{event.slug}").words.replace("\u202f", " ")

    assert "12:30 PM to 2:00 PM, Pacific Time" in words


def test_times_in_spanish_have_twelve_hours_too(plain_visitor):
    starts_at = datetime(2026, 2, 26, 12, 30, tzinfo=ZoneInfo("America/Los_Angeles"))
    event = make_event(starts_at=starts_at)

    words = plain_visitor.get(f"/es/events/{event.slug}").words.replace("\u00a0", " ")

    assert "12:30 p.m. a 2:00 p.m., hora del Pacífico" in words
