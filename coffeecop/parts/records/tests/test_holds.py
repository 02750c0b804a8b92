"""A case holds what it needs: whoever else wants it gone."""

import pytest
from sqlalchemy import select

from coffeecop.concerns.residents import withdraw
from coffeecop.concerns.verbs import destroy
from coffeecop.db import db, db_writes, now
from coffeecop.models import Concern, ConcernState, HiddenFor, Role
from coffeecop.models.may_go import MustStay
from coffeecop.parts.records.holding import holds_of
from coffeecop.parts.records.kinds import RecordsAction
from coffeecop.parts.records.models.holds import HeldRecord, Hold
from coffeecop.parts.records.tests.rows import make_hold
from coffeecop.web.receipt_codes import hash_code
from tests.factories import make_concern, make_draft, make_event, make_rsvp, sign_in
from tests.stored import all_of, audit_actions, one_of, reload

pytestmark = pytest.mark.both_databases

CASE = {"name": "Request 2026-014", "reason": "A newspaper asked for it."}
CODE = "abandon-ability-able-about-above-absent"
TOKEN = "t" * 26
KEPT = "must keep the contact details that you gave, because a case needs them"


def held(concern):
    return [hold.name for hold in holds_of(reload(concern))]


def test_a_case_holds_what_a_search_found_and_was_ticked(clerk):
    found, other = make_concern(body="Speeding on Maple Court"), make_concern(body="Maple leaves")
    page = clerk.get("/staff/records/holds/new?q=maple")
    assert {box["value"] for box in page.select("[name=concerns]")} == {
        str(found.id),
        str(other.id),
    }

    answer = clerk.post("/staff/records/holds?q=maple", **CASE, concerns=[str(found.id)])

    hold = one_of(Hold)
    assert answer.location == f"/staff/records/holds/{hold.id}"
    assert (held(found), held(other)) == ([CASE["name"]], [])
    page = clerk.follow(answer)
    for told in (CASE["reason"], clerk.member.name, "Speeding on Maple Court"):
        assert told in page.words
    assert "1 record" in clerk.get("/staff/records").words
    assert audit_actions() == [RecordsAction.RECORDS_HELD]


def test_what_is_ticked_in_the_list_of_concerns_is_ticked_here(clerk):
    first, second = make_concern(), make_concern()
    link = f"/staff/records/holds/new?like={first.id}-{second.id}"

    page = clerk.get(f"/staff/concerns?open=steps&like={first.id}-{second.id}")
    assert page.has(f"a[href='{link}']")
    assert len(clerk.get(link).select("[name=concerns][checked]")) == 2


def test_an_address_that_names_no_event_searches_all_of_them(clerk):
    concern = make_concern(body="Maple one")
    page = clerk.get(f"/staff/records/holds/new?q=maple&event={'9' * 20}")
    assert page.value("[name=concerns]") == str(concern.id)


def test_what_counts_nowhere_can_be_held_too(clerk):
    withdrawn = make_concern(body="Maple one", state=ConcernState.WITHDRAWN)
    hidden = make_concern(body="Maple two", state=ConcernState.HIDDEN, hidden_for=HiddenFor.SPAM)
    page = clerk.get("/staff/records/holds/new?q=maple")

    assert {box["value"] for box in page.select("[name=concerns]")} == {
        str(withdrawn.id),
        str(hidden.id),
    }


def test_a_hold_without_what_it_needs_comes_back_with_what_was_typed(clerk):
    concern = make_concern(body="Maple")
    for missing, words in (
        ({"name": " "}, "Give it a name first."),
        ({"reason": ""}, "Write why."),
        ({"concerns": []}, "Tick at least one concern, or choose an event."),
        ({"concerns": ["x", "9" * 400]}, "Tick at least one concern, or choose an event."),
        ({"concerns": [], "event": "999999"}, "Tick at least one concern"),
    ):
        given = {**CASE, "concerns": [str(concern.id)], **missing}

        page = clerk.post("/staff/records/holds?q=maple", **given)

        assert page.status == 422
        assert words in page.words
        assert page.value("#name") == given["name"].strip()
        assert page.has("[name=concerns][checked]") is (given["concerns"] == [str(concern.id)])
        assert all_of(Hold) == []


def test_a_double_tap_makes_one_hold(plain_clerk):
    concern = make_concern(body="Maple")
    key = plain_clerk.get("/staff/records/holds/new?q=maple").value("[name=form_key]")

    for _ in range(2):
        plain_clerk.post("/staff/records/holds", **CASE, concerns=[str(concern.id)], form_key=key)

    assert len(all_of(Hold)) == 1


