from datetime import UTC, datetime

import pytest

from coffeecop.db import now
from coffeecop.models import AuditAction, Event, Role, Venue
from tests.factories import (
    make_agency,
    make_draft,
    make_event,
    make_staff,
    make_topic,
    make_venue,
    sign_in,
)
from tests.of_parts import needs_part
from tests.staff.events.form_filling import WRITTEN, new_event
from tests.staff.form_filling import as_shown
from tests.stored import all_of, audit_actions, audited, one_of, reload

START = datetime(2027, 2, 25, 20, 30, tzinfo=UTC)


def test_a_first_event_is_asked_when_where_and_whether_to_publish_alone(organizer):
    asked = as_shown(organizer.get("/staff/events/new"))
    assert asked.keys() == {*WRITTEN, "time_zone"}

    answer = new_event(organizer)

    event = one_of(Event)
    assert (answer.status, answer.location) == (303, f"/staff/events/{event.id}/preview")
    assert event.is_draft
    assert event.agency_id == organizer.member.agency_id
    assert event.slug == "coffee-with-a-cop-2027-02-25"
    assert (event.title_en, event.title_es) == ("Coffee with a Cop", "Café con un policía")
    assert event.starts_at == START
    assert event.ends_at == datetime(2027, 2, 25, 22, 0, tzinfo=UTC)
    assert event.time_zone == "America/Los_Angeles"
    assert event.venue.address == "1 Sample St., Exampleton"
    assert (event.capacity, event.holds_submissions) == (None, False)
    assert audited() == [(AuditAction.EVENT_CREATED, organizer.member.id, event.id, None)]


def test_it_is_published_at_once_where_that_is_wished_and_not_in_the_past(organizer):
    page = new_event(organizer, date="2020-02-25", publishes="y")
    assert "Its time has passed." in page.text("#publishes-error")

    answer = new_event(organizer, date="2099-02-25", publishes="y")

    event = one_of(Event)
    assert answer.location == f"/staff/events/{event.id}"
    assert (event.is_published, event.published_by_id) == (True, organizer.member.id)
    actions = [AuditAction.EVENT_CREATED, AuditAction.EVENT_PUBLISHED]
    assert [entry[0] for entry in audited()] == actions


def enter_past_event(visitor, **typed):
    """Enter an event that was, from the list of events of a department that has none."""
    (link,) = visitor.get("/staff/events").select("a[href*='past=1']")
    return new_event(visitor, address=link["href"], **{"date": "2026-02-25", **typed})


@needs_part("capture")
def test_an_event_that_was_counts_without_a_page_for_residents(organizer):
    topic = make_topic(agency=organizer.member.agency)

    answer = enter_past_event(organizer, heads="31")
    event = one_of(Event)
    own = f"/staff/events/{event.id}"
    note = {"body": "", "topics": str(topic.id), "people": "6"}
    page = organizer.get(f"{own}/capture")
    organizer.post(page.one("main form")["action"], **{**as_shown(page), **note})

    assert answer.location == own
    assert (event.heads_counted, event.is_over, event.has_page) == (31, True, False)
    shown = organizer.get(own)
    assert "It has no page for residents." in shown.words
    assert shown.texts("#topics .of")[0] == "1 of 1"
    assert topic.name_en in organizer.get("/staff/trends").words
    assert organizer.get(f"/events/{event.slug}").status == 404
    assert event.venue.name not in organizer.get("/").words


def test_an_event_that_was_may_have_a_page_and_must_be_over(organizer):
    page = enter_past_event(organizer, date="2099-02-25")
    assert "It is not over yet." in page.text("#end_time-error")

    enter_past_event(organizer, has_page="y")

    event = one_of(Event)
    assert event.heads_counted is None
    assert organizer.get(f"/events/{event.slug}").status == 200


@pytest.fixture
def organizer_alone(visitor):
    visitor.member = sign_in(visitor, Role.ORGANIZER)
    return visitor


def test_while_nobody_reads_concerns_about_officers_one_that_was_has_no_page(organizer_alone):
    assert enter_past_event(organizer_alone, has_page="y").status == 422

    assert enter_past_event(organizer_alone).status == 303


def test_none_is_published_at_once_while_nobody_reads_concerns_about_officers(organizer_alone):
    page = new_event(organizer_alone, date="2099-02-25", publishes="y")

    assert page.status == 422
    assert "Nobody would read a concern about an officer" in page.text(".error-summary")
    assert page.value("#city") == WRITTEN["city"]
    assert all_of(Event) == []


def test_who_may_gives_themselves_the_complaints_role_and_finds_what_they_typed(plain_visitor):
    member = sign_in(plain_visitor, Role.ADMIN, Role.ORGANIZER)
    page = plain_visitor.get("/staff/events/new")
    assert "Nobody reads concerns about an officer yet" in page.text("#event-form .notice")
    assert not page.has("#publishes")
    enter, tap, _save = page.select("#event-form button")
    assert "formaction" not in enter, "the Enter key presses the first"
    typed = {**WRITTEN, tap["name"]: tap["value"]}

    taken = plain_visitor.post(tap["formaction"], **typed)
    page = plain_visitor.post(taken.location, **typed)

    assert (taken.status, taken.location) == (307, "/staff/events/new")
    assert (page.status, all_of(Event)) == (200, [])
    assert {name: page.value(f"#{name}") for name in WRITTEN} == WRITTEN
    assert "You now read concerns about an officer." in page.text("[role=status]")
    assert Role.COMPLAINTS in reload(member).roles
    assert audit_actions() == [AuditAction.STAFF_CHANGED]
    assert not page.has("#event-form .notice")
    assert page.has("#publishes")
    assert new_event(plain_visitor, date="2099-02-25", publishes="y").status == 303
    assert one_of(Event).is_published


