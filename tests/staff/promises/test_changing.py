"""Who changes a promise, and what they say of how far it is."""

import pytest

from coffeecop.models import AuditAction, PromiseStatus, PromiseUpdate, Role
from coffeecop.web.forms import new_form_key
from tests.factories import make_promise, make_staff, sign_in
from tests.staff.form_filling import as_shown, whole
from tests.stored import all_of, audited, reload

WHY = {"outcome_en": "The city said no.", "outcome_es": "La ciudad dijo que no."}


def test_its_owner_and_its_deputy_change_it_and_others_read_it(officer):
    promise = make_promise(owner=make_staff(), deputy_id=make_staff().id)
    path = f"/staff/promises/{promise.id}"
    assert not officer.get(path).has(f"[href='{path}/edit']")

    for address, fields in (("drop", WHY), ("updates", {"body_en": "Yes.", "body_es": "Sí."})):
        assert officer.post(f"{path}/{address}", **fields).location == path
        assert "Only its owner, its deputy and organizers" in whole(officer, path).words

    assert reload(promise).is_open
    assert all_of(PromiseUpdate) == []


@pytest.mark.parametrize("role", [Role.OFFICER, Role.ORGANIZER])
def test_a_change_by_its_deputy_or_an_organizer_is_kept_and_recorded(visitor, role):
    member = sign_in(visitor, role)
    promise = make_promise(deputy_id=member.id if role is Role.OFFICER else None)
    path = f"/staff/promises/{promise.id}"
    form = as_shown(whole(visitor, f"{path}/edit"))
    # What the public reads stays in one language at least.
    assert visitor.post(path, **{**form, "public_en": "", "public_es": ""}).status == 422

    assert visitor.post(path, **{**form, "what": "Two stop signs"}).status == 303
    changed = reload(promise)
    assert (changed.what, changed.is_public) == ("Two stop signs", True)
    assert changed.public_es
    changed = (AuditAction.PROMISE_CHANGED, {"what": None})
    assert [(each[0], each[3]) for each in audited()] == [changed]


def test_progress_is_said_once_in_one_language_or_again_in_both(organizer):
    promise, key = make_promise(), new_form_key()
    own = f"/staff/promises/{promise.id}"
    assert organizer.post(f"{own}/updates").status == 422

    for _ in range(2):
        organizer.post(f"{own}/updates", body_en="Ordered.", form_key=key)
    begun = as_shown(whole(organizer, own), "#update-form")
    organizer.post(f"{own}/updates", **{**begun, "body_es": "Pedida."})

    told = [(each.body_en, each.body_es) for each in all_of(PromiseUpdate)]
    assert told == [("Ordered.", None), ("Ordered.", "Pedida.")]
    assert as_shown(whole(organizer, own), "#update-form")["body_en"] == ""


def test_one_that_cannot_be_kept_says_why_and_can_be_opened_again(organizer, promise):
    path = f"/staff/promises/{promise.id}"
    assert organizer.post(f"{path}/drop").status == 422

    organizer.post(f"{path}/drop", outcome_en="No.")
    assert reload(promise).status is PromiseStatus.DROPPED
    assert whole(organizer, path).value("#outcome_en") == "No."
    organizer.post(f"{path}/drop", **WHY)
    assert "The city said no." in organizer.get(path).words
    organizer.post(f"{path}/reopen")

    assert reload(promise).is_open
    assert [each[0] for each in audited()] == [
        AuditAction.PROMISE_DROPPED,
        AuditAction.PROMISE_CHANGED,
        AuditAction.PROMISE_REOPENED,
    ]


def test_the_list_has_what_is_late_first_and_ones_own_before_others(officer):
    make_promise(what="Later", days=9)
    make_promise(what="Late", days=-3)
    make_promise(what="Mine", days=20, deputy_id=officer.member.id)
    make_promise(what="Kept one", status=PromiseStatus.KEPT)

    names = officer.get("/staff/promises").texts(".promises li")

    assert [name.split()[0] for name in names] == ["Mine", "Late", "Later"]
    assert "Overdue since" in names[1]
    assert "Kept one" in officer.get("/staff/promises?view=kept").text(".promises")
