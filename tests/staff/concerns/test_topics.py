"""What the program suggests, and what staff make of it, one tap for each concern."""

import pytest

from coffeecop.db import db, now
from coffeecop.models import (
    AssignedBy,
    AuditAction,
    ConcernState,
    ConcernTopic,
    FlagKind,
    TopicSuggestion,
)
from tests.colleagues import colleagues, run_concurrently
from tests.factories import (
    make_concern,
    make_concerns,
    make_event,
    make_flag,
    make_staff,
    make_topic,
    save,
    suggest,
)
from tests.staff.concerns.form_filling import button, listed, path, said, shown_number, tap, tapped
from tests.staff.form_filling import whole
from tests.stored import audit_entries, reload, topic_assignments


def offered(page):
    """Return the buttons that take one tap."""
    return page.texts("#other-form > .actions button")


# Saying it


def test_how_sure_the_program_is_stands_in_words_and_never_in_numbers(officer, roads):
    for probability, words in ((0.85, "very likely"), (0.84, "likely"), (0.5, "likely")):
        page = officer.get(path(suggest(make_concern(), roads, probability)))
        assert page.texts("#right-form .tag-guess") == [f"Roads, {words}"]
        assert "%" not in page.text("#concern-topics")


def test_two_topics_at_most_are_offered_the_likelier_first_and_none_that_is_retired(
    officer, roads, noise
):
    concern, dogs = make_concern(), make_topic(name_en="Dogs")
    retired = make_topic(retired_at=now())
    for topic, probability in [(roads, 0.31), (noise, 0.42), (dogs, 0.35), (retired, 0.48)]:
        suggest(concern, topic, probability)

    page = officer.get(path(concern))

    assert "The computer is not sure." in page.text("#concern-topics")
    assert offered(page) == ["Noise", "Dogs", "No topic fits"]
    assert not page.has("#right-form")


def test_nothing_found_nothing_read_and_nothing_sought_are_told_apart(complaints_officer):
    unread, read = make_concern(), make_concern(suggested_at=now())
    about_officer = make_concern(is_complaint=True, suggested_at=now())

    page = complaints_officer.get(path(unread))
    assert "has not read it yet" in page.text("#concern-topics")
    page = complaints_officer.get(path(read))
    assert "found no topic that fits" in page.text("#concern-topics")
    page = complaints_officer.get(path(about_officer))
    assert page.has("#topics-form")
    assert not page.has("#other-form")


def test_a_list_marks_what_is_only_a_guess(officer, roads, noise):
    event = make_event()
    bodies = ("likely", "confirmed", "possible", "nothing")
    likely, confirmed, possible, _ = (make_concern(event=event, body=body) for body in bodies)
    make_concern(event=event, topics=[noise])
    for concern, probability in ((likely, 0.8), (confirmed, 0.8), (possible, 0.4)):
        suggest(concern, roads, probability)
    confirmed.check_topics(by=officer.member)
    db.session.commit()

    page = officer.get("/staff/concerns")

    tags = ["Noise", "No topic", "Roads, possible", "Roads", "Roads, likely"]
    assert page.texts("#concern-list .meta") == tags
    links = [link["href"] for link in page.select("#concern-list .items a")]
    assert [officer.get(link).text("#concern-topics summary .tag") for link in links] == tags


# One tap


def test_what_the_resident_chose_is_never_questioned_only_added_to(officer, roads, noise):
    concern = make_concern(topics=[roads])
    save(TopicSuggestion(concern_id=concern.id, topic_id=noise.id, probability=0.8))

    page = officer.get(path(concern))
    assert "Roads: chosen by the resident" in page.text("#concern-topics")
    assert "may also be about" in page.text("#concern-topics")
    assert offered(page) == ["Noise"]
    assert not page.has("#right-form")

    tapped(officer, page, "Noise")
    assert topic_assignments(concern) == {roads.id: AssignedBy.RESIDENT, noise.id: AssignedBy.STAFF}


# Learning


def test_a_correction_lets_the_rest_of_the_event_be_read_again(officer, roads, noise):
    corrected, checked, unchecked = make_concerns(3, suggested_at=now())
    elsewhere = make_concern(suggested_at=now())
    checked.check_topics(by=make_staff())
    suggest(corrected, roads, 0.8)
    suggest(corrected, noise, 0.35)

    tapped(officer, officer.get(path(corrected)), "Noise")

    assert reload(unchecked).suggested_at is None
    for other in (corrected, checked, elsewhere):
        assert reload(other).suggested_at is not None


# At once


def test_an_offered_topic_takes_the_place_of_the_suggested_one_and_a_colleague_is_told(
    officer, roads, noise
):
    concern = suggest(make_concern(), roads, 0.6)
    suggest(concern, noise, 0.35)
    page = officer.get(path(concern))

    corrected = tapped(officer, page, "Noise")
    answer = tap(officer, page, "Confirm topics")

    assert "Noise: set by" in corrected.text("#concern-topics")
    assert "A colleague got there first." in said(officer, answer)
    assert topic_assignments(concern) == {noise.id: AssignedBy.STAFF}
    assert [entry.details for entry in audit_entries()] == [{"topics": [["roads"], ["noise"]]}]


def test_what_the_program_suggested_since_is_not_confirmed_unseen(officer, roads, noise):
    concern = suggest(make_concern(), roads, 0.6)
    page = officer.get(path(concern))
    db.session.execute(ConcernTopic.__table__.delete())
    db.session.execute(TopicSuggestion.__table__.delete())
    db.session.commit()
    suggest(concern, noise, 0.9)

    tapped(officer, page, "Confirm topics")

    assert topic_assignments(concern) == {roads.id: AssignedBy.STAFF}


@pytest.mark.both_databases
def test_colleagues_who_confirm_and_correct_at_once_leave_one_of_both(app, roads, noise):
    concerns = make_concerns(2)
    for concern in concerns:
        suggest(concern, roads, 0.6)
        suggest(concern, noise, 0.35)
    addresses = [path(concern, "/topics") for concern in concerns]

    def sort(number, visitor):
        chosen = noise.id if number % 2 else roads.id
        in_order = addresses if number % 2 else reversed(addresses)
        return [visitor.post(each, shown=roads.id, topics=[chosen]).status for each in in_order]

    assert run_concurrently(colleagues(app, 6), sort) == [[303] * len(concerns)] * 6
    for concern in concerns:
        assert set(topic_assignments(concern)) in ({roads.id}, {noise.id})
        assert reload(concern).topics_are_checked


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
