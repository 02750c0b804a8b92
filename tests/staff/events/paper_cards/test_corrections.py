"""Correcting what was typed in: topics by one tap, and taking a card back."""

from datetime import timedelta

import pytest

from coffeecop.db import db, now
from coffeecop.models import AssignedBy, AuditAction, Concern, ConcernStatus, Role
from coffeecop.staff.events.paper_cards.actions import UNDO_WITHIN
from tests.factories import (
    make_concern,
    make_flag,
    make_message,
    make_staff,
    make_topic,
    sign_in,
)
from tests.staff.events.paper_cards.typing import path, show, typed_in
from tests.staff.form_filling import arrive, whole
from tests.stored import all_of, audited, one_of, reload, topic_assignments


@pytest.fixture
def traffic(app):
    return make_topic(key="traffic", name_en="Traffic", keywords_en="cars")


@pytest.fixture
def noise(app):
    return make_topic(key="noise", name_en="Noise", keywords_en="loud")


def tap_chip(visitor, page, words):
    """Tap a topic of the newest card and return the page that follows."""
    form = page.soup.select_one("form[id^=topics-]")
    (chip,) = [each for each in form.select(".chip") if each.get_text(strip=True) == words]
    fields = {"toggled": chip["value"]}
    for field in form.select("input[name]:not([name=csrf_token])"):
        fields.setdefault(field["name"], []).append(field["value"])
    return visitor.post(form["action"], **fields)


def tapped(visitor, page, words):
    return arrive(visitor, tap_chip(visitor, page, words))


def chips(page):
    """Return the topics that are chosen, and the guesses."""
    return page.texts(".chip[aria-pressed=true]"), page.texts(".chip-guess")


def test_a_tap_on_a_guess_makes_it_the_topic(officer, event, traffic, noise):
    page = typed_in(officer, event, "Loud cars.")
    assert chips(page)[0] == []

    page = tapped(officer, page, "Noise?")

    assert chips(page) == (["Noise"], [])
    concern = one_of(Concern)
    assert topic_assignments(concern) == {noise.id: AssignedBy.STAFF}
    assert page.one("[data-focus]")["aria-label"] == f"Topics of number {concern.id}"
    assert audited()[-1][0::3] == (AuditAction.TOPICS_CHANGED, {"topics": [[], ["noise"]]})


def test_any_other_topic_is_two_taps_away_and_a_tap_takes_it_away_again(
    officer, event, traffic, noise
):
    page = tapped(officer, typed_in(officer, event, "Cars."), "Traffic?")
    page = tapped(officer, page, "Noise")
    assert chips(page) == (["Traffic", "Noise"], [])

    page = tapped(officer, page, "Traffic")

    assert chips(page) == (["Noise"], [])
    assert topic_assignments(one_of(Concern)) == {noise.id: AssignedBy.STAFF}


def test_what_the_computer_assigned_gives_way_to_what_is_tapped(officer, event, traffic, noise):
    typed_in(officer, event, "Cars.")
    concern = one_of(Concern)
    concern.suggested_at = now()
    assigned = make_concern(topics=[traffic], assigned_by=AssignedBy.ENGINE)
    concern.topic_rows = assigned.topic_rows
    db.session.commit()

    tapped(officer, show(officer, event), "Noise")

    assert topic_assignments(concern) == {noise.id: AssignedBy.STAFF}


def test_a_flag_comes_before_the_topics(officer, event, traffic):
    page = typed_in(officer, event, "Cars.")
    concern = one_of(Concern)
    make_flag(concern=concern)

    answer = tap_chip(officer, page, "Traffic?")

    assert answer.status == 422
    told = f"Number {concern.id}: decide the flag first."
    assert told in answer.text("#typed-in [role=alert]")
    assert topic_assignments(concern) == {}
    assert not show(officer, event).has("form[id^=topics-]")


def test_no_card_s_topics_are_changed_under_another_event_or_of_what_is_no_card(
    officer, event, traffic
):
    online = make_concern(event=event)

    answer = officer.post(path(event, f"/{online.id}/topics"), toggled=traffic.id, shown="")

    assert answer.status == 404
    assert topic_assignments(online) == {}


