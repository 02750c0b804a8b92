from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from aiosmtpd.smtp import AuthResult
from sqlalchemy import text

from coffeecop.db import db, db_writes, now
from coffeecop.mail import outbox
from coffeecop.mail.diagnosis import Problem
from coffeecop.mail.outbox import MOST_TRIES, deliver_due
from coffeecop.mail.server import MailServerUnavailable
from tests.factories import make_mail
from tests.mail.server import Post, running
from tests.stored import mails, reload

pytestmark = pytest.mark.both_databases


def test_several_senders_at_once_send_each_mail_once(app, post):
    written = [make_mail() for _ in range(20)]

    def send(_number):
        with app.app_context():
            return deliver_due()

    with ThreadPoolExecutor(max_workers=4) as threads:
        assert sum(threads.map(send, range(4))) == 20

    assert post.times_sent() == {mail.message_id: 1 for mail in written}


def test_a_mail_goes_out_once_and_what_was_sent_is_not_kept(post):
    mail = make_mail(calendar="BEGIN:VCALENDAR", unsubscribe_url="https://example.org/stop")

    assert [deliver_due(), deliver_due()] == [1, 0]

    (letter,) = post.letters
    assert letter.to == [letter.message["To"]]
    mail = reload(mail)
    assert mail.sent_at
    assert (mail.recipient, mail.body) == (None, "")
    assert mail.calendar is mail.unsubscribe_url is None


def test_a_mail_server_that_is_down_costs_no_mail_and_no_tries(mail_port):
    written = [make_mail() for _ in range(3)]

    for hours in range(12):
        with (
            time_machine.travel(now() + timedelta(hours=hours)),
            pytest.raises(MailServerUnavailable),
        ):
            deliver_due()
    assert [reload(mail).attempts for mail in written] == [0, 0, 0]

    post = Post()
    with running(post, mail_port):
        deliver_due()
        deliver_due()
    assert post.times_sent() == {mail.message_id: 1 for mail in written}


def test_a_sender_that_dies_before_marking_sends_again_under_the_same_id(post, monkeypatch):
    mail = make_mail()

    class Killed(BaseException):
        pass

    def die(mail):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(outbox, "lock_waiting", die)
        with pytest.raises(Killed):
            deliver_due()
    assert deliver_due() == 0, "somebody may still be sending it"
    with time_machine.travel(now() + outbox.CLAIM + timedelta(seconds=1)):
        assert deliver_due() == 1

    assert post.times_sent() == {mail.message_id: 2}
    assert reload(mail).sent_at


def test_a_recipient_who_is_refused_for_good_is_not_asked_again_and_the_log_names_nobody(
    post, caplog
):
    post.answers["gone@example.org"] = "550 no gone@example.org here"
    gone, fine = make_mail("gone@example.org"), make_mail()

    deliver_due()

    gone = reload(gone)
    assert gone.failed_at
    assert gone.last_error == "SMTPRecipientsRefused 550"
    assert gone.recipient is None
    assert reload(fine).sent_at
    (line,) = [str(vars(each)) for each in caplog.records if each.name == outbox.logger.name]
    assert gone.last_error in line
    assert "gone" not in line


def test_a_recipient_who_is_refused_for_now_is_asked_again_later_and_later(post):
    post.answers["full@example.org"] = "452 mailbox of full@example.org is full"
    full, waits = make_mail("full@example.org"), []

    for _try in range(MOST_TRIES):
        with time_machine.travel(reload(full).next_attempt_at + timedelta(seconds=1), tick=False):
            deliver_due()
            deliver_due()
            waits.append(reload(full).next_attempt_at - now())

    assert reload(full).attempts == MOST_TRIES
    assert reload(full).failed_at
    assert waits[:-1] == sorted(waits[:-1])
    assert timedelta(minutes=1) <= waits[0] <= timedelta(minutes=1.25)
    assert post.letters == []


def test_the_longest_wait_is_six_hours():
    assert outbox.next_try(20) - now() <= 1.25 * timedelta(hours=6)


