"""Who may come to the next event, and whether somebody speaks their languages."""

import pytest

from coffeecop.db import now
from coffeecop.models import Need, Role, RsvpStatus
from tests.factories import make_event, make_rsvp, save, sign_in


def rsvp(event, *needs, **values):
    save(make_rsvp(event=event, **values), needs=set(needs))


@pytest.mark.parametrize(("role", "is_led_on"), [(Role.ORGANIZER, True), (Role.OFFICER, False)])
def test_who_may_come_is_told_and_a_language_that_nobody_speaks(plain_visitor, role, is_led_on):
    sign_in(plain_visitor, role)
    event = make_event(roster=["Sgt. Example"])
    for _ in range(3):
        rsvp(event, Need.SPANISH, Need.STEP_FREE, party_size=2)
    rsvp(event, Need.OTHER_LANGUAGE, other_language="Purépecha")
    rsvp(event, Need.SPANISH, status=RsvpStatus.CANCELLED, cancelled_at=now())
    rsvp(event, Need.SPANISH, status=RsvpStatus.NO_SEAT)

    page = plain_visitor.get("/staff")

    told = page.text(".plan")
    assert "7 people may come (4 RSVPs)" in told
    assert "3 asked for Spanish, nobody assigned" in told
    assert "1 asked for another language, nobody assigned" in told
    assert page.has(f".plan a[href='/staff/events/{event.id}/edit/roster']") is is_led_on
    assert page.has(f".plan a[href='/staff/events/{event.id}#people']")
    assert "Purépecha" not in page.body
