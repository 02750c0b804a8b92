"""What sounds like a complaint, however it comes in: who may read it until it is sorted."""

import pytest

from coffeecop.concerns import arriving
from coffeecop.concerns.residents import receive, write_again
from coffeecop.concerns.verbs import make_complaint, return_complaint
from coffeecop.db import db, db_writes
from coffeecop.models import Concern, Kind, Language, Phase, Role
from coffeecop.models.matters.queries import sizes_of
from coffeecop.staff.concern_list.work import count_work
from tests.factories import make_concern, make_event, make_flag, make_matter, make_staff
from tests.staff.concerns.form_filling import counted
from tests.stored import fate_of, one_of, reload


@pytest.fixture
def detectors(monkeypatch):
    """Let these three be found, or not."""

    def set_to(*, sounds=True, police=True, danger=False):
        monkeypatch.setattr(arriving, "sounds_like_complaint", lambda text: sounds)
        monkeypatch.setattr(arriving, "names_police", lambda text: police)
        monkeypatch.setattr(arriving, "tells_of_danger", lambda text: danger)

    return set_to


@pytest.mark.parametrize(
    ("said", "found", "is_complaint", "is_hidden", "is_doubtful"),
    [
        (None, {}, False, True, False),
        (None, {"sounds": False}, False, False, False),
        (None, {"police": False}, False, False, True),
        (None, {"danger": True}, False, False, True),
        (None, {"sounds": False, "danger": True}, False, False, False),
        (True, {"danger": True}, True, False, False),
        (False, {}, False, False, False),
    ],
)
def test_an_open_question_hides_what_names_police_and_tells_of_no_danger(
    detectors, said, found, is_complaint, is_hidden, is_doubtful
):
    detectors(**found)

    judged = arriving.who_may_read("A text", about_officer=said)

    assert tuple(judged.values()) == (is_complaint, is_hidden, is_doubtful)


@pytest.mark.parametrize(
    "text",
    [
        "Your officer touches my daughter",
        "el agente toca a mi hija en la escuela",
        "an officer hit my son in the face",
        "Officer Lopez comes into my daughter's room at night",
    ],
)
def test_danger_is_not_hidden_though_it_names_police(text):
    assert not arriving.who_may_read(text, about_officer=None)["may_be_complaint"]


@pytest.fixture
def concern_of_officer(app):
    """A concern that somebody takes care of, with its matter."""
    concern = make_concern(receipt_hash="receipt", assigned_to_id=make_staff().id)
    return concern, make_matter(concern)


def test_whoever_stores_a_concern_and_says_nothing_has_it_judged(app, detectors):
    detectors()
    event = make_event(holds_submissions=True)
    values = {"event": event, "phase": Phase.BEFORE, "language": Language.ENGLISH, "is_held": True}

    with db_writes():
        receive(Concern(body="A text", form_key_hash="a", **values))

    assert fate_of(one_of(Concern)) == (False, True, False)
    assert not one_of(Concern).is_held


@pytest.mark.parametrize(
    ("found", "is_hidden", "is_doubtful"),
    [
        ({}, True, False),
        ({"police": False}, False, True),
        ({"danger": True}, False, True),
        ({"sounds": False}, False, False),
    ],
)
def test_what_a_resident_adds_is_judged_as_what_was_sent_first(
    detectors, concern_of_officer, found, is_hidden, is_doubtful
):
    concern, matter = concern_of_officer
    detectors(**found)

    with db_writes():
        write_again(concern, key_hash="again", body="A text")

    assert fate_of(reload(concern)) == (False, is_hidden, is_doubtful)
    assert concern.waiting_since
    assert (concern.assigned_to_id is None) is is_hidden
    assert sizes_of([matter.id]) == {matter.id: 0 if is_hidden else 1}
    assert count_work(make_staff(Role.COMPLAINTS)).complaints == (is_hidden or is_doubtful)


@pytest.mark.parametrize("how", ["in words", "by a flag"])
def test_danger_that_was_told_before_is_hidden_by_nothing_that_is_added(detectors, how):
    concern = make_concern(body="He hit me last night" if how == "in words" else "Last night")
    if how == "by a flag":
        make_flag(concern=concern)
    detectors()

    with db_writes():
        write_again(concern, key_hash="again", body="A text")

    assert fate_of(reload(concern)) == (False, False, True)


def test_what_is_added_to_a_complaint_leaves_it_one(detectors, concern_of_officer):
    concern, _matter = concern_of_officer
    detectors(police=False)
    with db_writes():
        make_complaint(concern, by=make_staff(Role.COMPLAINTS))
        write_again(concern, key_hash="again", body="A text")

    assert fate_of(reload(concern)) == (True, False, False)


def test_what_sounds_like_a_complaint_is_never_taken_for_thanks(monkeypatch, detectors):
    monkeypatch.setattr(arriving, "guess_kind", lambda text: "thanks")
    detectors()
    assert arriving.guessed_kind("Thanks for nothing") is Kind.CONCERN
    detectors(sounds=False)
    assert arriving.guessed_kind("Thanks") is Kind.THANKS


def test_danger_is_never_taken_for_a_question():
    assert arriving.guessed_kind("There is a man with a gun outside the school") is Kind.CONCERN


def test_who_says_nothing_about_a_thief_is_not_kept_from_the_event(visitor, detectors):
    detectors(police=False)
    where = f"/events/{make_event().slug}/concerns"

    visitor.post(where, body="He grabbed my bag and ran.", was_stopped="1")

    assert counted() == [one_of(Concern)]


def test_once_sorted_it_is_in_no_doubt(app):
    for verb in (make_complaint, return_complaint):
        concern = make_concern(sounds_like_complaint=True)

        verb(concern, by=make_staff())
        db.session.commit()

        assert not reload(concern).sounds_like_complaint