# Undo


def undo(visitor, event, concern, **fields):
    return visitor.post(path(event, f"/{concern.id}/undo"), **fields)


def has_undo(page):
    return page.has("form[id^=undo-]")


def test_undo_takes_the_card_back_into_the_form(officer, event, card):
    page = typed_in(officer, event, "Cars.", stub="17", answer="y")
    assert has_undo(page)

    page = undo(officer, event, one_of(Concern))

    assert page.status == 200
    assert (page.value("#stub"), page.value("#body")) == ("17", "Cars.")
    assert page.has("#answer[checked]")
    assert page.text("#typed-in > .hint") == "0 of 1 printed cards are typed in."
    assert all_of(Concern) == []
    taken_back = {"taken_back": None}
    assert audited()[-1] == (AuditAction.CARD_ENTERED, officer.member.id, event.id, taken_back)


def test_a_card_that_was_taken_back_can_be_typed_in_again(officer, event, card):
    typed_in(officer, event, "Cras.", stub="17")
    undo(officer, event, one_of(Concern))

    typed_in(officer, event, "Cars.", stub="17")

    assert one_of(Concern).receipt_hash == card.receipt_hash


def test_to_undo_twice_is_as_good_as_once(officer, event):
    typed_in(officer, event)
    address = path(event, f"/{one_of(Concern).id}/undo")
    officer.post(address)

    page = arrive(officer, officer.post(address))

    assert page.status == 200
    assert len(audited()) == 2


def test_what_is_being_typed_meanwhile_is_not_lost(officer, event):
    typed_in(officer, event)

    page = undo(officer, event, one_of(Concern), body="The next card")

    assert page.status == 422
    assert "Save the card that you are typing first." in page.text("#typed-in [role=alert]")
    assert len(all_of(Concern)) == 1


def correct_topics(concern, member):
    concern.check_topics(by=member)


def let_time_pass(concern, _member):
    concern.created_at -= UNDO_WITHIN + timedelta(seconds=1)


def flag(concern, _member):
    make_flag(concern=concern)


def answer_it(concern, member):
    make_message(concern, "Thank you.", by=member)


def close_it(concern, member):
    concern.set_status(ConcernStatus.CLOSED, by=member)


def give_it(concern, member):
    concern.assigned_to_id = member.id


def move_it(concern, _member):
    concern.move_to_complaints()


def withdraw_it(concern, _member):
    concern.withdraw()


@pytest.mark.parametrize(
    "touch",
    [correct_topics, let_time_pass, flag, answer_it, close_it, give_it, move_it, withdraw_it],
)
def test_what_somebody_has_worked_with_stays(officer, event, touch):
    typed_in(officer, event)
    concern = one_of(Concern)
    touch(concern, make_staff())
    db.session.commit()

    assert not has_undo(show(officer, event))
    page = undo(officer, event, concern)

    assert page.status == 422
    told = f"Number {concern.id} can no longer be taken back. Open it."
    assert told in page.text("#typed-in [role=alert]")
    assert reload(concern)


def test_who_corrected_only_the_topics_may_still_take_it_back(officer, event):
    typed_in(officer, event)
    concern = one_of(Concern)
    correct_topics(concern, officer.member)
    db.session.commit()

    assert undo(officer, event, concern).status == 200
    assert all_of(Concern) == []


def test_nobody_takes_back_what_a_colleague_typed_in(officer, event):
    typed_in(officer, event)
    concern = one_of(Concern)
    sign_in(officer)

    page = show(officer, event)
    assert "typed in by Sgt. Sample" in page.text(".typed-in .meta")
    assert not has_undo(page)
    arrive(officer, undo(officer, event, concern))
    assert reload(concern)


def test_the_log_tells_what_was_typed_in_and_taken_back(officer, event, card):
    typed_in(officer, event, stub="17")
    undo(officer, event, one_of(Concern))
    typed_in(officer, event, stub="17")
    sign_in(officer, Role.RECORDS)

    words = whole(officer, "/staff/audit").words

    assert "typed in a card" in words
    assert "Taken back" in words
    assert "Card: 17" in words
