from datetime import UTC, datetime

import pytest

from coffeecop.models import AuditAction, EventStatus
from tests.factories import make_draft, make_event, make_rsvp, make_venue
from tests.staff.events.form_filling import WRITTEN, change
from tests.staff.form_filling import arrive, as_shown
from tests.stored import audited, reload

EARLIER = datetime(2027, 7, 1, 19, 30, tzinfo=UTC)


def test_the_form_shows_the_event_as_it_is_and_unchanged_changes_nothing(organizer):
    event = make_event(
        starts_at=EARLIER,
        time_zone="America/New_York",
        description_en="First.\n\nSecond.",
        roster=["Sgt. Bo Sample", "Officer Ana Example"],
        capacity=12,
    )

    shown = as_shown(organizer.get(f"/staff/events/{event.id}/edit"))

    times = (shown["date"], shown["start_time"], shown["end_time"])
    assert times == ("2027-07-01", "15:30", "17:00")
    assert shown["time_zone"] == "America/New_York"
    assert shown["title_en"] == event.title_en
    assert shown["capacity"] == "12"
    assert (shown["roster-0-name"], shown["host"]) == ("Sgt. Bo Sample", "0")
    assert [shown[f"roster-{row}-name"] for row in (2, 3, 4)] == ["", "", ""]
    assert "roster-5-name" not in shown
    assert organizer.post(f"/staff/events/{event.id}", **shown).status == 303
    assert reload(event).sequence == 0
    assert audited() == []


def test_a_change_is_saved_and_audited_from_what_to_what(organizer):
    event = make_event(starts_at=EARLIER)
    before = event.title_es

    answer = change(organizer, event, title_es="", description_en="New words.", capacity="9")

    assert answer.location == f"/staff/events/{event.id}/plan"
    assert "Residents see the change" in arrive(organizer, answer).words
    changed = reload(event)
    assert (changed.title_es, changed.description_en, changed.capacity) == (None, "New words.", 9)
    detail = {
        "title_es": [before, None],
        "description_en": [None, "New words."],
        "capacity": [None, 9],
    }
    assert audited() == [(AuditAction.EVENT_CHANGED, organizer.member.id, event.id, detail)]


@pytest.mark.parametrize(
    ("changes", "sequence"),
    [
        ({"date": "2028-01-05"}, 1),
        ({"start_time": "00:01"}, 1),
        ({"end_time": "23:59"}, 1),
        ({"time_zone": "America/New_York"}, 1),
        ({"venue_name": "Another Café"}, 1),
        ({"street": "9 Other St."}, 1),
        ({"city": "Elsewhere"}, 1),
        ({"title_en": "New title"}, 0),
        ({"capacity": "9"}, 0),
    ],
)
def test_calendars_hear_of_a_new_time_or_place_once_and_the_address_stays(
    plain_organizer, changes, sequence
):
    event = make_event(starts_at=EARLIER, slug="coffee-printed-on-posters")
    fields = as_shown(plain_organizer.get(f"/staff/events/{event.id}/edit")) | changes

    for _ in range(2):
        assert plain_organizer.post(f"/staff/events/{event.id}", **fields).status == 303

    assert reload(event).sequence == sequence
    assert event.slug == "coffee-printed-on-posters"


def test_the_address_follows_a_draft_and_no_calendar_has_to_hear_of_it(organizer):
    event = make_draft(title_en="Coffee", starts_at=EARLIER)

    answer = change(organizer, event, title_en="Tea", date="2027-07-02")
    assert answer.location == f"/staff/events/{event.id}/preview"
    assert (reload(event).slug, event.sequence) == ("tea-2027-07-02", 0)

    change(organizer, event, description_en="Words.")
    assert reload(event).slug == "tea-2027-07-02"


def test_the_roster_can_be_changed_throughout_and_do_without_a_host(organizer):
    event = make_event(roster=["Sgt. Bo Sample", "Officer Ana Example", "Officer Cy Leaving"])

    answer = change(
        organizer,
        event,
        **{
            "roster-0-name": "Officer Ana Example",
            "roster-0-languages": ["es"],
            "roster-1-name": "Sgt. Bo Sample",
            "roster-2-name": "",
            "roster-3-name": "Officer Di New",
        },
    )

    assert answer.status == 303
    changed = reload(event)
    assert [(o.name, o.is_host) for o in changed.roster] == [
        ("Officer Ana Example", True),
        ("Sgt. Bo Sample", False),
        ("Officer Di New", False),
    ]
    assert changed.host.languages == {"es"}
    change(organizer, event, host="")
    assert reload(event).host is None


def test_a_role_is_kept_and_a_change_of_it_is_one(organizer):
    event = make_event(starts_at=EARLIER, roster=["Sgt. Bo Sample", "Ana Example"])
    before = as_shown(organizer.get(f"/staff/events/{event.id}/edit"))
    change(organizer, event, **{"roster-1-role": "interpreter", "roster-1-other_languages": "mix"})
    assert audited()[-1][-1] == {"roster": None}

    page = organizer.get(f"/staff/events/{event.id}/edit")
    assert page.one("#roster-1-role [selected]")["value"] == "interpreter"
    # Who looks for it sees it without opening the list.
    assert "Mixteco" in page.select(".speaks summary")[1].text
    change(organizer, event)
    stale = organizer.post(f"/staff/events/{event.id}", **{**before, "roster-1-name": "Ana"})

    assert "A colleague changed this meanwhile." in stale.words
    assert [(each.name, each.role, each.languages) for each in reload(event).roster] == [
        ("Sgt. Bo Sample", "officer", {"en"}),
        ("Ana Example", "interpreter", {"en", "mix"}),
    ]
    assert len(audited()) == 1


def test_seats_cannot_go_below_those_taken(organizer):
    event = make_event(capacity=10)
    make_rsvp(event=event, party_size=4)

    page = change(organizer, event, capacity="3", title_en="New title")

    assert page.status == 422
    assert page.text("#capacity-error").endswith(
        "4 seats are already taken. Write that number or more."
    )
    assert page.value("#capacity") == "3"
    assert page.value("#title_en") == "New title"
    assert reload(event).title_en != "New title"
    assert change(organizer, event, capacity="4").status == 303
    assert reload(event).capacity == 4


def test_the_old_venue_stays_with_the_events_held_there(organizer):
    venue = make_venue(name="Harbor Café")
    event, other = make_event(venue=venue), make_event(venue=venue)

    change(organizer, event, venue_name="Hill Café")

    assert reload(event).venue.name == "Hill Café"
    assert reload(other).venue.name == "Harbor Café"


def test_a_cancelled_event_is_no_longer_changed(organizer):
    event = make_event(status=EventStatus.CANCELLED)
    written = as_shown(organizer.get("/staff/events/new")) | WRITTEN

    page = organizer.get(f"/staff/events/{event.id}/edit")
    answer = organizer.post(f"/staff/events/{event.id}", **written)

    assert page.location == answer.location == f"/staff/events/{event.id}/plan"
    assert "A colleague did this first." in arrive(organizer, answer).words
    assert reload(event).title_en != WRITTEN["title_en"]
