"""What parties ask for reaches the staff, and small numbers single nobody out."""

import pytest

from coffeecop.db import db
from coffeecop.models import Need, Role, RosterEntry, RosterRole, RsvpStatus, SpokenLanguage
from tests.factories import make_event, make_rsvp, sign_in

pytestmark = pytest.mark.both_databases


def ask(event, number, *needs, **values):
    for _ in range(number):
        make_rsvp(event=event, needs=set(needs), **values)


def add_interpreter(event, name, language):
    event.roster.append(RosterEntry(name=name, role=RosterRole.INTERPRETER, languages={language}))
    db.session.commit()


def people(visitor, event):
    return visitor.get(f"/staff/events/{event.id}").texts("#people li")


def test_an_event_says_who_may_come_and_who_waits(plain_officer):
    event = make_event(capacity=9)
    ask(event, 1, party_size=3)
    ask(event, 1, party_size=2)
    ask(event, 1, party_size=4, status=RsvpStatus.WAITING, waiting_since=event.created_at)

    expected = "5 people may come 2 RSVPs 5 of 9 seats taken 1 party on the waitlist"
    assert people(plain_officer, event)[0] == expected


def test_spanish_is_counted_and_the_roster_is_held_against_it(plain_officer):
    event = make_event(roster=["Sgt. Bo Sample"])
    ask(event, 2, Need.SPANISH)
    assert "2 asked for Spanish, nobody assigned" in people(plain_officer, event)

    event.roster[0].languages.add(SpokenLanguage.SPANISH)
    db.session.commit()
    assert "2 asked for Spanish: Sgt. Bo Sample" in people(plain_officer, event)


def test_an_interpreter_who_signs_is_who_was_asked_for(plain_officer):
    event = make_event(roster=["Sgt. Bo Sample"])
    ask(event, 1, Need.SIGN_LANGUAGE)
    assert "1 asked for American Sign Language, nobody assigned" in people(plain_officer, event)

    add_interpreter(event, "Ana Example", SpokenLanguage.SIGN)
    assert "1 asked for American Sign Language: Ana Example" in people(plain_officer, event)


def test_of_many_speakers_three_are_named(plain_officer):
    event = make_event()
    ask(event, 1, Need.SPANISH)
    for name in ("Ana", "Bo", "Cy", "Di", "Eve"):
        add_interpreter(event, name, SpokenLanguage.SPANISH)

    assert "1 asked for Spanish: Ana, Bo, Cy and 2 more" in people(plain_officer, event)


def test_the_plan_tells_it_too_and_leads_to_the_roster(plain_organizer):
    event = make_event(roster=["Sgt. Bo Sample"])
    ask(event, 3, Need.SPANISH)
    ask(event, 1, Need.OTHER_LANGUAGE, other_language="Mixteco")
    ask(event, 1, Need.OTHER_LANGUAGE, other_language="Purépecha")
    add_interpreter(event, "Ana Example", SpokenLanguage.SPANISH)

    page = plain_organizer.get(f"/staff/events/{event.id}/plan")

    assert [line for line in page.texts("main .fact-list li") if "asked for" in line] == [
        "1 asked for Mixteco, nobody assigned",
        "1 asked for another language, nobody assigned",
        "3 asked for Spanish: Ana Example",
    ]
    assert len(page.soup.select(f"li a[href='/staff/events/{event.id}/edit#host']")) == 1
    assert page.has(f"li a[href='/staff/events/{event.id}#people']")
    assert "Purépecha" not in page.body
    form = plain_organizer.get(f"/staff/events/{event.id}/edit")
    assert form.has("fieldset#host")


@pytest.mark.parametrize(
    ("need", "words"),
    [
        (Need.STEP_FREE, "asked for a way in without steps."),
        (Need.CHILD_SEAT, "asked for a child's seat."),
    ],
)
def test_a_small_number_is_told_as_fewer_than_five(plain_officer, need, words):
    event = make_event()
    ask(event, 4, need)
    assert f"Fewer than five {words}" in people(plain_officer, event)

    ask(event, 1, need)
    assert f"5 {words}" in people(plain_officer, event)


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


def test_who_has_cancelled_or_waits_needs_nothing(plain_officer):
    event = make_event()
    ask(event, 1, Need.SPANISH, status=RsvpStatus.CANCELLED, cancelled_at=event.created_at)
    ask(event, 1, Need.CHILD_SEAT, status=RsvpStatus.WAITING, waiting_since=event.created_at)

    assert len(people(plain_officer, event)) == 2


def test_a_past_event_warns_of_nothing(plain_organizer):
    event = make_event(starts_at=make_event().starts_at.replace(year=2025))
    ask(event, 1, Need.SPANISH)

    assert people(plain_organizer, event) == [
        "1 person was expected 1 RSVP Say how many came",
        "1 asked for Spanish",
        "No officer is on the roster.",
    ]
