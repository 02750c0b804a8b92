"""After the event staff write about how many came."""

from datetime import timedelta

from coffeecop.db import now
from coffeecop.models import Arrival, CountedBy, EventStatus
from coffeecop.parts.arrivals.counting import ArrivalAction
from tests.factories import make_draft, make_event, make_past_event, make_rsvp, save
from tests.stored import audit_entries, reload


def write(visitor, event, heads):
    return visitor.post(f"/staff/events/{event.id}/heads", heads=heads)


def test_the_number_is_stored_with_who_and_when_and_can_be_changed(officer, event):
    before = now()

    for heads in ("0", "25", "25"):
        assert write(officer, event, heads).location == f"/staff/events/{event.id}"

    stored = reload(event)
    assert (stored.heads_counted, stored.heads_counted_by_id) == (25, officer.member.id)
    assert before <= stored.heads_counted_at <= now()
    log = audit_entries(ArrivalAction.HEADS_COUNTED)
    assert [entry.details["heads"] for entry in log] == [[None, 0], [0, 25]]


def test_what_was_tapped_stands_in_the_box_and_then_what_was_written(plain_officer, event):
    save(Arrival(event_id=event.id, form_key_hash="1", people=7, counted_by=CountedBy.DOOR))
    path = f"/staff/events/{event.id}/arrivals"

    page = plain_officer.get(path)
    assert page.value("#heads") == "7"
    assert page.text(".head-count") == "7 counted: 0 by officers, 7 at the door"
    write(plain_officer, event, "25")

    assert plain_officer.get(path).value("#heads") == "25"


def test_the_event_never_says_that_nobody_came_where_heads_were_counted(plain_officer, event):
    page = f"/staff/events/{event.id}"
    assert "No RSVPs" in plain_officer.get(page).text("#people")

    save(Arrival(event_id=event.id, form_key_hash="1", people=8, counted_by=CountedBy.DOOR))

    told = plain_officer.get(page).text("#people")
    assert told.count("8 people were counted.") == 1
    assert "No RSVPs" not in told


def test_before_the_event_or_without_one_it_is_refused(plain_officer):
    begins_soon = make_event(starts_at=now() + timedelta(minutes=5))
    draft = make_draft(starts_at=now() - timedelta(hours=1))
    cancelled = make_event(starts_at=now() - timedelta(hours=1), status=EventStatus.CANCELLED)

    for event in (begins_soon, draft, cancelled):
        page = write(plain_officer, event, "25")
        assert "Write this once the event has begun." in page.refused("[role=alert]")
        assert not page.has("#heads-form")
        assert reload(event).heads_counted is None


def test_the_event_tells_it_beside_who_had_said_they_would_come(plain_officer):
    event = make_past_event()
    make_rsvp(event=event, party_size=12)
    assert "Say how many came" in plain_officer.get(f"/staff/events/{event.id}").text("#people")

    page = plain_officer.follow(write(plain_officer, event, "25"))

    people = page.text("#people")
    assert "About 25 came, counted by Sgt. Sample on" in people
    assert "12 had said they would come." in people
    assert "about 25 came" in plain_officer.get("/staff/events").text("#past")
