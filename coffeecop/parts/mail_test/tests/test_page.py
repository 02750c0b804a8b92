"""The test on the page of the installation, for administrators, and where it is off."""

from datetime import timedelta

import pytest

from coffeecop.db import db, now
from coffeecop.mail.diagnosis import Problem
from coffeecop.models import Installation, Language, Role
from coffeecop.models.audit import record
from coffeecop.parts.mail_test import views
from coffeecop.parts.mail_test.trial import MailTestAction, Trial
from coffeecop.staff.audit.details import what_was_done
from tests.factories import set_installation, sign_in
from tests.mail.server import Post, running
from tests.of_parts import turn_parts_off
from tests.stored import audit_entries, audited, one_of

PAGE = "/staff/settings?open=installation"


def test_mail_that_is_set_up_says_when_it_was_tested(plain_admin, mail_port):
    assert "Not tested yet" in plain_admin.get(PAGE).text("#mail")
    set_installation(mail_tested_at=now() - timedelta(hours=1))

    assert "Last tested 1 hour ago." in plain_admin.get(PAGE).text("#mail")


TEST = "/staff/settings/installation"


def test_an_administrator_sends_a_mail_to_themselves(admin, post):
    assert "Last tested" not in admin.get(PAGE).words

    answer = admin.post(TEST)

    assert (answer.status, answer.location) == (303, PAGE)
    (letter,) = post.letters
    assert letter.to == [admin.member.email]
    page = admin.get(PAGE)
    assert "The mail server took the mail. It said: 250 OK" in page.words or admin.htmx
    assert "Last tested 1 minute ago." in admin.get(PAGE).words
    assert one_of(Installation).mail_tested_at
    of_agency = (admin.member.id, None, {"accepted": None})
    assert audited() == [(MailTestAction.MAIL_TESTED, *of_agency)]


@pytest.mark.parametrize(
    ("language", "step", "advice"),
    [
        (Language.ENGLISH, "Name the recipient", "The server does not take this mail."),
        (Language.SPANISH, "Decir quién lo recibe", "El servidor no acepta este correo."),
    ],
)
def test_what_is_wrong_is_said_step_by_step(visitor, mail_port, language, step, advice):
    sign_in(visitor, Role.ADMIN, language=language)
    with running(Post(RCPT="550 5.1.1 <b>nobody</b> here"), mail_port):
        page = visitor.post(TEST)

    assert page.status == 422
    assert advice in page.text("[role=alert]")
    assert len(page.select("#mail-test-form li")) == 5
    assert step in page.texts(".fact-list li")[-1]
    assert "550 5.1.1 <b>nobody</b> here" in page.texts(".fact-list li")[-1]
    assert one_of(Installation).mail_tested_at is None
    assert audited()[-1][-1] == {"problem": Problem.REFUSED}


def test_nothing_is_locked_while_the_mail_server_answers(admin, post, transactions_at):
    are_open = transactions_at(Trial, "run_within")

    admin.post(TEST)

    assert are_open == [False]


def test_a_department_without_a_mail_server_is_told_what_to_set(admin):
    page = admin.get(PAGE)

    assert "No mail server is set up." in page.words
    assert not page.has("#mail-test-form button")
    pressed = admin.post(TEST)
    assert pressed.status == 422
    assert "There is no mail server to test yet." in pressed.text("[role=alert]")
    assert audited() == []


def test_nobody_is_sent_many_tests(admin, post, monkeypatch):
    monkeypatch.setattr(views, "LIMIT", "1 per hour")
    admin.post(TEST)

    page = admin.post(TEST)

    assert page.status == 422
    assert "That is enough for now." in page.text("[role=alert]")
    assert len(post.letters) == 1


def test_off_is_off_and_what_was_tested_stays(plain_admin, post):
    plain_admin.post(TEST)
    turn_parts_off(plain_admin.member.agency)

    assert plain_admin.post(TEST).status == 404
    page = plain_admin.get(PAGE)
    assert "Sent as" in page.text("#mail")
    assert "ested" not in page.text("#mail")
    assert not page.has("#mail-test-form")
    assert len(post.letters) == 1
    assert one_of(Installation).mail_tested_at


def test_the_set_up_asks_for_a_test(plain_admin, app, monkeypatch):
    def step():
        lines = plain_admin.get("/staff").texts(".set-up li")
        return [line for line in lines if line.startswith("Test the mail")]

    assert plain_admin.get("/staff").has(f".set-up [href='{PAGE}#mail']")
    assert step() == ["Test the mail If you like"]
    monkeypatch.setitem(app.config, "SMTP_URL", "smtp://localhost")
    assert step() == ["Test the mail"]
    set_installation(mail_tested_at=now())
    assert step() == ["Test the mail Done"]

    turn_parts_off(plain_admin.member.agency)
    assert step() == []


def test_the_audit_log_tells_in_words_what_was_wrong(app):
    record(MailTestAction.MAIL_TESTED, by=None, detail={"problem": Problem.TRY_LATER})
    db.session.commit()
    (entry,) = audit_entries()

    with app.test_request_context("/staff"):
        told = what_was_done(entry, "", {})

    assert told.startswith("A command on the server sent a test mail (Problem: The server asks")
