"""Telling a resident that there is an answer, and nothing else of it."""

import re

import pytest

from coffeecop.db import now
from coffeecop.mail.notifications import notify_answer
from coffeecop.mail.outbox import deliver_due, mail_counts
from coffeecop.models import Language, MailKind, Role
from coffeecop.web.receipt_codes import hash_code
from tests.factories import make_concern, make_event, make_message, make_staff, make_topic, sign_in
from tests.stored import mails, one_mail, reload

CODE = "ability-able-about-above-absent-absorb"
ANN = {"email": "ann@example.org", "name": "Ann Sample"}
HERE = "http://127.0.0.1:8000"


def make_asking(**values):
    """A concern whose sender left an address and asked for a reply."""
    defaults = {
        "body": "Cars race on Maple Court.",
        "wants_answer": True,
        "contact": ANN,
        "receipt_hash": hash_code(CODE),
    }
    return make_concern(**{**defaults, **values})


def answer(visitor, concern, body="We will put up a sign."):
    visitor.get(f"/staff/concerns/{concern.id}")
    page = visitor.post(f"/staff/concerns/{concern.id}/messages", body=body, is_meant="1")
    assert page.status == 303, page.words


@pytest.mark.parametrize("language", Language)
def test_who_asked_for_a_reply_hears_that_there_is_one(officer, post, language):
    event = make_event(title_en="Coffee with a Cop", title_es="Café con un policía")
    concern = make_asking(
        event=event, topics=[make_topic(name_en="Speeding")], language=language, place="Main St."
    )

    answer(officer, concern)

    assert one_mail().kind == MailKind.ANSWER
    deliver_due()
    (letter,) = post.letters
    assert letter.to == ["ann@example.org"]
    prefix = "/es" if language is Language.SPANISH else ""
    assert f"{HERE}{prefix}/receipts?mail=" in letter.text
    subject = letter.message["Subject"]
    assert (
        subject
        == {"en": "There is an answer for you", "es": "Hay una respuesta para usted"}[language]
    )
    assert letter.calendar is None
    told = letter.message.as_string() + letter.text
    # Nothing of the concern, the answer, the event, the department or the person.
    secrets = ("Maple", "Main St.", "Speeding", "a sign", "Coffee with", "Department", "Ann", CODE)
    assert [secret for secret in secrets if secret in told] == []


def test_nobody_else_is_written_to(app):
    nobody = [
        make_asking(wants_answer=False),
        make_asking(wants_answer=False, wants_talk=True, receipt_hash="b"),
        make_asking(contact={"phone": "+18055550100"}, receipt_hash="c"),
        make_asking(contact=None, receipt_hash="d"),
        make_asking(unsubscribed_at=now(), receipt_hash="e"),
    ]

    for concern in nobody:
        make_message(concern, by=make_staff())
        notify_answer(concern)

    assert mails() == []


def test_who_complains_and_asks_for_an_answer_hears_of_it_too(visitor, post):
    sign_in(visitor, Role.OFFICER, Role.COMPLAINTS)
    concern = make_asking(is_complaint=True)
    assert concern.waits

    answer(visitor, concern)

    assert one_mail().kind == MailKind.ANSWER
    assert not reload(concern).waits


def test_one_mail_that_waits_is_enough_and_none_waits_once_it_is_taken_back(officer, post):
    concern = make_asking()

    answer(officer, concern, "One")
    answer(officer, concern, "Two")

    one_mail()
    deliver_due()
    answer(officer, concern, "Three")
    assert [mail.is_waiting for mail in mails()] == [False, True]
    deliver_due()
    assert len(post.letters) == 2
    assert [mail.recipient for mail in mails()] == [None, None]
    assert mail_counts(concern.event).delivered == 2
    answer(officer, concern, "Four")
    officer.post(f"/receipts/{CODE}/withdrawal")
    assert [mail.is_waiting for mail in mails()] == [False, False]


@pytest.mark.parametrize("has_mail", [True, False])
def test_mail_is_promised_only_where_it_is_sent(visitor, app, monkeypatch, has_mail):
    monkeypatch.setitem(app.config, "SMTP_URL", "smtp://localhost" if has_mail else None)
    path = f"/events/{make_event().slug}"

    asking = visitor.get(f"{path}/concerns/new").words
    coming = visitor.get(f"{path}/rsvps/new").words
    assert ("Leave an e-mail below if you want a note." in asking) is has_mail
    assert bool(re.search("we e-mail you|we write to you", asking + coming)) is has_mail
