"""What runs on the server, for administrators: mail, a test of it, and the worker."""

from datetime import timedelta

import pytest

from coffeecop.db import now
from coffeecop.mail.diagnosis import Problem
from coffeecop.mail.trial import Trial
from coffeecop.models import AuditAction, Installation, Language, Role
from coffeecop.staff.settings import pages
from tests.factories import make_mail, set_installation, sign_in
from tests.mail.server import Post, running
from tests.stored import audited, one_of

HOUR = timedelta(hours=1)
PAGE = "/staff/settings?open=installation"


def test_mail_that_is_set_up_says_when_it_was_tested_and_what_became_of_it(plain_admin, mail_port):
    make_mail()
    make_mail(failed_at=now())

    assert "Sent as Example Police <coffee@example.org>." in plain_admin.get(PAGE).text("#mail")
    assert "Not tested yet" in plain_admin.get(PAGE).text("#mail")
    set_installation(mail_tested_at=now() - HOUR)

    assert "Last tested 1 hour ago." in plain_admin.get(PAGE).text("#mail")
    assert "Waiting: 1. Failed: 1." in plain_admin.get(PAGE).text("#mail")


@pytest.mark.both_databases
def test_it_says_what_is_missing_and_where_data_is_kept(plain_admin, database_name):
    page = plain_admin.get(PAGE)
    assert "No mail server is set up." in page.text("#mail")
    assert "was never seen. Not running" in page.words
    set_installation(worker_seen_at=now() - HOUR)
    assert "was last seen 1 hour ago. Not running" in plain_admin.get(PAGE).words

    set_installation(worker_seen_at=now())
    page = plain_admin.get(PAGE)
    assert "Not running" not in page.words
    name = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[database_name]
    assert f"Data is kept in {name}." in page.words


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
    assert audited() == [(AuditAction.MAIL_TESTED, *of_agency)]


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
    monkeypatch.setattr(pages, "MAIL_TEST_LIMIT", "1 per hour")
    admin.post(TEST)

    page = admin.post(TEST)

    assert page.status == 422
    assert "That is enough for now." in page.text("[role=alert]")
    assert len(post.letters) == 1
