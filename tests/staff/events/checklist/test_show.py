"""What to do for an event, by when, and why a line is ticked."""

import pytest

from coffeecop.models import ChecklistTick, EventStatus, Kind, MatterState, Role
from coffeecop.models.checklist import ChecklistStep as Step
from tests.factories import (
    counted,
    make_checklist,
    make_concern,
    make_event,
    make_matter,
    make_message,
    make_staff,
    save,
    sign_in,
)
from tests.of_parts import turn_parts_off
from tests.staff.events.checklist.conftest import DAY, NOON


def open_checklist(visitor, event):
    return visitor.get(f"/staff/events/{event.id}")


def texts(page):
    return page.texts("#checklist li")


def test_each_line_says_when_it_is_due_or_who_ticked_it_and_leads_to_where_it_is_done(
    plain_organizer, event, items
):
    turn_parts_off(event.agency)
    event.poster_printed_at = NOON - 2 * DAY
    tick = {"event_id": event.id, "item_id": items[Step.ONLINE].id, "ticked_at": NOON - DAY}
    save(ChecklistTick(**tick, ticked_by_id=make_staff(name="Officer Luz").id))

    turn_parts_off(event.agency)

    page = open_checklist(plain_organizer, event)

    assert texts(page) == [
        "Agree on the venue 20 days late",
        "Name the host 13 days late",
        "Put the poster up Printed 2 days ago, 6 days late",
        "Post it online Officer Luz, Feb 21",
        "If council members come, ask the attorney due tomorrow",
        "Print the concern cards due Saturday, Feb 27",
        "Brief the officers at roll call due Monday, Mar 1",
        "Say about how many came due Wednesday, Mar 3",
        "Answer those who asked due Tuesday, Mar 9",
        "Say what came of it due Tuesday, Mar 16 Nothing to say",
    ]
    assert page.has("[aria-label='Untick: Post it online']")
    assert "1 of 10 done" in page.words
    own = f"/staff/events/{event.id}"
    assert [link["href"] for link in page.select("#checklist li a")] == [
        f"{own}/edit/when-and-where#venue_name",
        f"{own}/edit/roster",
        f"{own}/briefing",
        f"/staff/concerns?event={event.id}&waiting=1",
        f"/staff/matters?event={event.id}",
    ]


@pytest.mark.parametrize(
    ("role", "may_change_it", "may_edit"),
    [(Role.ADMIN, True, False), (Role.ORGANIZER, True, True), (Role.OFFICER, False, False)],
)
def test_who_may_change_the_list_or_the_event_is_led_there(
    plain_visitor, event, role, may_change_it, may_edit
):
    sign_in(plain_visitor, role)

    page = open_checklist(plain_visitor, event)

    assert (
        page.has("#checklist a[href='/staff/settings?open=checklist#checklist']") is may_change_it
    )
    assert page.has("#checklist a[href$='/edit/roster']") is may_edit


@pytest.mark.parametrize(
    ("ahead", "words"), [(15, "due tomorrow"), (14, "due today"), (13, "1 day late")]
)
def test_near_days_have_words_of_their_own(plain_officer, items, ahead, words):
    event = make_event(starts_at=NOON + ahead * DAY, created_at=NOON - 90 * DAY)

    assert texts(open_checklist(plain_officer, event))[2] == f"Put the poster up {words}"


def test_what_is_near_stands_first_or_else_what_comes_next(plain_officer, items, event):
    in_sight = "#checklist > .checklist li"
    assert open_checklist(plain_officer, event).texts(in_sight) == [
        "Agree on the venue 20 days late",
        "Name the host 13 days late",
        "Put the poster up 6 days late",
    ]
    far = make_event(starts_at=NOON + 80 * DAY)

    assert open_checklist(plain_officer, far).texts(in_sight) == [
        "Agree on the venue due Thursday, Apr 15"
    ]


def test_what_ticks_itself_says_why_and_cannot_be_unticked(plain_officer, clock, items):
    member = plain_officer.member
    event = make_event(roster=["Lt. Sample"], starts_at=NOON - 3 * DAY, **counted(25))
    make_matter(event=event, said=MatterState.DONE, is_public=True)
    make_message(make_concern(event=event, kind=Kind.QUESTION), by=member)

    page = open_checklist(plain_officer, event)

    # Nobody is asked for what had to be done before.
    assert texts(page) == [
        "Name the host Lt. Sample is the host",
        "Say about how many came About 25 came",
        "Answer those who asked 1 asked. Answered in writing: 1",
        "Say what came of it 1 is on the page of the event",
    ]
    assert not page.has("#checklist button")


def test_who_runs_events_may_say_that_there_is_nothing_to_say(plain_organizer, clock, items):
    event = make_event(starts_at=NOON - 3 * DAY)
    item = items[Step.PUBLISHED]
    address = f"/staff/events/{event.id}/checklist/{item.id}"
    organizer = plain_organizer.member

    def line():
        page = open_checklist(plain_organizer, event)
        return next(each for each in texts(page) if each.startswith("Say what came"))

    assert line() == "Say what came of it due Friday, Mar 5 Nothing to say"
    plain_organizer.post(address, done="yes")
    assert line().startswith(f"Say what came of it Nothing to say: {organizer.name}, Feb 22")
    assert plain_organizer.get(f"/staff/events/{event.id}").text("main .button") != ""
    plain_organizer.post(address, done="no")
    sign_in(plain_organizer, Role.OFFICER)
    assert line() == "Say what came of it due Friday, Mar 5"
    plain_organizer.post(address, done="yes")
    assert line() == "Say what came of it due Friday, Mar 5"


def test_a_cancelled_event_and_one_without_a_checklist_have_nothing_to_tick(plain_officer, clock):
    assert not open_checklist(plain_officer, make_event()).has("#checklist")
    make_checklist()
    event = make_event(status=EventStatus.CANCELLED, starts_at=NOON + DAY)

    assert not open_checklist(plain_officer, event).has("#checklist")
