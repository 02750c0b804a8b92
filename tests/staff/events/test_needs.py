"""What parties ask for reaches those who must meet it."""

import pytest

from coffeecop.db import db
from coffeecop.models import Need, Role, RosterEntry, RosterRole, RsvpStatus, SpokenLanguage
from tests.factories import make_event, make_rsvp, sign_in
from tests.of_parts import turn_parts_off

pytestmark = pytest.mark.both_databases


def ask(event, number, *needs, **values):
    for _ in range(number):
        make_rsvp(event=event, needs=set(needs), **values)


def people(visitor, event):
    return visitor.get(f"/staff/events/{event.id}").texts("#people li")


def test_an_event_says_who_may_come_and_what_they_need(plain_officer):
    event = make_event(capacity=20)
    ask(event, 4, Need.STEP_FREE, party_size=2)
    ask(event, 5, Need.CHILD_SEAT)
    ask(event, 1, Need.STEP_FREE, status=RsvpStatus.NO_SEAT)
    ask(event, 1, Need.STEP_FREE, status=RsvpStatus.CANCELLED, cancelled_at=event.created_at)

    assert people(plain_officer, event)[:2] == [
        "13 people may come 9 RSVPs 13 of 20 seats taken",
        "4 asked for a way in without steps. 5 asked for a child's seat.",
    ]


def test_a_language_that_nobody_speaks_leads_to_the_roster_alone(plain_organizer):
    event = make_event(roster=["Sgt. Bo Sample"])
    ask(event, 3, Need.SPANISH)
    ask(event, 1, Need.OTHER_LANGUAGE, other_language="Mixteco")
    ask(event, 1, Need.OTHER_LANGUAGE, other_language="Purépecha")
    for name in ("Ana", "Bo", "Cy", "Di", "Eve"):
        languages = {SpokenLanguage.SPANISH}
        event.roster.append(
            RosterEntry(name=name, role=RosterRole.INTERPRETER, languages=languages)
        )
    db.session.commit()

    page = plain_organizer.get(f"/staff/events/{event.id}")

    assert [line for line in page.texts("#people li") if "asked for" in line] == [
        "1 asked for Mixteco, nobody assigned",
        "1 asked for another language, nobody assigned Purépecha",
        "3 asked for Spanish: Ana, Bo, Cy and 2 more",
    ]
    # And the line of who is there.
    links = page.select(f"#people a[href='/staff/events/{event.id}/edit/roster']")
    assert [link.text.strip() for link in links][2:] == ["Change: Who is there"]


def test_the_languages_that_people_wrote_are_for_organizers(plain_visitor):
    event = make_event()
    ask(event, 2, Need.OTHER_LANGUAGE, other_language="Purépecha")
    ask(event, 1, Need.OTHER_LANGUAGE, Need.STEP_FREE, other_language="purépecha")
    ask(event, 1, Need.OTHER_LANGUAGE, other_language="<b>Nahuatl</b>")
    ask(event, 1, Need.OTHER_LANGUAGE, other_language="Mixteco bajo")

    sign_in(plain_visitor, Role.OFFICER)
    page = plain_visitor.get(f"/staff/events/{event.id}")
    assert "4 asked for another language, nobody assigned An organizer can see which." in (
        page.text("#people")
    )
    assert "1 asked for Mixteco, nobody assigned" in page.text("#people")
    assert "bajo" not in page.body
    assert "Purépecha" not in page.body

    sign_in(plain_visitor, Role.ORGANIZER)
    page = plain_visitor.get(f"/staff/events/{event.id}")
    assert page.texts("#people [hx-ignore]") == ["Mixteco bajo", "<b>Nahuatl</b>, Purépecha"]


def test_a_past_event_warns_of_nothing(plain_organizer):
    event = make_event(starts_at=make_event().starts_at.replace(year=2025))
    ask(event, 1, Need.SPANISH)
    turn_parts_off(event.agency)

    assert people(plain_organizer, event) == [
        "1 person was expected 1 RSVP",
        "1 asked for Spanish",
        "No officer is on the roster. Add : Who is there",
    ]
