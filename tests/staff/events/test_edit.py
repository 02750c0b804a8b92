from datetime import UTC, datetime

import pytest

from coffeecop.db import db, now
from coffeecop.mail.recipients import recipient_key
from coffeecop.models import AuditAction
from coffeecop.staff.events.forms import PARTS
from tests.factories import make_draft, make_event, make_mail, make_rsvp, make_venue
from tests.staff.events.form_filling import change, part_path
from tests.staff.form_filling import arrive, as_shown
from tests.stored import audited, reload

EARLIER = datetime(2027, 7, 1, 19, 30, tzinfo=UTC)


def test_each_form_shows_its_part_as_it_is_and_unchanged_changes_nothing(organizer):
    event = make_event(
        starts_at=EARLIER,
        time_zone="America/New_York",
        description_en="First.\n\nSecond.",
        roster=["Sgt. Bo Sample", "Officer Ana Example"],
        capacity=12,
        holds_submissions=True,
    )
    shown = {}
    for part in PARTS:
        path = f"/staff/events/{event.id}/edit/{part}"
        fields = as_shown(organizer.get(path))
        assert organizer.post(path, **fields).status == 303
        shown |= fields

    times = (shown["date"], shown["start_time"], shown["end_time"])
    assert times == ("2027-07-01", "15:30", "17:00")
    assert shown["time_zone"] == "America/New_York"
    assert shown["title_en"] == event.title_en
    assert shown["capacity"] == "12"
    assert shown["holds_submissions"] == ["y"]
    assert shown["roster"] == "Sgt. Bo Sample, host\nOfficer Ana Example"
    assert reload(event).sequence == 0
    assert audited() == []
    assert organizer.get(f"/staff/events/{event.id}/edit/nothing").status == 404


def test_a_change_is_saved_and_audited_from_what_to_what(organizer):
    event = make_event(starts_at=EARLIER)
    before = event.title_es

    answer = change(organizer, event, title_es="", description_en="New words.")

    assert answer.location == f"/staff/events/{event.id}"
    assert "Residents see the change" in arrive(organizer, answer).words
    changed = reload(event)
    assert (changed.title_es, changed.description_en) == (None, "New words.")
    detail = {"title_es": [before, None], "description_en": [None, "New words."]}
    assert audited() == [(AuditAction.EVENT_CHANGED, organizer.member.id, event.id, detail)]


@pytest.mark.parametrize(
    ("url", "email", "mails", "told"),
    [
        ("smtp://localhost", "pat@example.org", 0, "1 person gets an e-mail about it."),
        # Nobody has used a link in these two, so no more go there.
        ("smtp://localhost", "pat@example.org", 2, "Nobody gets an e-mail about it, so tell"),
        ("smtp://localhost", None, 0, "Nobody gets an e-mail about it, so tell"),
        (None, "pat@example.org", 0, "No mail server is set up, so mail waits."),
    ],
)
def test_who_moves_an_event_reads_how_many_are_told(
    app, monkeypatch, plain_organizer, url, email, mails, told
):
    monkeypatch.setitem(app.config, "SMTP_URL", url)
    event = make_event()
    make_rsvp(event=event, contact={"email": email} if email else None)
    for _ in range(mails):
        make_mail(email, recipient_key=recipient_key(email), sent_at=now())

    answer = change(plain_organizer, event, start_time="11:00", end_time="12:00")

    assert told in arrive(plain_organizer, answer).text("[role=status]")


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"title_en": "x" * 121}, "title_en", "under 120 letters"),
        ({"description_en": "x" * 2001}, "description_en", "under 2000 letters"),
        ({"capacity": "many"}, "capacity", "whole number"),
        ({"capacity": "0"}, "capacity", "from 1 to 10000"),
        ({"capacity": "9999999999"}, "capacity", "from 1 to 10000"),
        ({"capacity": "99999999999999999999"}, "capacity", "whole number"),
        ({"roster": "Bo, mayor"}, "roster", "“mayor” after Bo"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_kept(plain_organizer, typed, field, words):
    event = make_event()

    page = change(plain_organizer, event, **typed)

    assert page.status == 422
    assert words in page.text(f"#{field}-error")
    if field == "capacity":
        assert page.value("#capacity") == typed["capacity"]
    assert page.texts(".error-summary a[href]") == [page.text(f".error-summary a[href='#{field}']")]
    assert audited() == []


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
    path = part_path(event, **changes)
    fields = as_shown(plain_organizer.get(path)) | changes

    for _ in range(2):
        assert plain_organizer.post(path, **fields).status == 303

    assert reload(event).sequence == sequence
    assert event.slug == "coffee-printed-on-posters"


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("¡Café con un Policía!", "cafe-con-un-policia-2027-07-01"),
        ("☕", "event-2027-07-01"),
        ("long " * 24, f"{'long-' * 11}long-2027-07-01"),
    ],
)
def test_the_address_of_a_draft_follows_its_title_and_no_calendar_has_to_hear(
    plain_organizer, title, slug
):
    event = make_draft(title_en="Coffee", starts_at=EARLIER)

    answer = change(plain_organizer, event, title_en=title.strip())

    assert answer.location == f"/staff/events/{event.id}"
    assert (reload(event).slug, event.sequence) == (slug, 0)
    change(plain_organizer, event, date="2027-07-02")
    assert reload(event).slug == slug.replace("07-01", "07-02")


def test_seats_cannot_go_below_those_taken(organizer):
    event = make_event(capacity=10)
    make_rsvp(event=event, party_size=4)

    page = change(organizer, event, capacity="3")

    assert page.status == 422
    assert page.text("#capacity-error").endswith(
        "4 seats are already taken. Write that number or more."
    )
    assert page.value("#capacity") == "3"
    assert change(organizer, event, capacity="4").status == 303
    assert reload(event).capacity == 4


def test_the_old_venue_stays_with_the_events_held_there(organizer):
    venue = make_venue(name="Harbor Café")
    event, other = make_event(venue=venue), make_event(venue=venue)

    change(organizer, event, venue_name="Hill Café")

    assert reload(event).venue.name == "Hill Café"
    assert reload(other).venue.name == "Harbor Café"


def test_of_a_cancelled_event_only_what_happens_to_new_concerns_is_changed(organizer):
    event = make_event(title_en="Coffee")
    path = part_path(event, title_en="")
    shown = as_shown(organizer.get(path))
    reload(event).cancel(by=organizer.member)
    db.session.commit()

    page, answer = organizer.get(path), organizer.post(path, **{**shown, "title_en": "Tea"})

    assert page.location == answer.location == f"/staff/events/{event.id}"
    assert "A colleague did this first." in arrive(organizer, answer).words
    assert reload(event).title_en == "Coffee"
    # Residents may still write to it.
    assert change(organizer, event, holds_submissions="y").status == 303
    assert reload(event).holds_submissions