def test_who_may_not_give_roles_is_told_whom_to_ask_before_the_form(organizer_alone):
    make_staff(Role.ADMIN, name="Chief Example", agency=organizer_alone.member.agency)
    make_staff(Role.ADMIN, name="Left Long Ago", disabled_at=now())
    make_staff(Role.ADMIN, name="Chief Elsewhere", agency=make_agency())

    notice = organizer_alone.get("/staff/events/new").one("#event-form .notice")

    assert "Ask who can give this role: Chief Example." in notice.words
    assert not notice.select("button")


def test_what_is_missing_is_said_beside_its_field(organizer):
    page = new_event(organizer, **dict.fromkeys(WRITTEN, "  "), publishes="y")

    assert page.status == 422
    assert page.is_whole is not organizer.htmx
    for field in WRITTEN:
        assert page.has(f"#{field}-error")
        assert page.one(f".error-summary a[href='#{field}']")
    assert page.has("#publishes[checked]")
    assert all_of(Event) == []


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"venue_name": "x" * 121}, "venue_name", "under 120 letters"),
        ({"city": "x" * 81}, "city", "under 80 letters"),
        ({"date": "soon"}, "date", "Choose the date"),
        ({"date": "0001-01-01"}, "date", "Check the year"),
        ({"date": "9999-12-31"}, "date", "Check the year"),
        ({"start_time": "25:00"}, "start_time", "Choose when the event starts"),
        ({"date": "2026-03-08", "start_time": "02:30"}, "start_time", "clocks go forward"),
        ({"end_time": "12:30"}, "end_time", "must end after it starts"),
        ({"time_zone": "Mars/Olympus"}, "time_zone", "valid choice"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_kept(plain_organizer, typed, field, words):
    page = new_event(plain_organizer, **typed)

    assert page.status == 422
    assert words in page.text(f"#{field}-error")
    if field in {"date", "start_time", "end_time"}:
        assert page.value(f"#{field}") == typed[field]
    assert page.texts(".error-summary a[href]") == [page.text(f".error-summary a[href='#{field}']")]
    assert all_of(Event) == []


def test_the_same_place_is_one_venue(organizer):
    venue = make_venue(name="Example Café", street="1 Sample St.", city="Exampleton")
    make_event(venue=venue)

    new_event(organizer, street=" 1 Sample St. ")
    new_event(organizer, street="2 Sample St.", date="2027-03-01")

    assert len(all_of(Venue)) == 2
    assert {event.venue_id for event in all_of(Event)} == {venue.id, venue.id + 1}
    assert organizer.member.agency_id == venue.agency_id


def test_two_events_with_one_title_on_one_day_have_two_addresses(organizer):
    make_event(slug="coffee-with-a-cop-2027-02-25", agency=make_agency())

    for _ in range(2):
        assert new_event(organizer).status == 303

    assert {event.slug for event in all_of(Event)} == {
        f"coffee-with-a-cop-2027-02-25{number}" for number in ("", "-2", "-3")
    }


@pytest.mark.parametrize("names_it", [True, False])
def test_the_next_is_like_the_last_or_the_one_that_is_duplicated_but_for_its_date(
    plain_organizer, names_it
):
    earlier = make_draft(
        title_en="Coffee at the harbor",
        description_en="First.\n\nSecond.",
        capacity=30,
        holds_submissions=True,
        roster=["Sgt. Bo Sample", "Officer Ana Example"],
        starts_at=START,
    )
    if names_it:
        make_event()
    theirs = make_event(agency=make_agency())

    new = "/staff/events/new"
    page = plain_organizer.get(f"{new}?from={earlier.id}" if names_it else new)
    assert "Coffee at the harbor" in page.text("#event-form")
    assert earlier.venue.name in [option["value"] for option in page.select("#venue-names option")]
    shown, path = as_shown(page), page.one("#event-form")["action"]
    assert (shown["date"], shown["start_time"], shown["end_time"]) == ("", "12:30", "14:00")
    assert plain_organizer.post(path, **shown).one("#event-form")["action"] == path
    plain_organizer.post(path, **{**shown, "date": "2027-05-20"})

    copy = all_of(Event)[-1]
    assert (copy.title_en, copy.title_es) == (earlier.title_en, earlier.title_es)
    assert (copy.description_en, copy.capacity) == ("First.\n\nSecond.", 30)
    assert (copy.venue_id, copy.holds_submissions) == (earlier.venue_id, True)
    assert [(o.name, o.is_host) for o in copy.roster] == [
        ("Sgt. Bo Sample", True),
        ("Officer Ana Example", False),
    ]
    assert plain_organizer.get(f"{new}?from={theirs.id}").status == 404
