"""What was done to many concerns in one step is undone in one step."""

import pytest

from coffeecop.concerns import verbs
from coffeecop.concerns.assignment import Assignment, give_concern, set_assignment
from coffeecop.concerns.locks import IsComplaint
from coffeecop.concerns.undo import AlreadyDone, undo, undoable
from coffeecop.db import db
from coffeecop.models import AuditAction, ChangeKind, ConcernChange, ConcernState, HiddenFor, Role
from tests.factories import make_concern, make_concerns, make_staff, put_in_state
from tests.staff.concerns.form_filling import said
from tests.stored import all_of, audited, reload

pytestmark = pytest.mark.both_databases


def hide(concerns, member, *, key="key"):
    with undoable(ChangeKind.HIDDEN, concerns, key_hash=key, by=member) as change:
        for concern in concerns:
            verbs.hide(concern, HiddenFor.SPAM, by=member)
    db.session.commit()
    return change


def undo_path(change):
    return f"/staff/concerns/changes/{change.id}/undo"


def test_what_is_shown_again_is_with_whom_it_was_and_sleeps_as_long(officer):
    concern, colleague = make_concern(), make_staff()
    give_concern(concern, colleague, by=officer.member)
    concern.snooze(None)
    db.session.commit()
    change = hide([concern], officer.member)
    assert reload(concern).assigned_to_id is None

    officer.post(undo_path(change))

    shown = reload(concern)
    assert (shown.assigned_to_id, shown.put_away_for_next_event) == (colleague.id, True)


def test_what_was_done_to_many_is_undone_at_once_and_once(officer):
    concerns = make_concerns(3, is_held=True)
    change = hide(concerns, officer.member)
    assert [reload(each).hidden_for for each in concerns] == [HiddenFor.SPAM] * 3

    answer, _again = (officer.post(undo_path(change)) for _ in range(2))

    assert said(officer, answer) == "3 concerns are as they were before."
    assert all(each.is_held and not each.is_hidden for each in map(reload, concerns))
    undone = [each for each in audited() if each[0] == AuditAction.CHANGE_UNDONE]
    assert undone == [
        (AuditAction.CHANGE_UNDONE, officer.member.id, each.id, {"change": "hidden"})
        for each in concerns
    ]


def test_only_what_changed_is_noted_and_never_a_text(officer):
    hidden, untouched = make_concerns(2)
    by = officer.member
    with undoable(ChangeKind.HIDDEN, [hidden, untouched], key_hash="key", by=by) as change:
        verbs.hide(hidden, HiddenFor.SPAM, by=by)

    (item,) = change.items
    assert item.concern_id == hidden.id
    assert set(item.after) == {"state", "state_at", "state_by_id", "hidden_for"}


def test_what_a_colleague_changed_since_stays_and_is_named(officer):
    shown, hidden = make_concerns(2)
    change = hide([shown, hidden], officer.member)
    verbs.show(shown, by=officer.member)
    hide([shown], make_staff(), key="other")

    result = undo(change, by=officer.member)

    assert (result.undone, result.left) == ([hidden.id], [shown.id])
    assert reload(shown).is_hidden


def test_a_deputy_given_since_keeps_the_assignment(officer):
    """Setting back the one without the other would break a rule of the database."""
    concern, deputy = make_concern(), make_staff()
    with undoable(ChangeKind.ASSIGNED, [concern], key_hash="key", by=officer.member) as change:
        give_concern(concern, officer.member, by=officer.member)
    set_assignment(concern, Assignment(officer.member, deputy, None), by=officer.member)
    db.session.commit()

    assert undo(change, by=officer.member).left == [concern.id]
    db.session.commit()


def test_the_same_form_sent_again_does_nothing_and_finds_what_was_done(officer):
    concern = make_concern()
    first = hide([concern], officer.member)

    with pytest.raises(AlreadyDone) as raised:
        hide([concern], officer.member)

    assert raised.value.change == first
    assert len(all_of(ConcernChange)) == 1


@pytest.mark.parametrize(
    ("kind", "role"), [(ChangeKind.STATUS, Role.OFFICER), (ChangeKind.HIDDEN, Role.COMPLAINTS)]
)
def test_what_became_a_complaint_meanwhile_is_not_touched(app, kind, role):
    member, concern = make_staff(role), make_concern(is_complaint=True)

    with pytest.raises(IsComplaint), undoable(kind, [concern], key_hash="key", by=member):
        pass


def test_what_became_a_complaint_since_stays_for_who_may_not_read_it(officer):
    concern = make_concern()
    with undoable(ChangeKind.STATUS, [concern], key_hash="key", by=officer.member) as change:
        verbs.set_state(concern, ConcernState.CLOSED, by=officer.member)
    verbs.make_complaint(concern, by=officer.member)
    db.session.commit()

    answer = officer.post(undo_path(change))

    assert said(officer, answer) == (
        f"Something changed since, so these stay as they are: {concern.id}."
    )
    assert reload(change).undone_at is None
    assert reload(concern).state is ConcernState.CLOSED


@pytest.mark.parametrize("state", [ConcernState.ANSWERED, ConcernState.WITHDRAWN])
def test_what_was_answered_or_taken_back_since_stays(officer, state):
    concern = make_concern()
    with undoable(ChangeKind.STATUS, [concern], key_hash="key", by=officer.member) as change:
        verbs.set_state(concern, ConcernState.LOOKED_INTO, by=officer.member)
    put_in_state(concern, state)

    assert undo(change, by=officer.member).left == [concern.id]
    assert reload(concern).state is state
