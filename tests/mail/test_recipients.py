"""A stranger's address gets two mails, and no more until somebody uses one of them."""

import re
from datetime import timedelta

import pytest
import time_machine

from coffeecop.db import db, now
from coffeecop.mail import recipients
from coffeecop.mail.recipients import recipient_key
from coffeecop.models import ConfirmedMailbox, Rsvp
from coffeecop.web.forms import new_form_key
from coffeecop.web.receipt_codes import hash_code
from tests.colleagues import post_all
from tests.factories import make_concern, make_event, sign_in
from tests.stored import all_of, mails, one_mail

pytestmark = pytest.mark.both_databases

ADDRESS = "ann@example.org"
LINK = re.compile(r"http://127\.0\.0\.1:8000(\S+mail=\w+)")


def reply(visitor, event, **fields):
    page = visitor.post(f"/events/{event.slug}/rsvps", party_size=1, email=ADDRESS, **fields)
    assert page.status == 303
    return page


def use_link(visitor, mail):
    """Open the link in a mail, and send what the page offers (a script does so by itself)."""
    page = visitor.get(LINK.search(mail.body)[1], **{"HX-Request": "false"})
    form = page.one("#mail-address-form")
    assert "load" in form["hx-trigger"]
    return visitor.follow(visitor.post(form["action"]))


def test_a_victim_gets_two_mails_in_whatever_letters_even_when_the_sent_ones_are_forgotten(
    plain_visitor,
):
    for _ in range(2):
        event = make_event()
        for address in (ADDRESS, "Ann@example.org", "ANN@EXAMPLE.ORG"):
            plain_visitor.post(f"/events/{event.slug}/rsvps", party_size=1, email=address)
            for mail in mails(sent_at=None):
                mail.mark_sent()
            db.session.commit()

    assert [mail.recipient for mail in mails()] == [None, None]


def test_a_victim_gets_two_mails_also_from_many_at_once(app):
    paths = [f"/events/{make_event().slug}/rsvps" for _ in range(8)]
    form = {"party_size": 1, "email": ADDRESS, "form_key": new_form_key()}

    statuses, _ = post_all(app, [(path, form) for path in paths])

    assert set(statuses) == {303}
    assert len(mails()) == 2


@pytest.mark.parametrize(
    ("addresses", "mailboxes"),
    [
        ([f"victim+{number}@example.org" for number in range(50)], 1),
        (["v.ictim@gmail.com", "vic.tim+a@googlemail.com", "VICTIM@gmail.com"], 1),
        (["vic-tim@protonmail.com", "vi_ctim@pm.me", "victim@proton.me"], 1),
        (["victim@me.com", "victim@icloud.com"], 1),
        (["v.ictim@example.org", "vic.tim@example.org"], 2),
        (["+1@example.org", "+2@example.org"], 2),
        (["...@gmail.com", "a@gmail.com"], 2),
    ],
)
def test_a_mailbox_is_the_same_however_its_address_is_written(app, addresses, mailboxes):
    assert len({recipient_key(address) for address in addresses}) == mailboxes


def test_all_the_mailboxes_of_a_domain_get_few_mails_in_a_day_until_they_are_confirmed(
    app, visitor, mail_server, monkeypatch
):
    monkeypatch.setattr(recipients, "MOST_MAILS_TO_A_DOMAIN", 3)
    path = f"/events/{make_event().slug}/rsvps"

    def ask(domain, number):
        return visitor.post(path, party_size=1, email=f"person{number}@{domain}")

    *_sent, told = [ask("victim.example", number) for number in range(4)]
    assert len(mails()) == 3
    assert told.status == 422
    assert "We got too many requests for mail today" in told.text("#email-error")
    assert told.value("#email") == "person3@victim.example"
    assert len(all_of(Rsvp)) == 3
    assert visitor.post(path, party_size=1).status == 303, "it is sent without the address"

    use_link(visitor, mails()[0])
    ask("victim.example", 5)
    assert len(mails()) == 4
    with time_machine.travel(now() + timedelta(hours=25)):
        ask("victim.example", 6)
    assert len(mails()) == 5
    for number in range(5):
        ask("gmail.com", number)
    assert len(mails()) == 10, "residents share the domain of a large provider"


