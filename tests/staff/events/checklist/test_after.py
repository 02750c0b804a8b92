"""An event closes itself: nobody has to end it."""

from datetime import timedelta

import pytest

from coffeecop.models import ConcernSource, Role
from tests.factories import make_concern, make_topic, sign_in
from tests.staff.events.checklist.conftest import DAY

MINUTE = timedelta(minutes=1)


@pytest.fixture
def after_it(plain_visitor, clock, event):
    """An organizer two days after the event."""
    clock.move_to(event.ends_at + 2 * DAY)
    plain_visitor.member = sign_in(plain_visitor, Role.ORGANIZER)
    return plain_visitor


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


def test_what_was_captured_and_not_sorted_waits_on_today(after_it, event):
    entered = {"event": event, "entered_by_id": after_it.member.id}
    make_concern(**entered, source=ConcernSource.CAPTURE, is_complaint=True)
    make_concern(**entered, source=ConcernSource.CAPTURE, topics=[make_topic()])
    make_concern(event=event)
    assert "captured" not in after_it.get("/staff").words
    for source in (ConcernSource.CAPTURE, ConcernSource.PAPER):
        make_concern(**entered, source=source)

    page = after_it.get("/staff")

    link = page.one("a[href='/staff/concerns?entered=1&sorting=open']")
    assert link.text == "2 captured, not sorted"
    listed = after_it.get(link["href"])
    assert listed.text("#concern-list h2").startswith("2 ")
    assert "Captured or from a paper card" in listed.text("#conditions")
