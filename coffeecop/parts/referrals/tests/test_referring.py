"""Referring a concern to an office outside the department, and taking that back."""

import re

import pytest
from sqlalchemy import delete

from coffeecop.db import db, db_writes, execute_bulk, now
from coffeecop.mail.outbox import deliver_due
from coffeecop.models import ConcernState, Kind, Language, OutboxMessage
from coffeecop.parts.referrals.mail import referral_token
from coffeecop.parts.referrals.models import Referral, ReferralAction, ReferralMail, ReferralPartner
from coffeecop.parts.referrals.tests.rows import make_partner
from coffeecop.web.forms import new_form_key
from tests.factories import make_agency, make_concern
from tests.public.concerns.sent_concern import PATH as RECEIPT
from tests.public.concerns.sent_concern import make_sent_concern
from tests.staff.concerns.form_filling import path, said, tapped
from tests.staff.form_filling import arrive, as_shown, whole
from tests.stored import all_of, audited, mails, one_mail, one_of, reload

HOSTILE = """The light at Oak Street and Main is out. My name is Ann.
Call Ann Quimby or Mrs. Lopez: 805-555-0100, (805) 555 0101, ann@example.org!!
I live at 204 Maple Court. My plate is 7ABC123, license D1234567, born 04/05/1961.
SSN 078-05-1120. Officer Ramirez, badge 4711, knows. @ann_oak
Signed, Ann Q. Quimby"""
IDENTITY = r"Ann|Quimby|Lopez|555|e\.org|204 Maple|7ABC123|D1234567|1961|078-05|Ramirez|4711"


@pytest.fixture
def works(mail_server):
    return make_partner()


@pytest.fixture
def works_without_mail(app):
    """A partner of a department that has set up no mail server, as each is at first."""
    return make_partner()


def send(visitor, concern, office, **fields):
    """Open the form, choose the partner, tick the box, and send it."""
    shown = as_shown(whole(visitor, path(concern, "/referrals/new")))
    chosen = {"partner": office.id, "is_read": "y"}
    return visitor.post(path(concern, "/referrals"), **{**shown, **chosen, **fields})


def withdraw(visitor, concern):
    return visitor.post(path(concern, f"/referrals/{one_of(Referral).id}/withdrawal"))


def test_a_concern_goes_to_a_partner_with_a_link_to_reply(officer, works):
    concern = make_concern(body="The light at Oak Street and Main is out.", place="Oak Street")

    answer = send(officer, concern, works)

    assert said(officer, answer) == "It goes to Public Works by mail."
    referral, mail = one_of(Referral), one_mail()
    assert referral.body == "The light at Oak Street and Main is out.\n\nOak Street"
    assert (mail.kind, mail.recipient) == (ReferralMail.REFERRED, "works@example.gov")
    assert (mail.concern_id, mail.occasion) == (concern.id, str(referral.id))
    assert referral.body in mail.body
    assert f"/referrals/{referral_token(referral.form_key_hash)}\n" in mail.body
    assert reload(concern).state is ConcernState.PASSED_ON
    by = officer.member.id
    detail = {"state": ["received", "passed_on"], "partner": "Public Works"}
    assert audited() == [(ReferralAction.CONCERN_REFERRED, by, concern.id, detail)]


def test_nothing_tells_who_sent_it_however_the_text_tells(officer, works):
    contact = {"name": "Ann Quimby", "email": "ann.oak@example.org", "phone": "+18055550199"}
    concern = make_concern(body=HOSTILE, place="204 Maple Court", contact=contact, receipt_hash="r")
    concern.body += " Or write to ANN.OAK@EXAMPLE.ORG, or ring +18055550199; ann again."
    db.session.commit()

    send(officer, concern, works)

    (mail,) = mails()
    told = f"{mail.subject}\n{mail.body.split('--')[0]}".replace("example.gov", "")
    assert re.findall(IDENTITY, told, re.IGNORECASE) == []
    assert "The light at Oak Street and Main is out." in told
    assert "receipt" not in told.lower()


