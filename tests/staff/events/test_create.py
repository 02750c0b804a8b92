from datetime import UTC, datetime

import pytest

from coffeecop.models import AuditAction, Event, Venue
from tests.factories import make_agency, make_draft, make_event, make_venue
from tests.staff.events.form_filling import WRITTEN, new_event
from tests.staff.form_filling import as_shown, whole
from tests.stored import all_of, audited, one_of


def test_an_event_is_planned_as_a_draft_and_previewed(organizer):
    answer = new_event(
        organizer,
        title_es="Café con un policía",
        description_en="Ask anything.\r\n\r\nNo speeches.",
        capacity="40",
        **{
            "roster-0-name": "Ana Example",
            "roster-0-role": "interpreter",
            "roster-0-languages": ["en", "es"],
            "roster-0-other_languages": ["mix", "ase"],
            "roster-1-name": "Sgt. Bo Sample",
            "roster-1-languages": ["en"],
            "host": "1",
        },
    )

    event = one_of(Event)
    assert (answer.status, answer.location) == (303, f"/staff/events/{event.id}/preview")
    assert event.is_draft
    assert event.agency_id == organizer.member.agency_id
    assert event.slug == "coffee-with-a-cop-2027-02-25"
    assert event.title_es == "Café con un policía"
    assert event.description_en == "Ask anything.\n\nNo speeches."
    assert event.starts_at == datetime(2027, 2, 25, 20, 30, tzinfo=UTC)
    assert event.ends_at == datetime(2027, 2, 25, 22, 0, tzinfo=UTC)
    assert event.time_zone == "America/Los_Angeles"
    assert event.capacity == 40
    assert event.venue.address == "1 Sample St., Exampleton"
    assert [(o.name, o.role, o.is_host, o.languages) for o in event.roster] == [
        ("Sgt. Bo Sample", "officer", True, {"en"}),
        ("Ana Example", "interpreter", False, {"en", "es", "mix", "ase"}),
    ]
    assert audited() == [(AuditAction.EVENT_CREATED, organizer.member.id, event.id, None)]


def test_the_form_has_a_place_for_three_officers_and_offers_earlier_venues_and_names(organizer):
    other, harbor = make_agency(), make_venue(name="Harbor Café")
    make_event(agency=other, roster=["Sgt. Elsewhere"])
    for roster in (["Sgt. Bo Sample", "Ana Example"], ["Officer Cy Example", "Sgt. Bo Sample"]):
        make_event(venue=harbor, roster=roster)
    make_venue(name="Misspelt and never used")

    page = organizer.get("/staff/events/new")

    rows = page.select("[name^=roster-][name$=-name]")
    assert [row["list"] for row in rows] == ["roster-names"] * 3
    names = [option["value"] for option in page.select("#roster-names option")]
    assert names == ["Sgt. Bo Sample", "Officer Cy Example", "Ana Example"]
    assert [option["value"] for option in page.select("#venue-names option")] == [harbor.name]


