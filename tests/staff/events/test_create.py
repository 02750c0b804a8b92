from datetime import UTC, datetime

import pytest

from coffeecop.models import AuditAction, Event, EventStatus, Language, Venue
from tests.factories import HOUR, make_agency, make_draft, make_event, make_venue
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
            "roster-0-name": "Officer Ana Example",
            "roster-0-languages": ["en", "es"],
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
    assert [(o.name, o.is_host, o.languages) for o in event.roster] == [
        ("Sgt. Bo Sample", True, {Language.ENGLISH}),
        ("Officer Ana Example", False, {Language.ENGLISH, Language.SPANISH}),
    ]
    assert audited() == [(AuditAction.EVENT_CREATED, organizer.member.id, event.id, None)]


def test_the_least_that_an_event_needs(organizer):
    assert new_event(organizer).status == 303

    event = one_of(Event)
    assert (event.title_es, event.description_en, event.capacity) == (None, None, None)
    assert event.roster == []


def test_the_form_is_reached_and_has_a_place_for_three_officers(organizer):
    page = organizer.get("/staff/events/new")

    assert page.status == 200
    assert len(page.soup.select("[name^=roster-][name$=-name]")) == 3
    assert page.value("#time_zone [selected]") == "America/Los_Angeles"


@pytest.mark.parametrize("field", WRITTEN)
def test_what_is_missing_is_said_beside_its_field(organizer, field):
    page = new_event(organizer, **{field: "  ", "title_es": "Ya escrito"})

    assert page.status == 422
    assert page.is_whole is not organizer.htmx
    assert page.has(f"#{field}-error")
    assert page.one(f".error-summary a[href='#{field}']")
    assert page.value("#title_es") == "Ya escrito"
    assert all_of(Event) == []


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("title_en", "x" * 121, "under 120 letters"),
        ("description_en", "x" * 2001, "under 2000 letters"),
        ("venue_name", "x" * 121, "under 120 letters"),
        ("city", "x" * 81, "under 80 letters"),
        ("date", "soon", "Choose the date"),
        ("date", "0001-01-01", "Check the year"),
        ("date", "9999-12-31", "Check the year"),
        ("start_time", "25:00", "Choose when the event starts"),
        ("end_time", "12:30", "must end after it starts"),
        ("end_time", "09:00", "must end after it starts"),
        ("time_zone", "Mars/Olympus", "valid choice"),
        ("capacity", "many", "whole number"),
        ("capacity", "0", "from 1 to 10000"),
        ("capacity", "9999999999", "from 1 to 10000"),
        ("capacity", "99999999999999999999", "whole number"),
        ("roster-0-name", "x" * 81, "under 80 letters"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_kept(plain_organizer, field, value, words):
    page = new_event(plain_organizer, **{field: value})

    assert page.status == 422
    assert words in page.text(f"#{field}-error")
    if field != "time_zone":
        assert page.value(f"#{field}") == value


@pytest.mark.parametrize(
    ("day", "clock", "zone"),
    [
        ("2026-03-08", "02:30", "America/Los_Angeles"),
        ("2026-03-08", "02:00", "America/New_York"),
        ("2026-03-08", "02:59", "America/New_York"),
        ("2026-03-29", "01:30", "Europe/London"),
        ("2026-10-04", "02:15", "Australia/Lord_Howe"),
    ],
)
def test_a_time_that_the_clocks_skip_is_an_error_beside_the_field(organizer, day, clock, zone):
    page = new_event(organizer, date=day, start_time=clock, time_zone=zone)

    assert page.status == 422
    assert "clocks go forward" in page.text("#start_time-error")
    assert not page.has("#end_time-error")


def test_an_event_across_the_night_when_clocks_go_forward_lasts_as_long_as_it_does(organizer):
    new_event(organizer, date="2026-03-08", start_time="01:30", end_time="03:30")

    event = one_of(Event)
    assert event.ends_at - event.starts_at == HOUR


def test_a_time_zone_can_be_chosen(organizer):
    new_event(organizer, time_zone="Pacific/Honolulu")

    assert one_of(Event).starts_at == datetime(2027, 2, 25, 22, 30, tzinfo=UTC)


def test_an_officer_named_twice_is_an_error_beside_the_second(organizer):
    page = new_event(
        organizer,
        **{"roster-0-name": "Officer Ana Example", "roster-2-name": "officer ana example"},
    )

    assert page.status == 422
    assert "twice" in page.text("#roster-2-name-error")
    assert page.one(".error-summary a[href='#roster-2-name']")
    assert page.value("#roster-0-name") == "Officer Ana Example"


def test_a_host_has_a_name(organizer):
    page = new_event(organizer, host="1")

    assert page.status == 422
    assert "name of the host" in page.text("#roster-1-name-error")


def test_partners_have_a_role_and_speak_more_languages(organizer):
    new_event(
        organizer,
        **{
            "roster-0-name": "Ana Example",
            "roster-0-role": "interpreter",
            "roster-0-languages": ["es"],
            "roster-0-other_languages": ["mix", "ase"],
            "roster-1-name": "Sgt. Bo Sample",
            "host": "1",
        },
    )

    assert [(each.name, each.role, each.languages) for each in one_of(Event).roster] == [
        ("Sgt. Bo Sample", "officer", {"en"}),
        ("Ana Example", "interpreter", {"es", "mix", "ase"}),
    ]


@pytest.mark.parametrize("role", ["interpreter", "social_worker", "animal_control", "partner"])
def test_only_an_officer_can_be_the_host(organizer, role):
    row = {"roster-1-name": "Ana Example", "roster-1-role": role, "host": "1"}
    page = new_event(organizer, **row)

    assert page.status == 422
    assert "Only an officer can be the host." in page.text("#roster-1-role-error")
    assert page.one(".error-summary a[href='#roster-1-role']")
    assert page.one("#roster-1-role [selected]")["value"] == role
    assert all_of(Event) == []


@pytest.mark.parametrize(
    "field", [{"roster-0-role": "mayor"}, {"roster-0-other_languages": ["tlh"]}]
)
def test_a_role_or_a_language_that_is_not_offered_is_refused(plain_organizer, field):
    assert new_event(plain_organizer, **{"roster-0-name": "Ana Example", **field}).status == 422
    assert all_of(Event) == []


def test_names_of_earlier_rosters_are_offered_the_latest_first(organizer):
    make_event(agency=make_agency(), roster=["Sgt. Elsewhere"])
    for roster in (["Sgt. Bo Sample", "Ana Example"], ["Officer Cy Example", "Sgt. Bo Sample"]):
        make_event(roster=roster)

    page = organizer.get("/staff/events/new")

    offered = [option["value"] for option in page.soup.select("#roster-names option")]
    assert offered == ["Sgt. Bo Sample", "Officer Cy Example", "Ana Example"]
    assert page.one("#roster-0-name")["list"] == "roster-names"


def test_there_are_at_most_twelve_officers(organizer):
    new_event(organizer, **{f"roster-{row}-name": f"Officer {row}" for row in range(15)})

    assert len(one_of(Event).roster) == 12


@pytest.mark.parametrize("row", ["²", "9" * 5000, "-1", "x"])
def test_a_strange_row_is_ignored(plain_organizer, row):
    assert new_event(plain_organizer, **{f"roster-{row}-name": "Nobody"}).status == 303
    assert one_of(Event).roster == []


def test_the_same_place_is_one_venue(organizer):
    venue = make_venue(name="Example Café", street="1 Sample St.", city="Exampleton")
    make_event(venue=venue)

    new_event(organizer, street=" 1 Sample St. ")
    new_event(organizer, street="2 Sample St.", date="2027-03-01")

    assert len(all_of(Venue)) == 2
    assert {event.venue_id for event in all_of(Event)} == {venue.id, venue.id + 1}
    assert organizer.member.agency_id == venue.agency_id


def test_earlier_venues_are_offered(organizer):
    make_event(venue=make_venue(name="Harbor Café"))
    make_event(venue=make_venue(name="Theirs", agency=(other := make_agency())), agency=other)
    make_venue(name="Misspelt and never used")

    page = organizer.get("/staff/events/new")

    offered = [option["value"] for option in page.soup.select("#venue-names option")]
    assert offered == ["Harbor Café"]


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


def test_an_earlier_event_is_copied_without_its_date(organizer):
    earlier = make_event(
        title_en="Coffee at the harbor",
        description_en="First.\n\nSecond.",
        capacity=30,
        roster=["Sgt. Bo Sample", "Officer Ana Example"],
    )

    shown = as_shown(organizer.get(f"/staff/events/new?from={earlier.id}"))
    answer = organizer.post("/staff/events", **{**shown, "date": "2027-05-20"})

    assert shown["date"] == ""
    assert answer.status == 303
    copy = one_of(Event, status=EventStatus.DRAFT)
    assert (copy.title_en, copy.title_es) == (earlier.title_en, earlier.title_es)
    assert (copy.description_en, copy.capacity) == ("First.\n\nSecond.", 30)
    assert copy.venue_id == earlier.venue_id
    assert [(o.name, o.is_host) for o in copy.roster] == [
        ("Sgt. Bo Sample", True),
        ("Officer Ana Example", False),
    ]


def test_a_draft_is_duplicated_too_with_the_review_of_its_concerns(organizer):
    draft = make_draft(title_en="Coffee at the harbor", holds_submissions=True)

    page = whole(organizer, f"/staff/events/new?from={draft.id}")
    assert page.text("h1") == "Duplicate an event"
    assert "Everything is kept but the date." in page.words
    path = page.one("#event-form")["action"]
    failed = organizer.post(path, **as_shown(page))
    assert failed.one("#event-form")["action"] == path
    organizer.post(path, **{**as_shown(page), "date": "2027-05-20"})

    copy = all_of(Event)[-1]
    assert (copy.title_en, copy.holds_submissions) == ("Coffee at the harbor", True)


def test_an_event_of_another_agency_cannot_be_copied(organizer):
    theirs = make_event(agency=make_agency())

    assert organizer.get(f"/staff/events/new?from={theirs.id}").status == 404
