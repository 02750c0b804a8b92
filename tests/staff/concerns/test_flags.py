"""FlagFilter that somebody should look at soon: a queue of their own."""

from datetime import timedelta

import pytest

from coffeecop.db import now
from coffeecop.models import AuditAction, FlagKind, HiddenFor, Role
from coffeecop.staff.concerns.flag_figures import figures
from tests.colleagues import colleagues, run_concurrently
from tests.factories import make_concern, make_concerns, make_event, make_flag, make_staff, sign_in
from tests.stored import audit_entries, audited, reload

FLAGS = "/staff/concerns/flags"


def path(flag):
    return f"/staff/concerns/{flag.concern_id}/flags/{flag.kind}"


def marked(page):
    return page.texts("#flags .quote")


# The queue


def test_the_most_urgent_comes_first_and_what_somebody_looked_at_last(officer):
    event, looked = make_event(), {"seen_at": now(), "seen_by_id": make_staff().id}
    for body, kind, minutes, seen in [
        ("seen", FlagKind.SELF_HARM, 1, {**looked, "is_right": True}),
        ("data", FlagKind.PERSONAL_DATA, 1, {}),
        ("threat", FlagKind.THREAT, 2, {}),
        ("self-harm, an hour ago", FlagKind.SELF_HARM, 60, {}),
        ("emergency, just now", FlagKind.EMERGENCY, 3, {}),
    ]:
        make_flag(
            kind,
            concern=make_concern(event=event, body=body),
            created_at=now() - timedelta(minutes=minutes),
            **seen,
        )

    page = officer.get(FLAGS)

    assert marked(page) == [
        "emergency, just now",
        "self-harm, an hour ago",
        "threat",
        "data",
        "seen",
    ]
    assert page.texts("#flags h2") == ["To look at", "Looked at"]


def test_each_says_which_mark_it_is_when_it_came_and_opens_its_concern(officer):
    event = make_event(title_en="Coffee at the Plaza")
    flag = make_flag(FlagKind.SELF_HARM, concern=make_concern(event=event, is_held=True))

    card = officer.get(FLAGS).text("#flags li")

    for said in ("Flag: Self-harm", "Sent ", "Coffee at the Plaza", "Waits for review"):
        assert said in card
    assert officer.get(FLAGS).has(f"#flags li a[href='/staff/concerns/{flag.concern_id}']")


def test_held_and_hidden_ones_are_there_and_those_taken_back_are_not(officer):
    hidden = {"hidden_for": HiddenFor.THREAT, "hidden_at": now(), "hidden_by_id": make_staff().id}
    event = make_event()
    for body, values in [
        ("held", {"is_held": True}),
        ("hidden", hidden),
        ("taken back", {"withdrawn_at": now()}),
    ]:
        make_flag(concern=make_concern(event=event, body=body, **values))

    assert set(marked(officer.get(FLAGS))) == {"held", "hidden"}


def test_one_about_an_officer_is_for_those_who_handle_complaints(visitor):
    flag = make_flag(concern=make_concern(is_complaint=True, body="I will hurt him"))

    sign_in(visitor, *set(Role) - {Role.COMPLAINTS})
    assert not visitor.get(FLAGS).has(".quote")
    assert visitor.post(path(flag), is_right="yes", shown="").status == 404
    assert visitor.get(f"{FLAGS}?concern={flag.concern_id}&kind=threat").status == 200

    sign_in(visitor, Role.COMPLAINTS)
    assert marked(visitor.get(FLAGS)) == ["I will hurt him"]
    assert "About an officer" in visitor.get(FLAGS).text("#flags li")


@pytest.mark.parametrize("kind", ["self_harm", "rude", "x" * 999])
def test_a_mark_that_is_not_there_is_not_found(officer, kind):
    flag = make_flag(FlagKind.THREAT)

    for number in (flag.concern_id, 2147483647, 10**30):
        address = f"/staff/concerns/{number}/flags/{kind}"
        assert officer.post(address, is_right="yes", shown="").status == 404
        assert officer.get(f"{FLAGS}?concern={number}&kind={kind}").status == 200


def test_where_nothing_is_marked_the_page_says_so(officer):
    assert "Nothing is flagged" in officer.get(FLAGS).text("#flags")


# What it says of itself


def test_the_page_says_what_the_marks_miss_in_numbers_and_that_nobody_watches(plain_officer):
    words, told = plain_officer.get(FLAGS).words, figures()

    assert "not watched around the clock. Residents are told to call 911." in words
    assert f"Self-harm: it finds about {told.self_harm} of 100" in words
    assert f"Threats: it finds about {told.threats} of 100" in words
    assert f"Of 100 names it finds about {told.names}" in words


# Looking


