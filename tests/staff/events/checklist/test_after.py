"""An event closes itself: nobody has to end it."""

from datetime import timedelta

import pytest

from coffeecop.db import db
from coffeecop.models import Concern, ConcernSource, Phase, Role
from tests.factories import make_concern, make_topic, sign_in
from tests.staff.events.checklist.conftest import DAY

MINUTE = timedelta(minutes=1)


@pytest.fixture
def after_it(plain_visitor, clock, event):
    """An organizer two days after the event."""
    clock.move_to(event.ends_at + 2 * DAY)
    plain_visitor.member = sign_in(plain_visitor, Role.ORGANIZER)
    return plain_visitor


def test_its_phase_turns_to_after_for_what_residents_send_then(plain_visitor, clock, event):
    address = f"/events/{event.slug}/concerns"
    for moment in (event.starts_at - MINUTE, event.starts_at, event.ends_at):
        clock.move_to(moment)
        plain_visitor.post(address, body="Cars speed past the school.", kind="concern")

    sent = db.session.query(Concern).order_by(Concern.id)
    assert [concern.phase for concern in sent] == [Phase.BEFORE, Phase.AT, Phase.AFTER]


def test_its_page_asks_how_it_was_for_thirty_days(plain_visitor, clock, event):
    opened = []
    for moment in (event.starts_at - DAY, event.ends_at + MINUTE, event.ends_at + 30 * DAY):
        clock.move_to(moment)
        opened.append(plain_visitor.get(f"/events/{event.slug}").has("#survey-form"))

    assert opened == [False, True, False]


def test_the_checklist_then_asks_for_the_count_the_answers_and_what_came_of_it(after_it, event):
    make_concern(event=event, wants_answer=True)

    page = after_it.get(f"/staff/events/{event.id}/checklist")

    # What was not ticked before the event is asked no more.
    assert page.texts(".checklist li") == [
        "Agree on the venue",
        "Name the host",
        "Put the poster up",
        "Post it online",
        "Print the concern cards",
        "Brief the roll call",
        "Say about how many came 1 day late",
        "Answer those who asked 1 waits for an answer, due Tuesday, Mar 9",
        "Write what came of it due Tuesday, Mar 16",
    ]


@pytest.mark.parametrize("source", [ConcernSource.CAPTURE, ConcernSource.PAPER])
def test_what_was_captured_and_not_sorted_waits_on_today(after_it, event, source):
    entered = {"event": event, "source": source, "entered_by_id": after_it.member.id}
    make_concern(**entered, is_complaint=True)
    for _ in range(2):
        make_concern(**entered)
    make_concern(event=event)

    page = after_it.get("/staff")

    link = page.one("a[href='/staff/concerns?entered=1&sorting=open']")
    assert link.text == "2 captured, not sorted"
    listed = after_it.get(link["href"])
    assert listed.text("#concern-list h2").startswith("2 ")
    assert "Captured or from a paper card" in listed.text("#conditions")


def test_what_was_sorted_waits_no_more(after_it, event):
    entered = {"source": ConcernSource.CAPTURE, "entered_by_id": after_it.member.id}
    make_concern(event=event, **entered, topics=[make_topic()])

    assert "captured" not in after_it.get("/staff").words
