"""What staff do with matters, each step locked, kept once and followed, never changed."""

from datetime import timedelta

import pytest

from coffeecop.concerns.residents import withdraw
from coffeecop.concerns.verbs import hide, make_complaint
from coffeecop.db import db
from coffeecop.matters.telling import tell, to_tell
from coffeecop.matters.verbs import (
    CannotCombine,
    HasBeenSaid,
    LacksWords,
    Said,
    add_concerns,
    change,
    combine,
    publish,
    remove,
    say,
    unpublish,
)
from coffeecop.models import ConcernState, HiddenFor, Language, Matter, MatterState, Role
from coffeecop.models.matters.queries import concerns_of, matters_with, sizes_of
from coffeecop.models.may_go import MustStay
from tests.factories import make_agency, make_concern, make_event, make_matter, make_staff, say_of
from tests.findings import faults_found


@pytest.fixture
def officer(app):
    return make_staff(Role.OFFICER, name="Ana Example")


@pytest.fixture
def organizer(app):
    return make_staff(Role.ORGANIZER)


def members(matter):
    return {each.id for each in db.session.scalars(concerns_of(matter))}


def test_only_what_counts_for_an_event_of_the_department_belongs(officer):
    matter, event = make_matter(), make_event()
    others = [
        make_concern(is_complaint=True),
        make_concern(is_held=True),
        make_concern(state=ConcernState.HIDDEN, hidden_for=HiddenFor.SPAM),
        make_concern(event=make_event(agency=make_agency())),
    ]

    assert add_concerns(matter, [*others, make_concern(event=event)], by=officer) != []
    assert sizes_of([matter.id]) == {matter.id: 1}


@pytest.mark.parametrize("leave", ["withdraw", "hide", "complaint"])
def test_what_leaves_the_stream_leaves_all_its_matters(organizer, leave):
    concern = make_concern()
    matter = make_matter(concern)
    {
        "withdraw": lambda: withdraw(concern),
        "hide": lambda: hide(concern, HiddenFor.SPAM, by=organizer),
        "complaint": lambda: make_complaint(concern, by=organizer),
    }[leave]()
    db.session.commit()
    db.session.expire_all()

    assert matter.concern_rows == []
    assert faults_found() == []


def test_a_promise_has_words_who_does_it_and_a_day_and_is_kept(organizer, officer):
    matter = make_matter()
    due_on = officer.agency.today + timedelta(days=9)
    words = {"en": "Two officers ride there.", "owner": officer, "due_on": due_on}
    promised = say(
        matter, Said(MatterState.DOING, **words), key_hash="a", seen=matter.version, by=organizer
    )
    again = say(matter, Said(MatterState.DOING, **words), key_hash="a", seen=None, by=organizer)
    say_of(matter, Said(MatterState.DOING, "The first ride was Friday.", is_note=True))

    assert again is promised
    assert (matter.said, matter.news.said_en) == (promised, "The first ride was Friday.")
    assert (matter.owner, matter.due_on, matter.news.due_on) == (officer, due_on, due_on)
    say_of(matter, Said(MatterState.DONE, es="Ya está."))
    assert (matter.state, matter.said.said_es, matter.news) == (MatterState.DONE, "Ya está.", None)
    assert (matter.owner, matter.due_on) == (None, None)
    assert [each.said_en for each in matter.steps][1] == "Two officers ride there."
    assert faults_found() == []


def test_residents_read_only_words_that_somebody_wrote(organizer):
    matter = make_matter()
    with pytest.raises(LacksWords):
        publish(matter, by=organizer)
    db.session.rollback()

    change(matter, {"asked_es": "Un paso oscuro."}, seen=matter.version, by=organizer)
    publish(matter, by=organizer)
    publish(matter, by=organizer)
    assert (matter.is_published, matter.said) == (True, None)
    with pytest.raises(LacksWords):
        change(matter, {"asked_es": None}, seen=matter.version, by=organizer)
    db.session.rollback()
    unpublish(matter, by=organizer)
    assert not matter.is_published


def test_what_is_opened_again_keeps_words_for_residents(organizer):
    matter = make_matter(said=MatterState.ANSWERED)
    publish(matter, by=organizer)
    db.session.commit()
    db.session.expire_all()

    with pytest.raises(LacksWords):
        say_of(matter, MatterState.HEARD)
    # What is read next writes nothing of it.
    assert db.session.query(Matter.state).scalar() is MatterState.ANSWERED


@pytest.mark.both_databases
def test_two_are_combined_if_nothing_is_lost(organizer):
    first, second = make_concern(), make_concern()
    matter, other = make_matter(first), make_matter(first, second, name="The light")
    public = make_matter(said=MatterState.DONE, is_public=True)

    combine(matter, other, by=organizer)
    assert members(matter) == {first.id, second.id}
    with pytest.raises(CannotCombine):
        combine(matter, public, by=organizer)


def test_what_a_case_needs_stays(organizer, needed):
    held, other = make_matter(make_concern()), make_matter()
    needed(held)

    with pytest.raises(MustStay):
        remove(held, by=organizer)
    db.session.rollback()
    with pytest.raises(MustStay):
        combine(other, held, by=organizer)
    db.session.rollback()
    combine(held, other, by=organizer)


def test_what_was_only_named_is_taken_back(organizer):
    concern = make_concern()
    remove(make_matter(concern), by=organizer)
    assert matters_with(concern) == []
    with pytest.raises(HasBeenSaid):
        remove(make_matter(said=MatterState.ANSWERED), by=organizer)


@pytest.mark.both_databases
def test_who_asked_is_told_in_their_language_once(organizer):
    contact = {"email": "ann@example.com"}
    english = make_concern(wants_answer=True, receipt_hash="a", contact=contact)
    spanish = make_concern(wants_answer=True, receipt_hash="b", language=Language.SPANISH)
    aloud = make_concern(wants_answer=True)
    matter = make_matter(english, spanish, aloud, make_concern(), said=MatterState.DOING)
    say_of(matter, Said(MatterState.DONE, "The city put up a light."))

    found = to_tell(matter)
    assert (found.now, found.lacks_words, found.lacks_receipt) == ([english], [spanish], [aloud])
    assert found.by_mail == 1
    assert [tell(matter, by=organizer), tell(matter, by=organizer)] == [1, 0]
    assert english.state is ConcernState.ANSWERED
    assert [each.body for each in english.messages] == ["The city put up a light."]
    assert spanish.waiting_since
    say_of(matter, Said(MatterState.DONE, "The city put up a light.", "La ciudad puso una luz."))
    # The English words are the same.
    assert to_tell(matter).now == [spanish]
