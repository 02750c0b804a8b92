"""The mail that a resident gets, from a real mail server, and where its links lead."""

import re
from functools import partial

from playwright.sync_api import expect

from coffeecop.mail.outbox import deliver_due
from tests.journeys.states import open_event, open_rsvp_form
from tests.journeys.test_bad_phone import feign

ANN = "ann@example.org"


def send_rsvp(phone):
    open_rsvp_form(phone)
    phone.locator("#rsvp summary").last.tap()
    phone.locator("#email").fill(ANN)
    phone.locator("#rsvp-form > button").tap()
    expect(phone.locator("#rsvp [role=status]")).to_be_visible()


def newest(post):
    """Deliver what waits, and return the one letter that has come."""
    before = len(post.letters)
    deliver_due()
    (letter,) = post.letters[before:]
    assert letter.to == [ANN]
    return letter


def path_in(letter):
    """Return where the link of a mail leads."""
    return re.search(r"/rsvps/[a-z0-9]{26}\?mail=[a-z0-9]+(?=\s)", letter.text)[0]


def test_the_first_link_from_a_mail_confirms_its_address_by_itself(phone, app, post):
    open_event(phone, "")
    send_rsvp(phone)

    phone.goto(path_in(newest(post)))

    expect(phone.locator("#mail-address-form button")).to_have_count(0)
    expect(phone.locator("#rsvp [role=status]").first).to_contain_text("Sent. Thank you.")


def test_a_confirmation_that_fails_by_itself_leaves_the_page_as_it_is(open_page, app, post):
    page = open_page(loses_signal=True)
    open_event(page, "")
    send_rsvp(page)
    page.route("**/confirmation", partial(feign, 503), times=1)

    with page.expect_response("**/confirmation"):
        page.goto(path_in(newest(post)))
    button = page.locator("#mail-address-form button")
    expect(button).to_be_enabled()
    expect(page.locator(".not-sent")).to_have_count(0)
    expect(button).not_to_be_focused()

    button.tap()
    expect(page.locator("#mail-address [role=status]")).to_contain_text("Thank you")