def test_several_cases_hold_one_record_and_a_lifted_one_stays_to_be_seen(clerk):
    concern = make_concern()
    first, second = make_hold(concern, name="First"), make_hold(concern, name="Second")

    clerk.post(f"/staff/records/holds/{first.id}/lift")

    assert held(concern) == ["Second"]
    page = clerk.get("/staff/records")
    assert page.texts("#holds-heading ~ ul .badge") == ["Lifted"]
    assert "First" in page.words
    page = clerk.get(f"/staff/records/holds/{first.id}")
    assert f"Number {concern.id}" in page.words
    assert "Lifted by" in page.words
    clerk.post(f"/staff/records/holds/{second.id}/lift")
    with db_writes():
        destroy(db.session.get_one(Concern, concern.id), by=None)
    assert all_of(Concern) == []
    # The number stays.
    assert {each.number for each in db.session.scalars(select(HeldRecord))} == {concern.id}


def test_more_is_added_to_a_hold_until_it_is_lifted(clerk):
    first, later, too_late = make_concern(), make_concern(), make_concern()
    hold, event = make_hold(first), make_event()
    address = f"/staff/records/holds/{hold.id}/records"

    clerk.post(address, concerns=[str(first.id), str(later.id)], event=str(event.id))
    reload(hold).lift(by=clerk.member)
    db.session.commit()
    clerk.post(address, concerns=[str(too_late.id)])

    assert {(row.kind, row.number) for row in db.session.scalars(select(HeldRecord))} == {
        ("concern", first.id),
        ("concern", later.id),
        ("event", event.id),
    }


def test_a_complaint_is_held_by_who_may_read_it_alone(clerk):
    complaint = make_concern(body="Maple", is_complaint=True)
    assert not clerk.get("/staff/records/holds/new?q=maple").has("[name=concerns]")

    clerk.post("/staff/records/holds", **CASE, concerns=[str(complaint.id)])
    assert held(complaint) == []

    sign_in(clerk, Role.RECORDS, Role.COMPLAINTS)
    clerk.post("/staff/records/holds", **CASE, concerns=[str(complaint.id)])
    assert held(complaint) == [CASE["name"]]
    sign_in(clerk, Role.RECORDS)
    assert "0 records" in clerk.get("/staff/records").words


# No way out


def test_a_resident_takes_back_what_is_held_and_reads_that_it_is_only_hidden(visitor):
    concern = make_concern(receipt_hash=hash_code(CODE))
    path = f"/receipts/{CODE}"
    make_hold(concern)
    assert "It stays longer if a case still needs it then." in visitor.get(path).words
    assert "It is only hidden." in visitor.get(f"{path}/withdrawal").words

    page = visitor.follow(visitor.post(f"{path}/withdrawal"))

    assert "It is hidden now" in page.words
    assert "must keep the record because a case needs it" in page.words
    assert reload(concern).is_withdrawn
    with pytest.raises(MustStay):
        destroy(concern, by=None)


def test_without_a_hold_the_page_promises_nothing_of_a_case(visitor):
    concern = make_concern(receipt_hash=hash_code(CODE))
    with db_writes():
        withdraw(concern)

    page = visitor.get(f"/receipts/{CODE}")

    assert "It is in no count and on no list now." in page.words
    assert "a case" not in page.words


def test_a_draft_that_is_held_stays(visitor):
    sign_in(visitor, Role.ORGANIZER)
    draft = make_draft()
    make_hold(event=draft)

    assert visitor.post(f"/staff/events/{draft.id}/remove").status == 422
    assert reload(draft)


@pytest.mark.parametrize("given", [{}, {"email": "bo@example.org"}, {"name": "Ann"}])
def test_contact_details_that_are_held_stay_unused_when_their_owner_takes_them_back(visitor, given):
    rsvp = make_rsvp(contact={"email": "ann@example.org"}, token=TOKEN)
    make_hold(rsvp)
    page = f"/rsvps/{TOKEN}"
    assert KEPT not in visitor.get(page).words

    visitor.post(page, party_size="2", **given)

    stored = reload(rsvp)
    assert (stored.contact.email, stored.mail_address) == ("ann@example.org", None)
    assert KEPT in visitor.get(page).words
    # It is kept for the case, not shown to whoever has the link.
    assert "ann@example.org" not in visitor.get(f"{page}/change").body
    visitor.post(f"{page}/cancellation")
    assert KEPT in visitor.get(page).words


def test_who_gives_the_same_address_again_gets_mail_again(visitor):
    rsvp = make_rsvp(contact={"email": "ann@example.org"}, token=TOKEN, unsubscribed_at=now())
    make_hold(event=rsvp.event)

    visitor.post(f"/rsvps/{TOKEN}", party_size="1", email="ann@example.org")

    assert reload(rsvp).mail_address == "ann@example.org"
    assert KEPT not in visitor.get(f"/rsvps/{TOKEN}").words
