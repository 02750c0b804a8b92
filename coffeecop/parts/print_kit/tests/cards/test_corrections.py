"""Correcting what was typed in: topics by one tap, and taking a card back."""

from datetime import timedelta

import pytest

from coffeecop.concerns.assignment import Assignment, add_note, set_assignment
from coffeecop.concerns.residents import withdraw
from coffeecop.concerns.verbs import make_complaint
from coffeecop.db import db, now
from coffeecop.models import AssignedBy, AuditAction, Concern, ConcernSource, ConcernState, Role
from coffeecop.parts.print_kit.cards.actions import undo_card
from coffeecop.parts.print_kit.cards.matching import CardRefused
from coffeecop.parts.print_kit.cards.queries import UNDO_WITHIN
from coffeecop.parts.print_kit.models import CardAction
from coffeecop.parts.print_kit.tests.typing_in import path, show, typed_in
from tests.factories import (
    make_concern,
    make_flag,
    make_message,
    make_staff,
    make_topic,
    put_in_state,
    save,
    sign_in,
)
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
    form = page.one("form[id^=topics-]")
    (chip,) = [each for each in form.select(".chip") if each.words == words]
    fields = {"toggled": chip["value"]}
    for field in form.select("input[name]:not([name=csrf_token])"):
        fields.setdefault(field["name"], []).append(field["value"])
    return visitor.post(form["action"], **fields)


def test_a_tap_on_a_guess_or_any_other_topic_makes_it_one_and_again_takes_it_away(
    officer, event, traffic, noise
):
    def tap(page, words):
        page = arrive(officer, tap_chip(officer, page, words))
        return page, (page.texts(".chip[aria-pressed=true]"), page.texts(".chip-guess"))

    page, chosen = tap(typed_in(officer, event, "Cars."), "Traffic?")
    assert chosen == (["Traffic"], [])
    concern = one_of(Concern)
    assert page.one("[data-focus]")["aria-label"] == f"Topics of number {concern.id}"
    assert audited()[-1][0::3] == (AuditAction.TOPICS_CHANGED, {"topics": [[], ["traffic"]]})
    page, chosen = tap(page, "Noise")
    assert chosen == (["Traffic", "Noise"], [])
    page, chosen = tap(page, "Traffic")

    assert chosen == (["Noise"], [])
    assert topic_assignments(concern) == {noise.id: AssignedBy.STAFF}


def test_what_the_computer_assigned_gives_way_to_what_is_tapped(officer, event, traffic, noise):
    typed_in(officer, event, "Cars.")
    concern = one_of(Concern)
    concern.suggested_at = now()
    assigned = make_concern(topics=[traffic], assigned_by=AssignedBy.ENGINE)
    save(concern, topic_rows=assigned.topic_rows)

    arrive(officer, tap_chip(officer, show(officer, event), "Noise"))

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

SECOND = timedelta(seconds=1)


def undo(visitor, event, concern, **fields):
    return visitor.post(path(event, f"/{concern.id}/undo"), **fields)


def has_undo(page):
    return page.has("form[id^=undo-]")


def test_undo_takes_the_card_back_into_the_form_and_it_can_be_typed_in_again(officer, event, card):
    page = typed_in(officer, event, "Cras.", stub="17", answer="y")
    assert has_undo(page)
    address = path(event, f"/{one_of(Concern).id}/undo")

    page = officer.post(address)

    assert page.status == 200
    assert (page.value("#stub"), page.value("#body")) == ("17", "Cras.")
    assert page.has("#answer[checked]")
    assert page.text("#typed-in > .hint") == "0 of 1 printed cards are typed in."
    assert all_of(Concern) == []
    # Twice is as good as once.
    assert arrive(officer, officer.post(address)).status == 200
    taken_back = {"taken_back": None}
    assert audited()[1:] == [(CardAction.CARD_ENTERED, officer.member.id, event.id, taken_back)]
    typed_in(officer, event, "Cars.", stub="17")
    assert one_of(Concern).receipt_hash == card.receipt_hash
    sign_in(officer, Role.RECORDS)
    log = whole(officer, "/staff/audit").words
    assert [said in log for said in ("typed in a card", "Taken back", "Card: 17")] == [True] * 3


def test_what_is_being_typed_meanwhile_is_not_lost(officer, event):
    typed_in(officer, event)

    page = undo(officer, event, one_of(Concern), body="The next card")

    assert "Save the card that you are typing first." in page.refused("#typed-in [role=alert]")
    assert len(all_of(Concern)) == 1


@pytest.mark.parametrize(
    "touch",
    [
        lambda concern, member: concern.check_topics(by=member),
        lambda concern, _: setattr(concern, "created_at", now() - UNDO_WITHIN - SECOND),
        lambda concern, _: make_flag(concern=concern),
        lambda concern, member: make_message(concern, "Thank you.", by=member),
        lambda concern, member: put_in_state(concern, ConcernState.CLOSED, by=member),
        lambda concern, member: setattr(concern, "assigned_to_id", member.id),
        lambda concern, member: make_complaint(concern, by=member),
        lambda concern, _: withdraw(concern),
        lambda concern, member: add_note(concern, key_hash="n", body="I know her.", by=member),
        lambda concern, member: put_due(concern, by=member),
    ],
    ids=[
        *("sorted", "late", "flagged", "answered", "closed", "assigned", "moved", "withdrawn"),
        *("noted", "due"),
    ],
)
def test_what_somebody_has_worked_with_stays(officer, event, touch):
    typed_in(officer, event)
    concern = one_of(Concern)
    touch(concern, make_staff())
    db.session.commit()

    assert not has_undo(show(officer, event))
    page = undo(officer, event, concern)

    assert page.status == 422
    told = f"Number {concern.id} stays: somebody else worked with it, or it is too late"
    assert told in page.text("#typed-in [role=alert]")
    assert reload(concern)


def put_due(concern, *, by):
    set_assignment(concern, Assignment(None, None, by.agency.today), by=by)


def test_who_corrected_only_the_topics_may_still_take_it_back(officer, event):
    typed_in(officer, event)
    concern = one_of(Concern)
    concern.check_topics(by=officer.member)
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


def test_a_card_that_a_case_needs_is_not_taken_back(app, needed):
    typist = make_staff()
    concern = make_concern(source=ConcernSource.PAPER, entered_by_id=typist.id)
    needed(concern)

    with pytest.raises(CardRefused, match="somebody else worked with it"):
        undo_card(concern.event, concern.id, by=typist)