def test_what_is_missing_is_said_beside_its_field(organizer):
    page = new_event(organizer, **dict.fromkeys(WRITTEN, "  "), title_es="Ya escrito")

    assert page.status == 422
    assert page.is_whole is not organizer.htmx
    for field in WRITTEN:
        assert page.has(f"#{field}-error")
        assert page.one(f".error-summary a[href='#{field}']")
    assert page.value("#title_es") == "Ya escrito"
    assert all_of(Event) == []


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"title_en": "x" * 121}, "title_en", "under 120 letters"),
        ({"description_en": "x" * 2001}, "description_en", "under 2000 letters"),
        ({"venue_name": "x" * 121}, "venue_name", "under 120 letters"),
        ({"city": "x" * 81}, "city", "under 80 letters"),
        ({"date": "soon"}, "date", "Choose the date"),
        ({"date": "0001-01-01"}, "date", "Check the year"),
        ({"date": "9999-12-31"}, "date", "Check the year"),
        ({"start_time": "25:00"}, "start_time", "Choose when the event starts"),
        ({"date": "2026-03-08", "start_time": "02:30"}, "start_time", "clocks go forward"),
        ({"end_time": "12:30"}, "end_time", "must end after it starts"),
        ({"time_zone": "Mars/Olympus"}, "time_zone", "valid choice"),
        ({"capacity": "many"}, "capacity", "whole number"),
        ({"capacity": "0"}, "capacity", "from 1 to 10000"),
        ({"capacity": "9999999999"}, "capacity", "from 1 to 10000"),
        ({"capacity": "99999999999999999999"}, "capacity", "whole number"),
        ({"roster-0-name": "x" * 81}, "roster-0-name", "under 80 letters"),
        ({"roster-0-name": "Ana", "roster-2-name": "ana"}, "roster-2-name", "twice"),
        ({"host": "1"}, "roster-1-name", "name of the host"),
        (
            {"roster-1-name": "Bo", "roster-1-role": "partner", "host": "1"},
            "roster-1-role",
            "Only an officer",
        ),
        ({"roster-1-name": "Bo", "roster-1-role": "mayor"}, "roster-1-role", "Invalid"),
        ({"roster-1-other_languages": ["tlh"]}, "roster-1-other_languages", "valid choice"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_kept(plain_organizer, typed, field, words):
    page = new_event(plain_organizer, **typed)

    assert page.status == 422
    assert words in page.text(f"#{field}-error")
    if field in {"date", "start_time", "end_time", "capacity"}:
        assert page.value(f"#{field}") == typed[field]
    assert page.texts(".error-summary a[href]") == [page.text(f".error-summary a[href='#{field}']")]
    assert all_of(Event) == []


def test_there_are_at_most_twelve_officers_and_strange_rows_are_ignored(organizer):
    rows = [*range(15), "²", "9" * 5000, "-1", "x"]

    new_event(organizer, **{f"roster-{row}-name": f"Officer {row}" for row in rows})

    assert {each.name for each in one_of(Event).roster} == {f"Officer {n}" for n in range(12)}


def test_the_same_place_is_one_venue(organizer):
    venue = make_venue(name="Example Café", street="1 Sample St.", city="Exampleton")
    make_event(venue=venue)

    new_event(organizer, street=" 1 Sample St. ")
    new_event(organizer, street="2 Sample St.", date="2027-03-01")

    assert len(all_of(Venue)) == 2
    assert {event.venue_id for event in all_of(Event)} == {venue.id, venue.id + 1}
    assert organizer.member.agency_id == venue.agency_id


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("¡Café con un Policía!", "cafe-con-un-policia-2027-02-25"),
        ("☕", "event-2027-02-25"),
        ("long " * 24, f"{'long-' * 11}long-2027-02-25"),
    ],
)
def test_the_address_is_made_of_title_and_date(plain_organizer, title, slug):
    assert new_event(plain_organizer, title_en=title.strip()).status == 303

    assert one_of(Event).slug == slug


def test_two_events_with_one_title_on_one_day_have_two_addresses(organizer):
    make_event(slug="coffee-with-a-cop-2027-02-25", agency=make_agency())

    for _ in range(2):
        assert new_event(organizer).status == 303

    assert {event.slug for event in all_of(Event)} == {
        f"coffee-with-a-cop-2027-02-25{number}" for number in ("", "-2", "-3")
    }


def test_an_earlier_event_of_the_department_is_copied_without_its_date(organizer):
    earlier = make_draft(
        title_en="Coffee at the harbor",
        description_en="First.\n\nSecond.",
        capacity=30,
        holds_submissions=True,
        roster=["Sgt. Bo Sample", "Officer Ana Example"],
    )

    page = whole(organizer, f"/staff/events/new?from={earlier.id}")
    assert page.text("h1") == "Duplicate an event"
    shown, path = as_shown(page), page.one("#event-form")["action"]
    assert shown["date"] == ""
    assert organizer.post(path, **shown).one("#event-form")["action"] == path
    organizer.post(path, **{**shown, "date": "2027-05-20"})

    copy = all_of(Event)[-1]
    assert (copy.title_en, copy.title_es) == (earlier.title_en, earlier.title_es)
    assert (copy.description_en, copy.capacity) == ("First.\n\nSecond.", 30)
    assert (copy.venue_id, copy.holds_submissions) == (earlier.venue_id, True)
    assert [(o.name, o.is_host) for o in copy.roster] == [
        ("Sgt. Bo Sample", True),
        ("Officer Ana Example", False),
    ]
    theirs = make_event(agency=make_agency())
    assert organizer.get(f"/staff/events/new?from={theirs.id}").status == 404