def test_an_officer_cannot_put_back_what_identifies_but_can_name_the_house(officer, works):
    concern = make_concern(body="A couch is in the alley behind 204 Maple Court.")
    for missing in ("partner", "is_read", "body"):
        assert send(officer, concern, works, **{missing: ""}).status == 422

    page = send(officer, concern, works, body="Call 805-555-0100 about 204 Maple Court.")

    assert "Take it out: “805-555-0100”" in page.refused("#body-error")
    assert page.value("#body") == "Call 805-555-0100 about 204 Maple Court."
    assert (mails(), reload(concern).state) == ([], ConcernState.RECEIVED)
    assert send(officer, concern, works, body="A couch behind 204 Maple Court.").status == 303


def test_the_same_form_sent_twice_refers_once(officer, works):
    concern, key = make_concern(), new_form_key()

    for _time in range(2):
        assert send(officer, concern, works, form_key=key).status == 303

    assert len(mails()) == len(all_of(Referral)) == 1


def test_complaints_and_what_was_taken_back_are_never_referred(complaints_officer, works):
    for concern in (make_concern(is_complaint=True), make_concern(state=ConcernState.WITHDRAWN)):
        assert complaints_officer.get(path(concern, "/referrals/new")).status == 404
        fields = {"partner": works.id, "body": "A light.", "is_read": "y"}
        assert complaints_officer.post(path(concern, "/referrals"), **fields).status == 404
        assert not complaints_officer.get(path(concern)).has("a[href$='/referrals/new']")


def test_partners_of_others_and_those_out_of_use_are_not_offered(officer):
    make_partner(agency=make_agency())
    make_partner(name_en="Harbor", retired_at=now())
    concern = make_concern()

    page = officer.get(path(concern, "/referrals/new"))

    assert "no partners yet" in page.text("#referral-form")
    stranger = all_of(ReferralPartner)[0]
    fields = {"partner": stranger.id, "body": "A light.", "is_read": "y"}
    assert officer.post(path(concern, "/referrals"), **fields).status == 422


def test_taken_back_in_time_no_mail_goes_out_and_it_waits_as_before(officer, works):
    concern = make_concern(kind=Kind.QUESTION)
    asked_at = concern.waiting_since
    send(officer, concern, works)
    assert not reload(concern).waits

    answer = withdraw(officer, concern)

    assert "It is taken back. Public Works never got it." in arrive(officer, answer).words
    assert mails() == []
    concern = reload(concern)
    assert (concern.state, concern.waiting_since) == (ConcernState.RECEIVED, asked_at)
    assert audited()[-1][0] == ReferralAction.REFERRAL_WITHDRAWN
    assert not officer.get(path(concern)).has(".referrals")


def test_the_resident_reads_who_has_it_from_when_the_mail_left_until_it_is_taken_back(
    officer, works, post
):
    concern, told = make_sent_concern(wants_answer=True), "passed on to Public Works"
    send(officer, concern, works)
    assert told not in officer.get(RECEIPT).words
    mail_leaves()
    assert told in officer.get(RECEIPT).words

    withdraw(officer, concern)

    page = officer.get(RECEIPT)
    assert told not in page.words
    assert "Not answered yet" in page.words


def test_taken_back_after_it_was_sent_the_partner_is_told(officer, works, post):
    concern = make_concern(body="The light is out.")
    send(officer, concern, works)
    referral = one_of(Referral)
    mail_leaves()

    answer = withdraw(officer, concern)

    assert "It is taken back. A mail tells Public Works." in arrive(officer, answer).words
    told = one_mail(kind=ReferralMail.WITHDRAWN)
    assert told.recipient == "works@example.gov"
    assert "You don't need to do anything" in told.body
    page = officer.get(f"/referrals/{referral_token(referral.form_key_hash)}")
    assert "You don't need to do anything" in page.text("#referral")
    assert "The light" not in page.words


def mail_leaves():
    db.session.rollback()
    deliver_due()


def forget_mail():
    """Let the schedule have deleted all mail."""
    with db_writes():
        execute_bulk(delete(OutboxMessage))


def test_the_partner_is_told_also_when_the_schedule_has_deleted_the_mail(officer, works, post):
    concern = make_concern()
    send(officer, concern, works)
    mail_leaves()
    forget_mail()

    withdraw(officer, concern)

    assert one_mail().kind == ReferralMail.WITHDRAWN
    mail_leaves()
    assert one_of(Referral).recall_told_at
    forget_mail()
    assert "no longer theirs" not in officer.get("/staff/concerns?referred=1").words


