"""When each line of a checklist is due, and what is known to be done."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from coffeecop.db import db, now
from coffeecop.models import ChecklistItem, ChecklistTick, Event, EventStatus, Kind, MatterState
from coffeecop.models.checklist import ChecklistStep as Step
from coffeecop.models.checklist import checklists_of, read_checklists
from coffeecop.models.event import last_event_id, soonest_event_id
from tests.factories import (
    counted,
    make_agency,
    make_checklist,
    make_concern,
    make_draft,
    make_event,
    make_matter,
    make_message,
    make_past_event,
    make_staff,
    save,
    say_of,
    the_agency,
)

PACIFIC = ZoneInfo("America/Los_Angeles")
DAY = timedelta(days=1)
LONG_AGO = datetime(2026, 1, 1, tzinfo=PACIFIC)
EVENT = datetime(2027, 3, 20, 9, tzinfo=PACIFIC)


@pytest.fixture
def items(app):
    return make_checklist()


def checklist(event):
    db.session.expire_all()
    (found,) = read_checklists(checklists_of(Event.id == event.id))
    return found


def lines(event):
    return {line.item.step: line for line in checklist(event).lines}


def planned(starts_at=EVENT, **values):
    """Make an event that was planned long before it."""
    return make_event(**{"starts_at": starts_at, "created_at": LONG_AGO, **values})


def tick(event, item):
    save(ChecklistTick(event_id=event.id, item_id=item.id, ticked_by_id=make_staff().id))


# When


def test_days_are_counted_back_from_the_event_and_on_after_it(items):
    assert [(line.item.step, line.due_on) for line in checklist(planned()).lines] == [
        (Step.VENUE, date(2027, 2, 20)),
        (Step.HOST, date(2027, 2, 27)),
        (Step.POSTER, date(2027, 3, 6)),
        (Step.ONLINE, date(2027, 3, 10)),
        (Step.COUNCIL, date(2027, 3, 13)),
        (Step.CARDS, date(2027, 3, 17)),
        (Step.ROLL_CALL, date(2027, 3, 19)),
        (Step.COUNTED, date(2027, 3, 21)),
        (Step.ANSWERED, date(2027, 3, 27)),
        (Step.PUBLISHED, date(2027, 4, 3)),
    ]


# The clocks change on March 14 and November 7, 2027.
@pytest.mark.exhaustive_on("postgresql")
@pytest.mark.parametrize(
    ("event_day", "poster_day"), [((2027, 3, 20), (2027, 3, 6)), ((2027, 11, 13), (2027, 10, 30))]
)
@pytest.mark.parametrize("hour", [0, 23])
def test_days_are_those_of_the_calendar_when_the_clocks_change(items, event_day, poster_day, hour):
    # 14 times 24 hours before it would be another day.
    event = planned(datetime(*event_day, hour, 15, tzinfo=PACIFIC))

    assert lines(event)[Step.POSTER].due_on == date(*poster_day)
    noon = datetime(*poster_day, 12, tzinfo=PACIFIC)
    for moment, days in [(noon, 0), (noon + DAY, -1), (noon - DAY, 1)]:
        with time_machine.travel(moment, tick=False):
            assert lines(event)[Step.POSTER].days_left == days


@pytest.mark.exhaustive_on("postgresql")
@pytest.mark.parametrize(
    ("zone", "clock", "days_left"),
    [
        ("America/Los_Angeles", (23, 59), 0),
        ("America/Los_Angeles", (24, 1), -1),
        # Three hours ahead, it is the next day already.
        ("America/New_York", (21, 1), -1),
        ("Pacific/Honolulu", (25, 59), 0),
    ],
)
def test_a_day_ends_at_midnight_at_the_event(items, zone, clock, days_left):
    event = planned(datetime(2027, 3, 20, 9, tzinfo=ZoneInfo(zone)), time_zone=zone)
    hours, minutes = clock
    moment = datetime(2027, 3, 6, tzinfo=PACIFIC) + timedelta(hours=hours, minutes=minutes)

    with time_machine.travel(moment, tick=False):
        assert lines(event)[Step.POSTER].days_left == days_left


def test_nothing_is_due_before_the_event_was_planned(items):
    event = planned(created_at=EVENT - 5 * DAY)

    due = {step: line.due_on for step, line in lines(event).items()}

    assert due[Step.VENUE] == due[Step.POSTER] == date(2027, 3, 15)
    assert due[Step.CARDS] == date(2027, 3, 17)


@pytest.mark.exhaustive_on("postgresql")
@pytest.mark.parametrize(
    ("days", "near"), [(36, []), (35, [Step.VENUE]), (21, [Step.VENUE, Step.HOST, Step.POSTER])]
)
def test_a_line_is_near_for_a_week_before_it_is_due_and_while_it_is_late(items, days, near):
    event = planned()

    with time_machine.travel(EVENT - days * DAY, tick=False):
        assert [line.item.step for line in checklist(event).near] == near


def test_on_its_day_what_comes_after_is_not_asked_yet_and_then_only_that(items):
    event = planned()

    with time_machine.travel(event.ends_at - timedelta(minutes=1), tick=False):
        before = [line.item.step for line in checklist(event).open]
    with time_machine.travel(event.ends_at, tick=False):
        after = [line.item.step for line in checklist(event).open]

    assert before[-1] is Step.ROLL_CALL
    # Nobody asked for an answer.
    assert after == [Step.COUNTED, Step.PUBLISHED]


def test_a_cancelled_event_has_nothing_due_and_a_draft_has(items):
    with time_machine.travel(EVENT - DAY, tick=False):
        assert checklist(planned(status=EventStatus.CANCELLED)).near == []
        assert len(checklist(planned(status=EventStatus.DRAFT)).near) == 7


def test_a_line_that_was_taken_off_the_list_is_gone_and_another_departments_never_there(items):
    items[Step.VENUE].retired_at = now()
    make_checklist(agency=make_agency())

    steps = [line.item.step for line in checklist(planned()).lines]

    assert steps == list(Step)[1:]


def test_an_event_of_a_department_without_a_checklist_has_no_lines(app):
    found = checklist(planned())

    assert (found.lines, found.near) == ([], [])


# What is done


def test_the_host_ticks_itself(items):
    assert not lines(planned())[Step.HOST].is_done
    assert not lines(make_event(roster=[]))[Step.HOST].is_done

    line = lines(planned(roster=["Lt. Sample", "Sgt. Example"]))[Step.HOST]

    assert (line.is_done, line.host_name) == (True, "Lt. Sample")


def test_a_poster_that_was_printed_is_not_up_yet(items):
    event = planned(poster_printed_at=now())
    assert not lines(event)[Step.POSTER].is_done

    tick(event, items[Step.POSTER])

    assert lines(event)[Step.POSTER].is_done
    assert not lines(planned())[Step.POSTER].is_done, "another event's is not"


@pytest.mark.parametrize("heads", [0, 25])
def test_the_count_ticks_itself_even_if_nobody_came(items, heads):
    event = make_past_event()
    assert not lines(event)[Step.COUNTED].is_done
    save(event, **counted(heads))

    assert lines(event)[Step.COUNTED].is_done


def test_answers_tick_themselves_when_nobody_waits_but_only_after_the_event(items):
    event, upcoming = make_past_event(), make_event()
    assert lines(event)[Step.ANSWERED].is_done
    assert not lines(upcoming)[Step.ANSWERED].is_done

    asked = make_concern(event=event, kind=Kind.QUESTION)
    make_concern(event=event)
    # Complaints have a way of their own, and must not show in a number that all read.
    make_concern(event=event, kind=Kind.QUESTION, is_complaint=True)
    line = lines(event)[Step.ANSWERED]
    assert (line.is_done, line.states.number_asked, line.states.waiting) == (False, 1, 1)

    make_message(asked, by=make_staff())
    line = lines(event)[Step.ANSWERED]
    assert (line.is_done, line.states.number_asked, line.states.waiting) == (True, 1, 0)


def test_what_came_of_it_ticks_itself_when_residents_read_what_was_said_to_a_matter(items):
    event = make_past_event()
    matter = make_matter(make_concern(event=event), is_public=True)
    make_matter(event=event, said=MatterState.DONE)
    make_matter(event=make_past_event(), said=MatterState.DONE, is_public=True)
    assert not lines(event)[Step.PUBLISHED].is_done

    say_of(matter, MatterState.ANSWERED)

    line = lines(event)[Step.PUBLISHED]
    assert (line.is_done, line.published_matters) == (True, 1)


@pytest.mark.parametrize(("step", "is_done"), [(Step.PUBLISHED, True), (Step.COUNTED, False)])
def test_of_what_ticks_itself_only_that_there_is_nothing_to_say_is_ticked(items, step, is_done):
    event = make_past_event()
    tick(event, items[step])

    assert lines(event)[step].is_done is is_done


def test_a_line_of_the_departments_own_is_done_by_a_tick(items):
    item = {"agency_id": the_agency().id, "label": "Bring cookies", "days_before": 2}
    item, event = save(ChecklistItem(**item)), planned()
    assert not lines(event)[None].is_done

    tick(event, item)

    assert lines(event)[None].is_done
    assert checklist(event).done == 1


# Which events


def events_with(find):
    found = checklists_of(Event.id == find(the_agency().id))
    return [each.event.id for each in read_checklists(found)]


def test_the_last_event_is_asked_about_for_thirty_days(app):
    make_past_event(status=EventStatus.CANCELLED)
    event = make_event(starts_at=now() - 29 * DAY)
    make_event(starts_at=now() - 60 * DAY)
    make_event(starts_at=now() + 90 * DAY)

    assert events_with(last_event_id) == [event.id]
    with time_machine.travel(event.ends_at + 30 * DAY, tick=False):
        assert events_with(last_event_id) == []


def test_the_soonest_event_is_the_one_that_runs_and_may_be_a_draft(app):
    make_event(status=EventStatus.CANCELLED, starts_at=now() + DAY / 24)
    draft = make_draft(starts_at=now() + DAY)
    make_event(starts_at=now() + 2 * DAY)
    assert events_with(soonest_event_id) == [draft.id]

    runs = make_event(starts_at=now() - DAY / 48)
    assert events_with(soonest_event_id) == [runs.id]
