"""What is done to many concerns in one step, from what was picked in the list."""

from datetime import timedelta

import pytest

from coffeecop.db import now
from coffeecop.models import AuditAction, Concern, ConcernState, Kind, Role
from coffeecop.staff.concern_list.picks import MOST_AT_ONCE
from tests.factories import (
    make_agency,
    make_concern,
    make_concerns,
    make_event,
    make_past_event,
    make_staff,
    sign_in,
)
from tests.staff.concerns.form_filling import tap
from tests.staff.form_filling import arrive
from tests.stored import all_of, audit_actions, reload

BULK = "/staff/concerns/bulk"


def ids(concerns):
    return "-".join(str(each.id) for each in concerns)


def do(visitor, step, concerns, **fields):
    return visitor.post(f"{BULK}/{step}", concerns=ids(concerns), **fields)


def done(visitor, step, concerns, **fields):
    """Take a step and return the list that comes then."""
    return arrive(visitor, do(visitor, step, concerns, **fields))


def said(page):
    return page.text("main .notice-success p")


@pytest.mark.both_databases
def test_many_are_closed_in_one_step_and_undone_in_one(plain_officer):
    concerns = make_concerns(3)

    page = done(plain_officer, "state", concerns, state="closed")

    assert said(page) == "3 concerns are closed."
    assert {reload(each).state for each in concerns} == {ConcernState.CLOSED}
    tap(plain_officer, page, "Undo")
    assert {reload(each).state for each in concerns} == {ConcernState.RECEIVED}
    each_undone = [AuditAction.STATUS_CHANGED, AuditAction.CHANGE_UNDONE]
    assert audit_actions() == [*[AuditAction.STATUS_CHANGED] * 3, *each_undone * 3]


def test_those_that_wait_for_a_word_are_not_closed_and_named(plain_officer):
    waiting, other = make_concern(kind=Kind.QUESTION), make_concern()
    answered = make_concern(state=ConcernState.ANSWERED)

    page = done(plain_officer, "state", [waiting, other, answered], state="closed")

    assert page.texts("main > [role=alert]") == [
        f"Not closed, because somebody is waiting to hear from you: {waiting.id}.",
        f"These stay as they are: {answered.id}.",
    ]
    assert said(page) == "1 concern is closed. Look at it again"
    assert [reload(each).state for each in (waiting, other)] == ["received", "closed"]


def test_only_those_of_an_event_that_has_begun_were_talked_about(plain_officer):
    early, past = make_concern(), make_concern(event=make_past_event())
    for picked, is_offered in (([early], False), ([early, past], True)):
        page = plain_officer.get(f"/staff/concerns?open=steps&like={ids(picked)}")
        assert page.has("[value=talked_about]") is is_offered

    page = done(plain_officer, "state", [early, past], state="talked_about")

    assert page.texts("main > [role=alert]") == [
        f"These stay as they are, because their event has not begun: {early.id}."
    ]
    assert [reload(each).state for each in (early, past)] == ["received", "talked_about"]


def test_many_are_given_to_a_colleague_or_put_away_until_the_next_event_or_a_day(plain_officer):
    first, second = concerns = make_concerns(2)
    colleague, day = make_staff(name="Sgt. Colleague"), (now() + timedelta(days=9)).date()
    for wrong in ({}, {"day": "9999-12-31"}):
        page = do(plain_officer, "snooze", concerns, until="day", **wrong)
        assert page.refused("#day-error")

    page = done(plain_officer, "assign", concerns, colleague=colleague.id)
    done(plain_officer, "snooze", [first], until="next_event")
    done(plain_officer, "snooze", [second], until="day", day=day.isoformat())

    assert said(page) == "2 concerns are given to a colleague."
    assert {reload(each).assigned_to_id for each in concerns} == {colleague.id}
    assert first.put_away_for_next_event
    assert second.put_away_until > now() + timedelta(days=7)
    assert not second.put_away_for_next_event


def test_complaints_and_what_is_elsewhere_or_withdrawn_are_never_touched(plain_visitor):
    sign_in(plain_visitor, *Role)
    others = [
        make_concern(is_complaint=True),
        make_concern(state=ConcernState.WITHDRAWN),
        make_concern(event=make_event(agency=make_agency())),
    ]

    page = done(plain_visitor, "state", [*others, make_concern()], state="closed")

    assert said(page) == "1 concern is closed. Look at it again"
    states = [ConcernState.RECEIVED, ConcernState.WITHDRAWN, ConcernState.RECEIVED]
    assert [reload(each).state for each in others] == states


@pytest.mark.both_databases
def test_at_most_a_hundred_at_once_which_cost_few_statements(plain_officer, queries):
    *concerns, one_more = make_concerns(MOST_AT_ONCE + 1)

    page = plain_officer.get(f"/staff/concerns?open=steps&like={ids([*concerns, one_more])}")
    too_many = do(plain_officer, "state", [*concerns, one_more], state="closed")

    assert page.text("h1") == f"{MOST_AT_ONCE} concerns: what next?"
    assert "At most 100 at once" in page.words
    assert too_many.status == 422
    assert {each.state for each in all_of(Concern)} == {ConcernState.RECEIVED}
    do(plain_officer, "state", concerns[:1], state="looked_into")
    fields = {"concerns": ids(concerns), "state": "closed"}
    with queries() as statements:
        plain_officer.post(f"{BULK}/state", **fields)
    # One more for each concern: its audit entry. Three of the reads are for the public record.
    reads = [each for each in statements if each.startswith("SELECT")]
    assert len(reads) <= 10, "\n".join(reads)
    assert len(statements) <= MOST_AT_ONCE + 19


def test_without_the_script_the_list_leads_to_the_steps_with_what_is_ticked(plain_officer):
    concerns = make_concerns(3)
    page = plain_officer.get("/staff/concerns?picking=1")

    all_ticked = plain_officer.get(page.one("[data-pick-all]")["href"])
    steps = plain_officer.get(f"/staff/concerns?open=steps&like={ids(concerns)}")

    assert all_ticked.has("#picks[action='/staff/concerns'] button[name=open][value=steps]")
    assert len(all_ticked.select(".pickable input[checked]")) == 3
    assert all_ticked.text("[data-picked]") == "3"
    assert steps.text("h1") == "3 concerns: what next?"
