"""Confirming topics with one thumb: one concern at a time, each tap brings the next."""

from coffeecop.db import now
from coffeecop.models import AssignedBy, AuditAction, ConcernState, FlagKind
from tests.factories import make_concern, make_concerns, make_event, make_flag, make_topic, suggest
from tests.staff.concerns.form_filling import button, listed, path, said, shown_number, tap, tapped
from tests.staff.form_filling import whole
from tests.stored import audit_entries, reload, topic_assignments

TO_CONFIRM = "/staff/concerns?sorting=open"


def open_first(visitor):
    """Open the list of topics to confirm, and its first concern."""
    page = whole(visitor, TO_CONFIRM)
    return whole(visitor, page.select("#concern-list .items a")[0]["href"])


def test_a_tap_saves_and_brings_the_next(officer, roads, noise):
    second, first = make_concerns(2)
    for concern, probability in [(first, 0.6), (second, 0.9)]:
        suggest(concern, roads, probability)
    suggest(first, noise, 0.35)
    page = open_first(officer)
    assert shown_number(page) == first.id
    assert "1 of 2" in page.text(".place")

    page = tapped(officer, page, "Noise")

    assert f"Number {first.id}: the topics are saved." in page.text("main > [role=status]")
    assert shown_number(page) == second.id
    assert "1 of 1" in page.text(".place")
    assert page.has(f"main > [role=status] a[href='{path(first)}?sorting=open']")
    assert topic_assignments(first) == {noise.id: AssignedBy.STAFF}

    page = tapped(officer, page, "Confirm topics")
    assert page.text("h1") == "Topics to confirm"
    assert "Nothing is left to do here" in page.text("#concern-list")
    assert topic_assignments(second) == {roads.id: AssignedBy.ENGINE}
    assert reload(second).topics_checked_by_id == officer.member.id
    assert [(entry.action, entry.staff_id) for entry in audit_entries()] == [
        (AuditAction.TOPICS_CHANGED, officer.member.id),
        (AuditAction.TOPICS_CONFIRMED, officer.member.id),
    ]


def test_none_another_one_and_more_than_one_are_saved_too(officer, roads, noise):
    dogs = make_topic(name_en="Dogs")
    third, second, first = make_concerns(3, suggested_at=now())
    suggest(third, roads, 0.8)

    form = open_first(officer).one("#topics-form")
    officer.post(form["action"], shown="", topics=[roads.id, noise.id])
    page = tapped(officer, open_first(officer), "No topic fits")
    folded = button(page, "Dogs").closest("details")
    assert folded.one("summary").words == "Another topic"
    assert "open" not in folded
    tapped(officer, page, "Dogs")

    assert set(topic_assignments(first)) == {roads.id, noise.id}
    assert topic_assignments(second) == {}
    assert topic_assignments(third) == {dogs.id: AssignedBy.STAFF}
    assert listed(officer.get(TO_CONFIRM)) == []


def test_what_is_left_out_stays_in_the_list(officer):
    event = make_event()
    for body in ("third", "second", "first"):
        make_concern(event=event, body=body, suggested_at=now())

    page = open_first(officer)
    page = whole(officer, page.one(".place [rel=next]")["href"])
    page = tapped(officer, page, "No topic fits")
    assert page.text("blockquote") == "third"
    page = tapped(officer, page, "No topic fits")

    assert listed(page) == ["first"]


def test_a_flag_stops_it_until_somebody_has_decided(officer, roads):
    concern = suggest(make_concern(), roads, 0.8)
    page = open_first(officer)
    # The engine finds it while the page is open.
    make_flag(FlagKind.SELF_HARM, concern=concern)

    answer = tap(officer, page, "Confirm topics")
    assert said(officer, answer) == "Not saved: decide the flag first."
    assert not reload(concern).topics_are_checked

    page = open_first(officer)
    assert "tell your crisis team" in page.text(".flag-card")
    assert not page.has("#right-form, #other-form, #topics-form")
    assert "Decide the flag first." in page.text("#concern-topics")

    page = tapped(officer, page, "Nothing needed")
    assert shown_number(page) == concern.id
    tapped(officer, page, "Confirm topics")
    assert reload(concern).topics_are_checked


def test_a_flag_of_what_was_taken_back_stops_nothing(officer, roads):
    concern = make_concern(state=ConcernState.WITHDRAWN)
    make_flag(concern=concern)

    answer = officer.post(path(concern, "/topics"), shown="", topics=[roads.id])

    assert "the topics are saved" in said(officer, answer)
