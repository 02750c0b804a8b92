"""Who may come to the next event, and whether somebody speaks their languages."""

import pytest

from coffeecop.db import db, now
from coffeecop.models import Language, Need, Role, RsvpStatus
from tests.factories import make_event, make_rsvp, sign_in


def rsvp(event, *needs, **values):
    make_rsvp(event=event, **values).needs = set(needs)
    db.session.commit()


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


def test_of_many_languages_those_that_nobody_speaks_come_first_and_the_rest_is_a_tap_away(
    plain_officer,
):
    event = make_event(roster=["Sgt. Example"])
    event.roster[0].languages = {Language.ENGLISH, Language.SPANISH}
    rsvp(event, Need.SPANISH, Need.SIGN_LANGUAGE)
    for words in ("Mixteco", "Farsi"):
        rsvp(event, Need.OTHER_LANGUAGE, other_language=words)

    page = plain_officer.get("/staff")

    lines = page.texts(".plan li")
    assert "asked for Spanish" not in page.text(".plan")
    assert (len(lines), lines[-1]) == (4, "2 more languages")
    assert page.one(".plan li:last-child a")["href"] == f"/staff/events/{event.id}#people"
