"""What the page of an RSVP says of the mail, and how a slip in an address is mended."""

import pytest

from coffeecop.db import db
from coffeecop.models import ConfirmedMailbox, Rsvp
from tests.factories import make_event, save
from tests.stored import all_of, mails, one_of

ANN = "ann@example.org"


def send(visitor, **fields):
    path = f"/events/{make_event().slug}/rsvps"
    return visitor.post(path, **{"party_size": "2", **fields})


def press(visitor, page, form, button, **fields):
    """Send the form of a page by one of its buttons, as a browser without scripts does."""
    values = {
        box["name"]: box.get("value", "")
        for box in page.select(f"{form} input")
        if box.get("type") not in ("checkbox", "radio") or "checked" in box
    }
    (pressed,) = [each for each in page.select(f"{form} button") if button in each.words]
    if "name" in pressed:
        values[pressed["name"]] = pressed["value"]
    return visitor.post(page.one(form)["action"], **{**values, **fields})


@pytest.mark.parametrize(
    ("answer", "stored"), [("Yes, use ana@gmail.com", "ana@gmail.com"), ("Keep", "ana@gmial.com")]
)
def test_a_likely_slip_is_asked_about_once_and_may_be_kept(visitor, mail_server, answer, stored):
    page = send(visitor, email="ana@gmial.com", name="Ana")

    assert "Did you mean ana@gmail.com?" in page.refused("#email-error")
    assert page.value("#email") == "ana@gmial.com"
    assert all_of(Rsvp) == []

    assert press(visitor, page, "#rsvp-form", answer).status == 303
    assert one_of(Rsvp).contact.email == stored


def test_another_address_typed_instead_is_not_overruled(visitor, mail_server):
    page = send(visitor, email="ana@gmial.com")

    press(visitor, page, "#rsvp-form", "Yes", email=ANN)

    assert one_of(Rsvp).contact.email == ANN


def test_an_address_in_the_box_for_a_phone_is_told_about_mail(visitor, mail_server):
    page = send(visitor, phone="jim at gmail")

    assert page.text("#phone-error").endswith("Write it in the box for e-mail.")


def test_without_a_mail_server_no_address_is_asked_for(visitor):
    assert not visitor.get(f"/events/{make_event().slug}/rsvps/new").has("#email")


def test_the_page_says_where_the_mail_goes_and_sends_it_once_more(visitor, mail_server):
    page = visitor.follow(send(visitor, email=ANN))
    assert f"Look for our mail to {ANN}, and open the link in it." in page.text("#mail-told")
    for mail in mails():
        mail.mark_sent()
    db.session.commit()

    page = visitor.follow(visitor.post(page.one("#resend-form")["action"]))

    assert "Sent again." in page.text("[role=status]")
    assert [mail.recipient for mail in mails(sent_at=None)] == [ANN]
    assert not page.has("#resend-form"), "an address gets two mails until somebody opens one"
    link = page.one("#cancellation-form")["action"].removesuffix("/cancellation")
    visitor.post(f"{link}/mail")
    assert len(mails()) == 2
    other = visitor.follow(send(visitor, email=ANN))
    assert f"We did not write to {ANN}: two mails went there" in other.text("#mail-told")
    save(ConfirmedMailbox(key=mails()[0].recipient_key))
    assert f"We write to {ANN} the day before" in visitor.get(link).text("#mail-told")


@pytest.mark.parametrize("email", ["", ANN])
def test_a_confirmation_has_four_controls(visitor, mail_server, email):
    page = visitor.follow(send(visitor, email=email))

    controls = page.texts("#rsvp > .row-links > li:not(:has(details)), #rsvp summary")
    last = "Send the mail again" if email else "Send me the link"
    assert controls == ["Undo", "Change or add", "Calendar", last]
