"""Ticking and unticking: with one tap, twice, and by two at once."""

import pytest

from coffeecop.db import db
from coffeecop.models import AuditAction, ChecklistItem, ChecklistTick, EventStatus, Role
from coffeecop.models.checklist import ChecklistStep as Step
from tests.colleagues import colleagues, run_concurrently
from tests.factories import make_agency, make_checklist, make_event, save
from tests.stored import audited, content_versions

pytestmark = pytest.mark.both_databases


def path(event, item):
    return f"/staff/events/{event.id}/checklist/{item.id}"


def ticked(event):
    """Return who ticked which lines."""
    db.session.rollback()
    ticks = db.session.query(ChecklistTick).filter_by(event_id=event.id)
    return {tick.item_id: tick.ticked_by_id for tick in ticks}


def test_a_tap_ticks_a_line_once_and_another_unticks_it(officer, event, items):
    poster, by = items[Step.POSTER], officer.member.id
    before = content_versions()

    for _tap in range(2):
        answer = officer.post(path(event, poster), done="yes")
    assert ticked(event) == {poster.id: by}
    assert "Untick: Put the poster up" in officer.follow(answer).body

    answer = officer.post(path(event, poster), done="no")
    assert ticked(event) == {}
    assert "Tick: Put the poster up" in officer.follow(answer).body
    assert audited() == [
        (AuditAction.CHECKLIST_TICKED, by, event.id, {"item": "step_poster", "is_done": True}),
        (AuditAction.CHECKLIST_TICKED, by, event.id, {"item": "step_poster", "is_done": False}),
    ]
    # Pages of residents stay in their cache.
    assert content_versions() == before


def test_what_ticks_itself_is_not_ticked_by_hand(officer, event, items):
    own = {"agency_id": event.agency_id, "label": "Bring cookies", "days_before": 0}
    own = save(ChecklistItem(**own))

    for step in (Step.HOST, Step.COUNTED, Step.ANSWERED, Step.PUBLISHED):
        assert officer.post(path(event, items[step]), done="yes").status == 303
    officer.post(path(event, own), done="yes")

    assert [*ticked(event)] == [own.id]
    assert [entry[-1] for entry in audited()] == [{"item": "Bring cookies", "is_done": True}]


def test_officers_at_once_tick_once_and_who_unticks_meanwhile_gets_an_answer(app, event, items):
    address = path(event, items[Step.VENUE])
    officers = colleagues(app, 4, Role.OFFICER)

    answers = run_concurrently(officers, lambda _n, visitor: visitor.post(address, done="yes"))

    assert [answer.status for answer in answers] == [303] * 4
    assert len(ticked(event)) == len(audited()) == 1
    answers = run_concurrently(
        officers, lambda n, visitor: visitor.post(address, done="yes" if n % 2 else "no")
    )
    assert [answer.status for answer in answers] == [303] * 4


def test_an_event_that_was_cancelled_meanwhile_is_not_ticked(officer, clock, items):
    event = make_event(status=EventStatus.CANCELLED)

    answer = officer.post(path(event, items[Step.VENUE]), done="yes")

    assert not officer.follow(answer).has("#checklist")
    assert ticked(event) == {}


def test_a_line_that_is_off_the_list_or_of_another_department_is_not_found(officer, event, items):
    save(items[Step.VENUE], retired_at=event.created_at)
    elsewhere = make_checklist(agency=make_agency())[Step.POSTER]

    for item in (items[Step.VENUE], elsewhere):
        assert officer.post(path(event, item), done="yes").status == 404
    assert ticked(event) == {}


@pytest.mark.parametrize("fields", [{}, {"done": "maybe"}, {"done": "yes", "csrf_token": "no"}])
def test_a_form_that_is_not_whole_ticks_nothing(officer, event, items, fields):
    page = officer.post(path(event, items[Step.VENUE]), **fields)

    assert page.status == 422
    assert page.has("[role=alert]")
    assert ticked(event) == {}
