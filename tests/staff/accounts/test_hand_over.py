"""Somebody who leaves is disabled, and what was open with them goes to a colleague."""

import pytest

from coffeecop.db import db, now
from coffeecop.models import AuditAction, Concern, ConcernState, MatterState, Role
from coffeecop.models.matters.queries import may_say
from coffeecop.staff.accounts.actions import disable_staff_member
from coffeecop.staff.accounts.hand_over import NobodyTakesOver, Successors
from tests.factories import make_agency, make_concern, make_matter, make_message, make_staff
from tests.stored import audit_entries, reload

DONE = (ConcernState.ANSWERED, ConcernState.CLOSED)


@pytest.fixture
def leaving(admin):
    return make_staff(name="Ana Example")


@pytest.fixture
def ben(admin):
    return make_staff(name="Ben Boot")


def give(member, **values):
    return make_concern(assigned_to_id=member.id, **values)


def disable(visitor, member, **fields):
    return visitor.post(f"/staff/people/{member.id}/disable", **fields)


def handed_over():
    return [entry.details for entry in audit_entries(AuditAction.WORK_HANDED_OVER)]


def test_the_page_says_how_much_is_open_and_asks_who_takes_it_over(admin, leaving, ben):
    give(leaving)
    give(leaving)
    give(leaving, is_complaint=True)
    make_staff(Role.COMPLAINTS, name="Cleo")

    page = admin.get(f"/staff/people/{leaving.id}")

    assert "2 concerns are open with Ana Example." in page.words
    assert "1 concern about an officer is open with Ana Example." in page.words
    offered = {"Choose", "Ben Boot", "Cleo", "Sgt. Sample"}
    assert set(page.texts("#concerns_to option")) == offered
    assert page.texts("#complaints_to option") == ["Choose", "Cleo"]


def test_what_is_open_goes_to_the_colleague_and_the_record_says_so(admin, leaving, ben):
    opened, waiting = give(leaving), give(leaving, state=ConcernState.ANSWERED)
    make_message(waiting, "It is worse now.")
    waiting.wants_answer = True
    done, other = give(leaving, state=ConcernState.CLOSED), give(admin.member)

    answer = disable(admin, leaving, concerns_to=ben.id)

    assert (answer.status, answer.location) == (303, f"/staff/people/{leaving.id}")
    assert not reload(leaving).is_active
    assert {reload(each).assigned_to_id for each in (opened, waiting)} == {ben.id}
    assert reload(done).assigned_to_id == leaving.id
    assert reload(other).assigned_to_id == admin.member.id
    assert handed_over() == [{"concerns": 2, "successor": "Ben Boot"}]


def test_who_has_nothing_open_is_disabled_without_a_choice(admin, leaving):
    concerns = [give(leaving, state=state) for state in (*DONE, ConcernState.WITHDRAWN)]
    assert not admin.get(f"/staff/people/{leaving.id}").has("#concerns_to")

    assert disable(admin, leaving).status == 303

    assert {reload(each).assigned_to_id for each in concerns} == {leaving.id}
    assert handed_over() == []


def test_only_an_active_colleague_can_take_over(admin, leaving):
    concern = give(leaving)
    stranger, disabled = make_staff(agency=make_agency()), make_staff(disabled_at=now())

    for chosen in ("", "Ben", 2**31 - 1, leaving.id, stranger.id, disabled.id):
        page = disable(admin, leaving, concerns_to=chosen)
        assert "Choose who takes over the concerns." in page.refused("#concerns_to-error")

    assert reload(leaving).is_active
    assert reload(concern).assigned_to_id == leaving.id


def test_complaints_go_only_to_who_may_read_them(admin, leaving, ben):
    complaint, concern = give(leaving, is_complaint=True), give(leaving)
    page = disable(admin, leaving, concerns_to=ben.id, complaints_to=ben.id)
    assert "First give a colleague the role Complaints" in page.refused("#complaints_to-error")
    assert page.one("#concerns_to [selected]").text == "Ben Boot", "what was chosen is kept"

    cleo = make_staff(Role.COMPLAINTS, name="Cleo")
    assert disable(admin, leaving, concerns_to=ben.id, complaints_to=ben.id).status == 422
    assert disable(admin, leaving, concerns_to=ben.id, complaints_to=cleo.id).status == 303

    assert reload(complaint).assigned_to_id == cleo.id
    assert reload(concern).assigned_to_id == ben.id
    concerns = {"concerns": 1, "successor": "Ben Boot"}
    complaints = {"complaints": 1, "successor": "Cleo"}
    assert handed_over() == [concerns, complaints]


@pytest.mark.parametrize("is_complaint", [False, True])
def test_the_operation_itself_leaves_nothing_with_nobody(admin, leaving, ben, is_complaint):
    give(leaving, is_complaint=is_complaint)
    successors = Successors(complaints=ben) if is_complaint else Successors()

    with pytest.raises(NobodyTakesOver):
        disable_staff_member(leaving, successors, by=admin.member)

    db.session.rollback()
    assert db.session.query(Concern).one().assigned_to_id == leaving.id


def test_what_somebody_has_as_a_deputy_goes_along_and_nobody_becomes_their_own(admin, leaving, ben):
    cleo = make_staff()
    people = [(leaving, ben), (ben, leaving), (leaving, cleo), (cleo, leaving), (cleo, ben)]
    concerns = [give(one, deputy_id=other.id) for one, other in people]

    assert disable(admin, leaving, concerns_to=ben.id).status == 303

    found = [(reload(each).assigned_to_id, each.deputy_id) for each in concerns]
    alone, kept = (ben.id, None), (cleo.id, ben.id)
    assert found == [alone, alone, (ben.id, cleo.id), kept, kept]
    assert handed_over() == [{"concerns": 4, "successor": "Ben Boot"}]


def test_what_they_promised_goes_to_a_colleague_too(admin, leaving, ben):
    cleo = make_staff()
    owned, deputized = (make_matter(said=MatterState.DOING, is_public=True) for _ in range(2))
    owned.owner, owned.deputy = leaving, ben
    deputized.owner, deputized.deputy = cleo, leaving
    done = make_matter(by=leaving, said=MatterState.DONE)
    db.session.commit()
    assert "2 promises are open with Ana Example." in admin.get(f"/staff/people/{leaving.id}").words
    assert disable(admin, leaving).status == 422

    assert disable(admin, leaving, matters_to=ben.id).status == 303

    found = [(reload(each).owner_id, each.deputy_id) for each in (owned, deputized, done)]
    assert found == [(ben.id, None), (cleo.id, ben.id), (None, None)]
    assert handed_over() == [{"matters": 2, "successor": "Ben Boot"}]
    assert (may_say(reload(owned), ben), may_say(owned, leaving)) == (True, False)
