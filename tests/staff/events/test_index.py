from datetime import UTC, datetime, timedelta

import pytest

from coffeecop.db import now
from coffeecop.models import EventStatus, Role, RsvpStatus
from tests.factories import (
    make_concern,
    make_draft,
    make_event,
    make_past_event,
    make_rsvp,
    make_venue,
    sign_in,
)
from tests.staff.form_filling import whole

pytestmark = pytest.mark.both_databases


def heads(page, css):
    return page.texts(f"{css} .event-head > div")


def test_the_list_tells_drafts_upcoming_past_and_cancelled_apart(organizer):
    draft = make_draft(title_en="The draft")
    upcoming = make_event(
        title_en="The next",
        starts_at=datetime(2099, 2, 27, 4, 30, tzinfo=UTC),
        venue=make_venue(name="Harbor Café", street="5 Pier St.", city="Exampleton"),
    )
    make_rsvp(event=upcoming, party_size=3)
    make_rsvp(event=upcoming, party_size=2)
    make_rsvp(event=upcoming, party_size=9, status=RsvpStatus.CANCELLED, cancelled_at=now())
    make_concern(event=upcoming)
    make_concern(event=upcoming, is_complaint=True)
    make_event(title_en="The cancelled", status=EventStatus.CANCELLED, starts_at=upcoming.ends_at)
    make_past_event(title_en="The last")

    page = whole(organizer, "/staff/events")

    (head,) = heads(page, "[aria-labelledby=drafts-heading]")
    assert head.startswith("Draft The draft")
    next_one, cancelled = heads(page, "[aria-labelledby=upcoming-heading]")
    assert next_one.startswith("In ")
    assert cancelled.startswith("Cancelled The cancelled")
    assert heads(page, "#past")[0].startswith("Over The last")
    words = page.texts("[aria-labelledby=upcoming-heading] li")[0]
    assert "Thursday, February 26, 2099" in words
    assert "Harbor Café, 5 Pier St., Exampleton" in words
    assert "5 people may come, 1 concern" in words
    links = [link["href"] for link in page.select(".event-list h3 a")]
    assert links[:2] == [f"/staff/events/{draft.id}", f"/staff/events/{upcoming.id}"]


def test_past_events_come_twenty_a_page(organizer):
    for days in range(21):
        make_event(title_en=f"Past {days}", starts_at=now() - timedelta(days=days + 1))

    first, second, beyond = (organizer.get(f"/staff/events?page={page}") for page in (1, 2, 99))

    assert len(first.select("#past h3")) == 20
    assert second.texts("#past h3") == ["Past 20"]
    assert beyond.status == 200
    assert beyond.text("#past-heading") == "Past"
    assert not beyond.has("#past h3")


@pytest.mark.parametrize(("role", "leads_on"), [(Role.ORGANIZER, True), (Role.OFFICER, False)])
def test_without_events_organizers_plan_the_first_and_others_read_who_does(visitor, role, leads_on):
    sign_in(visitor, role)

    page = whole(visitor, "/staff/events")

    assert page.has(".empty-state a[href='/staff/events/new']") is leads_on
    assert ("organizer" in page.text(".empty-state")) is not leads_on