def test_without_mail_nothing_is_passed_on_until_a_person_says_that_they_gave_it(
    officer, works_without_mail
):
    concern = make_sent_concern(body="The light at Oak Street is out.", wants_answer=True)
    assert "mail with" not in officer.get(path(concern, "/referrals/new")).words

    answer = send(officer, concern, works_without_mail)

    assert said(officer, answer) == "Copy the text below and give it to Public Works."
    referral = one_of(Referral)
    assert (mails(), reload(concern).waits) == ([], True)
    assert "does not have it yet" in officer.get("/staff/concerns?referred=1").words
    assert "passed on" not in officer.get(RECEIPT).words
    page = officer.get(path(concern))
    (text,) = page.texts(".referrals .quote")
    assert "The light at Oak Street is out." in text
    assert f"/referrals/{referral_token(referral.form_key_hash)}" in text
    assert "mail" not in text
    assert page.text(".referrals [data-copy]") == "Copy this text"

    page = tapped(officer, whole(officer, path(concern)), "I gave it to them")

    assert f"{officer.member.name} gave it to them" in page.text(".referrals")
    referral = reload(referral)
    assert (referral.given_by, referral.went_out) == (officer.member, True)
    assert reload(concern).state is ConcernState.PASSED_ON
    assert "Public Works has had it for" in officer.get("/staff/concerns?referred=1").words
    assert "passed on to Public Works" in officer.get(RECEIPT).words


def test_a_partner_without_mail_is_told_by_a_person_when_it_is_taken_back(
    officer, works_without_mail
):
    concern = make_sent_concern()
    send(officer, concern, works_without_mail)
    tapped(officer, whole(officer, path(concern)), "I gave it to them")

    officer.post(f"{RECEIPT}/withdrawal")

    assert "Tell a partner that 1 concern is no longer theirs" in officer.get("/staff").words
    page = whole(officer, "/staff/concerns?referred=1")
    assert "Public Works, works@example.gov" in page.text(".work-list")
    page = tapped(officer, page, "I told them")
    assert not page.has(".work-list")
    assert "no longer theirs" not in officer.get("/staff").words


def test_a_reply_proves_that_it_reached_the_partner(officer, works_without_mail):
    concern = make_concern(wants_answer=True)
    send(officer, concern, works_without_mail)

    token = referral_token(one_of(Referral).form_key_hash)
    officer.post(f"/referrals/{token}", body="Fixed by Friday.")

    assert one_of(Referral).went_out
    assert "1 reply from a partner" in officer.get("/staff").words


def test_mail_that_failed_leaves_the_text_to_a_person(officer, works):
    concern = make_concern()
    send(officer, concern, works)
    assert "The mail has not left yet." in officer.get(path(concern)).text(".referrals")
    one_mail().mark_failed("SMTPRecipientsRefused 550")
    db.session.commit()

    assert "Copy this text" in officer.get(path(concern)).text(".referrals")


def test_a_reply_can_be_used_as_an_answer_and_is_not_taken_back(officer, works):
    concern = make_concern(wants_answer=True, receipt_hash="r", language=Language.SPANISH)
    send(officer, concern, works)
    referral = one_of(Referral)
    assert "No reply yet" in officer.get(path(concern)).text(".referrals")

    officer.post(f"/referrals/{referral_token(referral.form_key_hash)}", body="Fixed by Friday.")

    page = officer.get(path(concern))
    assert "Public Works has replied" in page.text(".referrals")
    link = page.one(".referrals a")["href"]
    assert officer.get(link).value("#body") == "Fixed by Friday."
    answer = withdraw(officer, concern)
    assert "Public Works has replied already." in arrive(officer, answer).words


def test_a_reply_shows_on_today_until_somebody_takes_it_up(officer, works, post):
    concern = make_concern()
    send(officer, concern, works)
    assert "Public Works does not have it yet" in officer.get("/staff/concerns?referred=1").words
    mail_leaves()
    assert "Public Works has had it for" in officer.get("/staff/concerns?referred=1").words

    token = referral_token(one_of(Referral).form_key_hash)
    officer.post(f"/referrals/{token}", body="Fixed by Friday.")

    assert "1 reply from a partner" in officer.get("/staff").words
    assert "“Fixed by Friday.”" in officer.get("/staff/concerns?referred=1").words
    officer.post(path(concern, "/messages"), step="close")
    assert "reply from a partner" not in officer.get("/staff").words
