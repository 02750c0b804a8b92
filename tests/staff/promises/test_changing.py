"""Who changes a promise, and what they say of how far it is."""

import pytest

from coffeecop.models import AuditAction, PromiseStatus, PromiseUpdate, Role
from tests.factories import make_promise, make_staff, sign_in
from tests.staff.form_filling import as_shown, whole
from tests.stored import all_of, audited, reload

WHY = {"outcome_en": "The city said no.", "outcome_es": "La ciudad dijo que no."}


def test_its_owner_and_its_deputy_change_it_and_others_read_it(plain_visitor):
    owner, deputy = make_staff(), make_staff()
    promise = make_promise(owner=owner, deputy_id=deputy.id)
    sign_in(plain_visitor, Role.OFFICER)
    path = f"/staff/promises/{promise.id}"
    assert not plain_visitor.get(path).has(f"[href='{path}/edit']")

    for address, fields in (("drop", WHY), ("updates", {"body_en": "Yes.", "body_es": "Sí."})):
        refused = plain_visitor.post(f"{path}/{address}", **fields)
        assert refused.location == path
        assert "Only its owner, its deputy and organizers" in plain_visitor.get(path).words

    assert reload(promise).is_open
    assert all_of(PromiseUpdate) == []


@pytest.mark.parametrize("by", ["deputy", "organizer"])
def test_a_change_is_kept_and_recorded(visitor, by):
    member = sign_in(visitor, Role.ORGANIZER if by == "organizer" else Role.OFFICER)
    promise = make_promise(deputy_id=member.id if by == "deputy" else None)
    form = as_shown(whole(visitor, f"/staff/promises/{promise.id}/edit"))

    answer = visitor.post(f"/staff/promises/{promise.id}", **{**form, "what": "Two stop signs"})

    assert answer.status == 303
    changed = reload(promise)
    assert (changed.what, changed.is_public) == ("Two stop signs", True)
    changed = (AuditAction.PROMISE_CHANGED, {"what": None})
    assert [(each[0], each[3]) for each in audited()] == [changed]


def test_what_the_public_reads_stays_in_both_languages(visitor):
    member = sign_in(visitor, Role.OFFICER)
    promise = make_promise(owner=member)
    form = as_shown(whole(visitor, f"/staff/promises/{promise.id}/edit"))

    answer = visitor.post(f"/staff/promises/{promise.id}", **{**form, "public_es": ""})

    assert answer.status == 422
    assert reload(promise).public_es


def test_progress_is_said_in_both_languages_and_once(organizer):
    promise = make_promise()
    path = f"/staff/promises/{promise.id}/updates"
    assert organizer.post(path, body_en="Ordered.").status == 422
    key = as_shown_update(organizer, promise)

    for _ in range(2):
        organizer.post(path, body_en="Ordered.", body_es="Pedida.", form_key=key)

    assert [each.body_es for each in all_of(PromiseUpdate)] == ["Pedida."]


def as_shown_update(visitor, promise):
    page = whole(visitor, f"/staff/promises/{promise.id}")
    return page.one("#update-form [name=form_key]")["value"]


def test_one_that_cannot_be_kept_says_why_and_can_be_opened_again(organizer):
    promise = make_promise()
    path = f"/staff/promises/{promise.id}"
    assert organizer.post(f"{path}/drop", outcome_en="No.").status == 422

    organizer.post(f"{path}/drop", **WHY)
    assert reload(promise).status is PromiseStatus.DROPPED
    assert "The city said no." in organizer.get(path).words
    organizer.post(f"{path}/reopen")

    assert reload(promise).is_open
    assert [each[0] for each in audited()] == [
        AuditAction.PROMISE_DROPPED,
        AuditAction.PROMISE_REOPENED,
    ]


def test_the_list_has_what_is_late_first_and_ones_own_before_others(visitor):
    member = sign_in(visitor, Role.OFFICER)
    make_promise(what="Later", days=9)
    make_promise(what="Late", days=-3)
    make_promise(what="Mine", days=20, deputy_id=member.id)
    make_promise(what="Kept one", status=PromiseStatus.KEPT)

    names = visitor.get("/staff/promises").texts(".promises li")

    assert [name.split()[0] for name in names] == ["Mine", "Late", "Later"]
    assert "Overdue since" in names[1]
    assert "Kept one" in visitor.get("/staff/promises?view=kept").text(".promises")


def test_the_record_names_the_promise(visitor):
    sign_in(visitor, Role.ORGANIZER, Role.ADMIN)
    promise = make_promise(what="A lamp")
    visitor.post(f"/staff/promises/{promise.id}/drop", **WHY)

    assert "noted that the promise cannot be kept: “A lamp”" in visitor.get("/staff/audit").words