@pytest.mark.exhaustive_on("postgresql")
@pytest.mark.parametrize(
    ("recipient", "answer", "is_asked_again"),
    [
        # Not one address: the server is not asked.
        ("a@example.org, victim@example.org", None, False),
        ("a@example.org\r\nBcc: victim@example.org", None, False),
        ("a@example.org> RCPT TO:<victim@example.org", None, False),
        ("no address @ all", None, False),
        # No address is taken for a fault of the set-up.
        ("dmarc@example.org", "550 5.1.1 <dmarc@example.org>: no such user", False),
        ("starttls@example.org", "550 5.1.1 <starttls@example.org>: no such user", False),
        ("sendas@example.org", "550 5.1.1 <sendas@example.org>: no such user", False),
        # A setting may mend it, or the connection broke.
        ("ann@example.org", "554 5.7.1 Relay access denied", True),
        ("ann@example.org", "550 5.1.1 unknown: another server said: 550 5.4.5 limit", True),
        ("breaks@example.org", None, True),
    ],
)
def test_a_mail_that_cannot_be_sent_holds_up_nobody(post, recipient, answer, is_asked_again):
    post.answers[recipient] = answer
    post.breaks_off_for = {"breaks@example.org"}
    refused, fine = make_mail(recipient), make_mail("fine@example.org")

    assert deliver_due() == 1

    assert post.recipients == ["fine@example.org"]
    refused = reload(refused)
    assert (refused.is_waiting, bool(refused.failed_at)) == (is_asked_again, not is_asked_again)
    assert refused.attempts == 1
    assert reload(fine).sent_at


def test_no_line_of_a_mail_can_become_a_header(post):
    mail = make_mail(body="Hello\r\n.\r\nBcc: victim@example.org\r\n")

    deliver_due()

    (letter,) = post.letters
    assert letter.to == [letter.message["To"]]
    assert letter.message["Bcc"] is None
    assert "Bcc: victim" in letter.text
    broken = make_mail(subject="Hi\r\nBcc: victim@example.org")
    deliver_due()
    assert reload(broken).is_waiting
    assert len(post.letters) == 1
    assert reload(mail).sent_at


def test_an_address_beyond_ascii_is_written_as_mail_servers_take_it(post):
    make_mail("ann@bücher.example.org")

    deliver_due()

    assert post.recipients == ["ann@xn--bcher-kva.example.org"]


@pytest.mark.parametrize("statement", ["UPDATE outbox SET occasion = 'x'", "DELETE FROM outbox"])
def test_mail_may_be_changed_and_stopped_while_the_mail_server_answers(app, post, statement):
    make_mail()

    def write():
        with app.app_context(), db_writes():
            db.session.execute(text(statement))

    post.on_data = write

    assert deliver_due() == 1
    assert [mail.occasion for mail in mails()] == (["x"] if "UPDATE" in statement else [])


def test_without_a_mail_server_mail_waits(app):
    mail = make_mail()

    assert app.config["SMTP_URL"] is None
    assert deliver_due() == 0
    assert reload(mail).is_waiting


def signs_in(server, session, envelope, mechanism, data):
    fine = (data.login, data.password) == (b"ann@example.org", b"p/w:1")
    return AuthResult(success=fine, handled=fine, auth_data=data.login)


def test_it_encrypts_where_the_server_can_and_signs_in(app, mail_port, certificate, monkeypatch):
    url = f"smtp://ann%40example.org:p%2Fw%3A1@127.0.0.1:{mail_port}"
    monkeypatch.setitem(app.config, "SMTP_URL", url)
    make_mail()
    post = Post()
    with running(
        post, mail_port, tls_context=certificate, authenticator=signs_in, auth_required=True
    ):
        assert deliver_due() == 1

    (letter,) = post.letters
    assert letter.encrypted
    assert letter.user == b"ann@example.org"


@pytest.mark.exhaustive_on("postgresql")
@pytest.mark.parametrize(
    ("answers", "problem"),
    [
        ({"MAIL": "550 5.1.0 Sender rejected"}, Problem.SENDER_REFUSED),
        ({"DATA": "554 5.2.252 SendAsDenied; a may not send as b"}, Problem.SENDER_REFUSED),
        ({"DATA": "550 5.4.5 Daily user sending limit exceeded"}, Problem.SENDING_LIMIT),
    ],
)
def test_a_setting_that_holds_up_all_mail_fails_none(mail_port, answers, problem):
    written = [make_mail() for _ in range(2)]

    with running(Post(**answers), mail_port):
        for _round in range(MOST_TRIES + 1):
            with (
                time_machine.travel(max(reload(mail).next_attempt_at for mail in written)),
                pytest.raises(MailServerUnavailable) as refusal,
            ):
                deliver_due()

    assert refusal.value.problem is problem
    assert [reload(mail).attempts for mail in written] == [0, 0]
    post = Post()
    with running(post, mail_port), time_machine.travel(now() + timedelta(hours=1)):
        deliver_due()
    assert post.times_sent() == {mail.message_id: 1 for mail in written}


def test_the_command_says_how_it_went(app, mail_port):
    make_mail()
    run = app.test_cli_runner().invoke

    down = run(args=["mail", "deliver"])
    assert down.exit_code == 1
    assert "takes no mail, so it waits." in down.output
    with running(Post(), mail_port):
        assert "Sent now: 1. Waiting: 0. Failed: 0." in run(args=["mail", "deliver"]).output
