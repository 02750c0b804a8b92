"""Flags: one card a concern, with what to do, and what was done."""

from datetime import timedelta

import pytest

from coffeecop.db import now
from coffeecop.models import AuditAction, ConcernState, FlagAction, FlagKind, Role
from coffeecop.models.concern.parts import state_of
from coffeecop.staff.concerns.danger import flag_figures
from tests.colleagues import colleagues, run_concurrently
from tests.factories import make_concern, make_concerns, make_event, make_flag, make_staff, sign_in
from tests.staff.concerns.form_filling import listed, path, said, tap, tapped
from tests.staff.form_filling import whole
from tests.stored import audit_entries, audited, reload

FLAGS = "/staff/concerns?urgent=open"


def decide(visitor, concern, action):
    """Send what the form sends that shows the flags as they are."""
    shown = state_of(reload(concern).flag_rows)
    return visitor.post(path(concern, "/flags"), action=action, shown=shown)


def decided(**values):
    return {"seen_at": now(), "seen_by_id": make_staff().id, "is_right": True, **values}


# The list


def test_the_most_urgent_comes_first_and_what_is_decided_is_apart(officer):
    event = make_event()
    in_order = {
        "emergency, just now": (FlagKind.EMERGENCY, 3, {}),
        "of a child": (FlagKind.CHILD_ABUSE, 10, {}),
        "a neighbor whom nobody sees": (FlagKind.WELFARE, 20, {}),
        "at home": (FlagKind.DOMESTIC_VIOLENCE, 30, {}),
        "self-harm, an hour ago": (FlagKind.SELF_HARM, 60, {}),
        "threat, just now": (FlagKind.THREAT, 1, {}),
        "threat": (FlagKind.THREAT, 2, {}),
        "decided": (FlagKind.SELF_HARM, 1, decided()),
    }
    for body, (kind, minutes, values) in in_order.items():
        values["created_at"] = now() - timedelta(minutes=minutes)
        make_flag(kind, concern=make_concern(event=event, body=body), **values)

    *to_decide, done = in_order
    assert listed(officer.get(FLAGS)) == to_decide
    assert listed(officer.get("/staff/concerns?urgent=decided")) == [done]


def test_a_concern_with_two_flags_is_there_once_with_what_to_do_about_each(officer):
    concern = make_concern(is_held=True)
    for kind in (FlagKind.SELF_HARM, FlagKind.THREAT):
        make_flag(kind, concern=concern)

    (row,) = officer.get(FLAGS).texts("#concern-list .meta")
    for words in ("Self-harm", "Threat", "nobody has it yet", "Waiting for review"):
        assert words in row
    card = officer.get(path(concern)).text(".flag-card")
    for words in ("tell your crisis team", "on to the watch commander", "They left no way"):
        assert words in card


def test_held_and_hidden_ones_are_there_and_those_taken_back_are_not(officer):
    held = make_concern(is_held=True)
    hidden, taken_back = (
        make_concern(state=state) for state in (ConcernState.HIDDEN, ConcernState.WITHDRAWN)
    )
    for concern in (held, hidden, taken_back):
        make_flag(concern=concern)

    assert set(listed(officer.get(FLAGS))) == {held.body, hidden.body}
    for without_flag in (taken_back, make_concern()):
        assert decide(officer, without_flag, "call").status == 404


def test_the_list_says_what_the_flags_miss_in_numbers_and_that_nobody_watches(plain_officer):
    words, told = whole(plain_officer, FLAGS).words, flag_figures()

    for sentence in (
        "Nothing is left to do here",
        "Nobody reads this site around the clock. Residents are told to call 911.",
        f"Self-harm: it finds about {told.self_harm} of 100",
        f"Threats: it finds about {told.threats} of 100",
        f"Emergencies: it finds about {told.emergencies} of 100",
        f"Violence at home: it finds about {told.violence} of 100",
    ):
        assert sentence in words


# Deciding


