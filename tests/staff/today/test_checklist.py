"""Today tells what is due soon for the next event, and what is left to do after the last one."""

import pytest

from coffeecop.db import db
from coffeecop.models import ChecklistTick, ConcernState, EventStatus, Kind, MatterState
from coffeecop.models.checklist import ChecklistStep as Step
from tests.factories import (
    make_checklist,
    make_concern,
    make_draft,
    make_event,
    make_matter,
    put_in_state,
    save,
)
from tests.staff.events.checklist.conftest import DAY, NOON, plain_visitor, visitor  # noqa: F401  (fixtures)

LONG_AGO = NOON - 90 * DAY


def make_planned(days, **values):
    return make_event(starts_at=NOON + days * DAY, created_at=LONG_AGO, **values)


def lines(page):
    return page.texts(".next-lines > span > span:not(.small)")


def test_three_lines_of_the_next_event_lead_to_where_they_are_ticked(officer, items):
    event = make_planned(8, roster=["Lt. Sample"])
    page = officer.get("/staff")
    assert lines(page) == [
        "Agree on the venue 20 days late",
        "Put the poster up 6 days late",
        "Post it online 2 days late",
    ]
    link = page.one(f"a.next-lines[href='/staff/events/{event.id}#checklist']")
    assert "Checklist: 1 of 10 done" in link.text
    form = officer.get(link["href"]).one(f"#line-{items[Step.VENUE].id}")

    officer.post(form["action"], done=form.one("[name=done]")["value"])

    assert lines(officer.get("/staff")) == [
        "Put the poster up 6 days late",
        "Post it online 2 days late",
        "If council members come, ask the attorney due tomorrow",
    ]
    (tick,) = db.session.query(ChecklistTick)
    assert (tick.event_id, tick.item_id) == (event.id, items[Step.VENUE].id)


@pytest.mark.parametrize("days", [60, -0.02], ids=["far ahead", "while it runs"])
def test_where_nothing_is_near_only_the_link_is_there(plain_officer, days):
    make_planned(days)
    assert not plain_officer.get("/staff").has("main a[href$='#checklist']")
    make_checklist()

    page = plain_officer.get("/staff")

    assert lines(page) == []
    assert page.text("main a[href$='#checklist']") == "Checklist: 0 of 10 done"


def test_a_draft_is_told_only_while_nothing_is_published(plain_officer, items):
    draft = make_draft(title_en="Coffee in March", starts_at=NOON + 3 * DAY, created_at=LONG_AGO)
    cancelled = {"status": EventStatus.CANCELLED, "starts_at": NOON + DAY}
    make_event(**cancelled)

    page = plain_officer.get("/staff")
    assert "Draft: Coffee in March" in page.texts("main h2")
    assert len(lines(page)) == 3
    assert page.text("h1") == "Today"

    event = make_planned(5)
    page = plain_officer.get("/staff")
    assert "Draft: Coffee in March" not in page.words
    assert page.has(f"main a[href='/staff/events/{event.id}#checklist']")
    assert not page.has(f"main a[href='/staff/events/{draft.id}#checklist']")


def test_after_an_event_what_is_left_is_asked_until_it_is_done(plain_organizer, items):
    event = make_planned(-4)
    asked = [make_concern(event=event, kind=Kind.QUESTION) for _ in range(3)]

    page = plain_organizer.get("/staff")
    assert page.text(".after summary") == "After the event of Feb 18: 3 things to do"
    assert page.has(".after details[open]")
    assert lines(page) == [
        "Say about how many came 3 days late",
        "Answer those who asked 3 asked. Not answered yet: 3, due Thursday, Feb 25",
        "Say what came of it due Thursday, Mar 4",
    ]
    assert "From last time" not in page.words, "it is told once"

    event.heads_counted, event.heads_counted_at = 25, NOON
    event.heads_counted_by_id = plain_organizer.member.id
    for concern in asked:
        put_in_state(concern, ConcernState.WITHDRAWN)
    assert lines(plain_organizer.get("/staff")) == ["Say what came of it due Thursday, Mar 4"]

    make_matter(event=event, said=MatterState.DONE, is_public=True)
    assert not plain_organizer.get("/staff").has(".after")


def test_questions_of_an_event_without_a_line_for_answers_are_told_as_before(plain_officer, items):
    save(items[Step.ANSWERED], retired_at=NOON)
    make_concern(event=make_planned(-4), kind=Kind.QUESTION)

    assert "From last time: 1 asked. Not answered yet: 1." in plain_officer.get("/staff").words