@pytest.mark.parametrize(("answer", "is_right"), [("yes", True), ("no", False)])
def test_one_tap_says_whether_the_mark_was_right(officer, answer, is_right):
    flag = make_flag(FlagKind.SELF_HARM)

    page = officer.follow(officer.post(path(flag), is_right=answer, shown=""))

    said = "the flag was right" if is_right else "a false alarm"
    assert f"Self-harm: {said}. Sgt. Sample looked" in page.text("#flags [role=status]")
    assert page.has("#flags [role=status][data-focus]")
    assert reload(flag).is_right is is_right
    assert (flag.seen_by_id, flag.seen_at is not None) == (officer.member.id, True)
    detail = f"self_harm: {'right' if is_right else 'false alarm'}"
    assert audited() == [(AuditAction.FLAG_SEEN, officer.member.id, flag.concern_id, detail)]


def test_a_slip_of_the_thumb_can_be_mended(officer):
    flag = make_flag()
    page = officer.follow(officer.post(path(flag), is_right="no", shown=""))
    assert page.one("#flags input[name=shown]")["value"] == "no"

    officer.follow(officer.post(path(flag), is_right="yes", shown="no"))

    assert reload(flag).is_right is True
    assert [entry.detail for entry in audit_entries()] == ["threat: false alarm", "threat: right"]


def test_the_second_of_two_sees_what_the_first_said(visitor):
    flag = make_flag()
    sign_in(visitor, name="Sgt. First")
    visitor.post(path(flag), is_right="yes", shown="")
    sign_in(visitor, name="Sgt. Second")

    page = visitor.follow(visitor.post(path(flag), is_right="no", shown=""))

    assert "the flag was right. Sgt. First looked" in page.text("#flags [role=status]")
    assert reload(flag).is_right is True
    assert len(audit_entries()) == 1


def test_many_who_look_at_once_leave_one_verdict(app):
    flag = make_flag()
    address = path(flag)

    def look(number, visitor):
        verdict = "yes" if number % 2 else "no"
        return visitor.post(address, is_right=verdict, shown="").status

    assert run_concurrently(colleagues(app, 6), look) == [303] * 6
    assert len(audit_entries()) == 1


@pytest.mark.parametrize("fields", [{}, {"is_right": "maybe"}])
def test_what_makes_no_sense_changes_nothing_and_says_so(officer, fields):
    flag = make_flag()

    page = officer.post(path(flag), shown="", **fields)

    assert page.status == 422
    assert page.has("#flags [role=alert]")
    assert reload(flag).is_right is None


# Elsewhere


def test_a_mark_stands_on_the_concern_and_in_lists_until_somebody_finds_it_wrong(plain_officer):
    flag = make_flag(FlagKind.SELF_HARM, concern=make_concern(is_held=True))
    listed = make_flag(FlagKind.THREAT)

    assert "Flag: Self-harm" in plain_officer.get("/staff/concerns/review").words
    assert "Flag: Threat" in plain_officer.get("/staff/concerns?flagged=yes").words
    for each, words in [(flag, "Flag: Self-harm"), (listed, "Flag: Threat")]:
        address = f"/staff/concerns/{each.concern_id}"
        assert words in plain_officer.get(address).words
        assert plain_officer.get(address).has("main a[href='/staff/concerns/flags']")
        plain_officer.post(path(each), is_right="no", shown="")
        assert "Flag:" not in plain_officer.get(address).text("main")
    assert "Flag:" not in plain_officer.get("/staff/concerns?flagged=yes").text("#concern-list")


# The number in the navigation


def test_every_page_says_how_many_wait_for_whoever_may_read_them(plain_officer):
    assert plain_officer.get("/staff/account").text("#unseen-flags") == ""
    for concern in (*make_concerns(2), make_concern(is_complaint=True)):
        make_flag(concern=concern)
    make_flag(seen_at=now(), seen_by_id=make_staff().id, is_right=True)

    for role, told in [(Role.OFFICER, "2 (2 to look at)"), (Role.COMPLAINTS, "3 (3 to look at)")]:
        sign_in(plain_officer, role)
        assert plain_officer.get("/staff/account").text("#unseen-flags") == told


def test_a_fragment_brings_the_new_number_along(officer):
    flag, _other = make_flag(), make_flag()

    page = officer.follow(officer.post(path(flag), is_right="yes", shown=""))

    assert "(1 to look at)" in page.text("#unseen-flags")
    assert page.has("#unseen-flags[hx-swap-oob]") is officer.htmx


def test_the_queue_has_pages(plain_officer):
    for concern in make_concerns(26):
        make_flag(concern=concern)

    assert len(marked(plain_officer.get(FLAGS))) == 25
    assert len(marked(plain_officer.get(f"{FLAGS}?page=2"))) == 1
