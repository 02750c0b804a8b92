"""What the program suggests, and what staff make of it in one tap."""

import pytest

from coffeecop.db import db, now
from coffeecop.models import AssignedBy, ConcernTopic, TopicSuggestion
from tests.colleagues import colleagues, run_concurrently
from tests.factories import (
    make_concern,
    make_concerns,
    make_event,
    make_staff,
    make_topic,
    save,
    suggest,
)
from tests.staff.concerns.form_filling import path, said, tap, tapped
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