@pytest.mark.parametrize(
    ("label", "action", "is_right"),
    [
        ("I called", FlagAction.CALL, True),
        ("I passed it on", FlagAction.REFER, True),
        ("Nothing needed", FlagAction.NOTHING, False),
    ],
)
def test_one_tap_decides_all_flags_of_a_concern(officer, label, action, is_right):
    concern = make_concern(contact={"phone": "+18055550100"})
    flags = [make_flag(kind, concern=concern) for kind in (FlagKind.SELF_HARM, FlagKind.THREAT)]

    page = tapped(officer, whole(officer, path(concern)), label)

    assert f"Number {concern.id}: what you did is on record." in page.text("main > [role=status]")
    for flag in flags:
        assert (reload(flag).action, flag.is_right) == (action, is_right)
        assert (flag.seen_by_id, flag.seen_at is not None) == (officer.member.id, True)
    detail = {"flags": [["self_harm", "threat"]], "action": action}
    assert audited() == [(AuditAction.FLAG_SEEN, officer.member.id, concern.id, detail)]
    # A slip of the thumb can be mended.
    tapped(officer, page, "I called")
    assert {reload(flag).action for flag in flags} == {FlagAction.CALL}


def test_the_second_of_two_sees_what_the_first_did(visitor):
    flag = make_flag(concern=make_concern(contact={"phone": "+18055550100"}))
    sign_in(visitor, name="Sgt. First")
    page = whole(visitor, f"/staff/concerns/{flag.concern_id}")
    tapped(visitor, page, "I called")
    sign_in(visitor, name="Sgt. Second")

    answer = tap(visitor, page, "Nothing needed")

    assert "Not saved: a colleague was first" in said(visitor, answer)
    assert "called. Sgt. First" in visitor.get(f"/staff/concerns/{flag.concern_id}").text(
        ".flag-card"
    )
    assert reload(flag).action is FlagAction.CALL
    assert len(audit_entries()) == 1


def test_a_flag_that_came_since_is_not_decided_unseen(officer):
    concern = make_concern()
    make_flag(FlagKind.DOMESTIC_VIOLENCE, concern=concern)
    page = whole(officer, path(concern))
    make_flag(FlagKind.SELF_HARM, concern=concern)

    assert "there is a new flag" in said(officer, tap(officer, page, "Nothing needed"))
    assert audit_entries() == []


@pytest.mark.both_databases
def test_many_who_decide_at_once_leave_one_decision(app):
    concern = make_concern()
    address, state = path(concern, "/flags"), state_of([make_flag(concern=concern)])

    def look(number, visitor):
        action = "call" if number % 2 else "nothing"
        return visitor.post(address, action=action, shown=state).status

    assert run_concurrently(colleagues(app, 6), look) == [303] * 6
    assert len(audit_entries()) == 1


# The number of the tab


def test_the_list_shows_and_its_tab_counts_concerns_for_whoever_may_read_them(plain_officer):
    tab = ".views a[href$='urgent=open']"
    assert not whole(plain_officer, "/staff/concerns").has(tab)
    first, *rest = make_concerns(2)
    complaint = make_concern(is_complaint=True, body="I will hurt him")
    for concern in (first, *rest, complaint):
        make_flag(concern=concern)
    make_flag(FlagKind.SELF_HARM, concern=first)
    make_flag(**decided())

    for role, number in [(Role.OFFICER, 2), (Role.COMPLAINTS, 3)]:
        sign_in(plain_officer, role)
        page = whole(plain_officer, FLAGS)
        assert page.text(tab) == f"Urgent {number}"
        assert ("I will hurt him" in listed(page)) is (role is Role.COMPLAINTS)
        assert ("About an officer" in page.text("#concern-list")) is (role is Role.COMPLAINTS)


def test_mails_of_before_lead_to_the_lists(officer):
    for page, query in {"flags": "urgent=open", "review": "review=held"}.items():
        assert officer.get(f"/staff/concerns/{page}").location == f"/staff/concerns?{query}"
