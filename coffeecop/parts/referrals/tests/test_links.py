"""What stands of referrals on pages of the core, and that off is off."""

from urllib.parse import urlsplit

import pytest

from coffeecop.db import db, now
from coffeecop.models import ConcernState, Role
from coffeecop.parts.referrals.models import ReferralPartner
from coffeecop.parts.referrals.tests.rows import TOKEN, make_partner, make_referral
from coffeecop.web.tokens import hash_token
from tests.factories import WHOLE, make_concern, put_in_state, save, sign_in
from tests.of_parts import needs_part, turn_parts_off
from tests.public.concerns.sent_concern import CODE, PATH, make_sent_concern
from tests.staff.concerns.form_filling import path
from tests.stored import mails, one_of, reload

REQUESTS = "/staff/records/requests"
LISTS = "/staff/settings/lists"


@pytest.mark.parametrize(
    ("prefix", "words"),
    [("", "It was passed on to Public Works on"), ("/es", "Se pasó a Obras Públicas el")],
)
def test_where_it_was_passed_on_to_is_named_in_the_residents_language(visitor, prefix, words):
    concern = make_sent_concern()
    make_referral(concern)
    harbor = make_partner(name_en="Harbor Patrol", name_es="Harbor")
    make_referral(concern, partner=harbor, withdrawn_at=now())

    page = visitor.get(f"{prefix}{PATH}", **WHOLE)

    assert words in page.text("#concern")
    assert "Harbor" not in page.words
    assert "Public Works" not in page.text("title")
    # What is no longer passed on names nobody.
    put_in_state(concern, ConcernState.TALKED_ABOUT)
    assert words not in visitor.get(f"{prefix}{PATH}").words


@needs_part("records")
def test_a_request_for_records_finds_it_and_nothing_taken_out_of_its_concern(plain_visitor):
    clerk, name = plain_visitor, "Rosa Sample"
    concern = make_concern(body=f"Maple: {name} races.")
    replied = {"reply": "Maple is ours.", "replied_at": now()}
    referral = make_referral(concern, body=f"Maple: {name} races.", **replied)
    sign_in(clerk, Role.RECORDS)

    answer = clerk.post(REQUESTS, words="maple")

    page = clerk.follow(answer)
    for words in (f"Referral {referral.id}", "To Public Works", "Maple is ours."):
        assert words in page.words
    for record, fields in (
        (f"concern-{concern.id}", {"decision": "redact", "more": name, "code": "Privacy"}),
        (f"referral-{referral.id}", {"decision": "release"}),
    ):
        clerk.post(f"{urlsplit(answer.location).path}/decisions", records=record, **fields)
    assert f"Also taken out here, as in Number {concern.id}" in clerk.follow(answer).words


def test_off_is_off_for_staff_residents_and_partners_and_what_was_said_stays(plain_officer):
    concern = make_sent_concern(wants_answer=True)
    referral = make_referral(concern, reply="By Friday.", replied_at=now())
    referral.token_hash = hash_token(TOKEN)
    turn_parts_off(plain_officer.member.agency)
    db.session.commit()

    page = plain_officer.get(path(concern))
    assert not page.has(".referrals, a[href$='/referrals/new']")
    assert not plain_officer.get("/staff/concerns").has("a[href$='referred=1']")
    assert "reply from a partner" not in plain_officer.get("/staff").words
    assert plain_officer.get(path(concern, "/referrals/new")).status == 404
    assert plain_officer.get(f"/referrals/{TOKEN}").status == 404
    assert plain_officer.post(f"/referrals/{TOKEN}", body="On Monday.").status == 404
    assert "Public Works" not in plain_officer.get(PATH).words

    save(reload(plain_officer.member.agency), parts_off=[])

    assert "By Friday." in plain_officer.get(path(concern)).text(".referrals")
    assert "passed on to Public Works" in plain_officer.get(PATH).words


def test_partners_are_a_list_of_the_settings_unless_it_is_off(plain_admin):
    rows = plain_admin.get("/staff/settings").select("main li a[href*='?open=']")
    opened = [row["href"].partition("?open=")[2] for row in rows]
    assert opened.index("services") + 1 == opened.index("partners")

    turn_parts_off(plain_admin.member.agency)

    assert plain_admin.get("/staff/settings?open=partners").status == 404
    assert plain_admin.get("/staff/settings?open=partners&row=new").status == 404


def test_a_partner_has_a_name_in_one_language_first(plain_admin):
    new = f"{LISTS}/partners/new"
    plain_admin.post(new, name_en="Harbor Patrol", email="harbor@example.gov")

    partner = one_of(ReferralPartner)
    assert (partner.name_en, partner.name_es) == ("Harbor Patrol", "Harbor Patrol")
    assert "in one language at least" in plain_admin.post(new).text("#name_en-error")


def test_what_leaves_where_it_is_off_is_called_back_all_the_same(visitor, mail_server):
    concern = make_sent_concern()
    referral = make_referral(concern)
    turn_parts_off(concern.event.agency)

    visitor.post(f"/receipts/{CODE}/withdrawal")

    assert reload(referral).withdrawn_at
    assert [mail.kind for mail in mails()] == ["referral_withdrawn"]
