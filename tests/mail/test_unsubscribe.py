"""Whoever got mail about an RSVP or a concern can stop it, by hand or through a mail program."""

import re
from hashlib import sha256

import pytest

from coffeecop.db import db, db_writes
from coffeecop.mail import notifications
from coffeecop.models import Rsvp
from coffeecop.web.tokens import concern_to_unsubscribe, unsubscribe_token
from tests.factories import make_concern, make_event, make_message, make_rsvp, make_staff, save
from tests.stored import mails, one_mail, one_of, reload

ANN = {"email": "ann@example.org"}
HERE = "http://127.0.0.1:8000"


def rsvp_with_mail(visitor):
    event = make_event()
    visitor.post(f"/events/{event.slug}/rsvps", party_size="2", **ANN)
    return one_of(Rsvp)


def concern_with_mail(visitor):
    concern = make_concern(contact=ANN, wants_answer=True, receipt_hash="receipt")
    make_message(concern, by=make_staff())
    notifications.notify_answer(concern)
    return save(concern)


@pytest.fixture(params=[rsvp_with_mail, concern_with_mail])
def row(request, plain_visitor):
    """An RSVP or a concern about which a mail waits."""
    return request.param(plain_visitor)


@pytest.mark.parametrize("prefix", ["", "/es"])
def test_mail_is_stopped_by_asking_and_not_by_opening_the_link(visitor, row, prefix):
    stop = prefix + one_mail().unsubscribe_url.removeprefix(HERE)
    seats = row.event.seats_taken

    page = visitor.get(stop)
    assert page.one("#unsubscribe-form")["action"] == stop
    assert one_mail().is_waiting

    page = visitor.follow(visitor.post(stop))

    assert page.has("[role=status]")
    assert page.headers["Cache-Control"] == "no-store"
    assert mails() == []
    assert reload(row.event).seats_taken == seats
    stopped_at = reload(row).unsubscribed_at
    visitor.post(stop)
    assert reload(row).unsubscribed_at == stopped_at is not None


def test_a_mail_provider_stops_it_with_one_click(plain_visitor, row):
    stop = one_mail().unsubscribe_url.removeprefix(HERE)

    page = plain_visitor.post(stop, **{"List-Unsubscribe": "One-Click"})

    assert (page.status, page.body) == (200, "ok\n")
    assert mails() == []
    assert reload(row).unsubscribed_at


def test_the_mails_own_link_says_afterwards_that_we_do_not_write(plain_visitor, row):
    mail = one_mail()
    links = re.findall(rf"{HERE}(\S+[?]mail=\S+)", mail.body)
    stop = mail.unsubscribe_url.removeprefix(HERE)
    mail.mark_sent()
    db.session.commit()
    assert plain_visitor.get(links[0]).has("#mail-address-form")

    plain_visitor.post(stop)

    assert "You asked us not to write to you, so we don't." in plain_visitor.get(links[0]).words
    key = links[0].partition("mail=")[2]
    assert plain_visitor.post(f"/mail-addresses/{key}/confirmation").status == 404


def test_who_stopped_the_mail_of_an_rsvp_gets_none_by_asking_for_it_again(plain_visitor):
    rsvp_with_mail(plain_visitor)
    mail = one_mail()
    again = re.search(rf"{HERE}(/rsvps/[^/?]+)", mail.body)[1] + "/mail"
    plain_visitor.post(mail.unsubscribe_url.removeprefix(HERE))

    plain_visitor.post(again)

    assert mails() == []


@pytest.mark.both_databases
def test_nobody_writes_about_the_event_while_mail_is_stopped(app, locks_at):
    rsvp = make_rsvp(contact=ANN)
    locks = locks_at(notifications, "withdraw", "events")

    with db_writes():
        notifications.unsubscribe_from_rsvp(rsvp)

    assert locks == [True]


def test_the_link_to_stop_mail_is_for_one_concern_and_leads_nowhere_without_its_token(visitor):
    concern = make_concern()
    token = unsubscribe_token(concern.id)
    assert concern_to_unsubscribe(token) == concern.id
    page = visitor.get(f"/receipts/unsubscribe/{token}")
    assert concern.body not in page.words
    assert "Coffee" not in page.text("#unsubscribe")

    number, secret = token.split("-")
    others = (f"{concern.id + 1}-{secret}", number, f"{number}-", "x", f"é-{secret}", f"²-{secret}")
    wrong = [
        *(f"/rsvps/{other}/unsubscribe" for other in ("x", "x" * 26, sha256(b"x").hexdigest())),
        *(f"/receipts/unsubscribe/{other}" for other in others),
        f"/receipts/unsubscribe/{unsubscribe_token(concern.id + 1)}",
        f"/receipts/unsubscribe/{'9' * 30}-{secret}",
    ]
    for path in wrong:
        assert visitor.get(path).status == 404
        assert visitor.post(path).status == 404
    # It does not lead back to what was sent.
    assert visitor.get(f"/receipts/{token}").status == 404