def test_one_sender_asks_for_few_mails_and_keeps_nobody_else_from_theirs(visitor, monkeypatch):
    monkeypatch.setattr(recipients, "MAILS_OF_SENDER", "3 per hour")
    path = f"/events/{make_event().slug}/rsvps"
    for number, status in enumerate([303, 303, 303, 422, 422]):
        email = f"victim{number}@gmail.com"
        assert visitor.post(path, party_size=1, email=email).status == status
    assert len(mails()) == 3

    visitor.client.environ_base["REMOTE_ADDR"] = "192.0.2.9"
    visitor.post(path, party_size=1, email="ann@gmail.com")
    assert len(mails()) == 4


def test_who_adds_an_address_later_is_told_beside_it_too(visitor, monkeypatch):
    monkeypatch.setattr(recipients, "MAILS_OF_SENDER", "1 per day")
    event = make_event()
    reply(visitor, event)
    rsvp = visitor.post(f"/events/{event.slug}/rsvps", party_size=1).location
    asked = {"party_size": 2, "name": "Bea", "email": "bea@example.org"}

    told = visitor.post(rsvp, **asked)

    assert told.status == 422
    assert "We got too many requests for mail today" in told.text("#email-error")
    assert [told.value(f"#{field}") for field in ("name", "email")] == ["Bea", "bea@example.org"]
    assert visitor.post(rsvp, **{**asked, "email": ""}).status == 303


def test_mail_that_was_taken_back_does_not_count(plain_visitor):
    event = make_event()
    for _ in range(4):
        page = reply(plain_visitor, event)
        plain_visitor.post(f"{page.location}/cancellation")

    reply(plain_visitor, event)
    assert len(mails()) == 1


def test_whoever_uses_a_link_gets_all_mail_and_opening_it_alone_changes_nothing(visitor):
    event = make_event()
    reply(visitor, event)
    visitor.get(LINK.search(one_mail().body)[1])
    for _ in range(3):
        reply(visitor, event)
    assert len(mails()) == 2

    assert "We'll keep writing" in use_link(visitor, mails()[0]).words
    for _ in range(4):
        reply(visitor, event)
    assert len(mails()) == 6
    again = visitor.get(LINK.search(mails()[0].body)[1], **{"HX-Request": "false"})
    assert not again.has("#mail-address-form")


def test_who_sent_the_rsvp_cannot_confirm_the_address_of_another(plain_visitor):
    page = plain_visitor.follow(reply(plain_visitor, make_event()))

    assert not page.has("#mail-address-form")
    assert mails()[0].recipient_key not in page.body
    for key in ("x", "x" * 26, "%F0%9F%98%80"):
        assert plain_visitor.post(f"/mail-addresses/{key}/confirmation").status == 404


def test_the_link_in_the_mail_about_an_answer_counts_too(visitor, mail_port):
    concern = make_concern(
        wants_answer=True, receipt_hash=hash_code("words"), contact={"email": ADDRESS}
    )
    sign_in(visitor, agency=concern.event.agency)
    visitor.post(f"/staff/concerns/{concern.id}/messages", body="We will put up a sign.")

    use_link(visitor, one_mail())

    key = one_mail().recipient_key
    assert visitor.post(f"/mail-addresses/{key}/confirmation").status == 303, "twice is like once"
    assert db.session.get(ConfirmedMailbox, key)


def test_who_confirmed_an_address_is_no_stranger_once_the_mail_is_gone(visitor):
    event = make_event()
    reply(visitor, event)
    use_link(visitor, one_mail())
    for mail in mails():
        db.session.delete(mail)
    db.session.commit()

    for _ in range(4):
        reply(visitor, event)

    assert len(mails()) == 4
