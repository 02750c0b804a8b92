"""The mail that a resident gets, from a real mail server, and where its links lead."""

import re
from functools import partial

from playwright.sync_api import expect

from coffeecop.mail.outbox import deliver_due
from tests.journeys.states import open_event, open_rsvp_form
from tests.journeys.test_bad_phone import feign
from tests.staff.events.form_filling import change, organizer
from tests.visitor import Visitor

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


def open_rsvp(phone, letter):
    (path,) = set(re.findall(r"/rsvps/[a-z0-9]{26}(?:\?mail=[a-z0-9]+)?(?=\s)", letter.text))
    phone.goto(path)
    # The first link from a mail confirms its address by itself.
    expect(phone.locator("#mail-address-form button")).to_have_count(0)


def test_mail_tells_of_an_event_that_moves_and_is_called_off(phone, app, post):
    event = open_event(phone, "")
    send_rsvp(phone)
    confirmation = newest(post)
    assert confirmation.calendar.get_content_type() == "text/calendar"
    open_rsvp(phone, confirmation)
    expect(phone.locator("#rsvp [role=status]")).to_contain_text("Sent. Thank you.")

    staff = Visitor(app)
    organizer(staff, agency=event.agency)
    change(staff, event, venue_name="Oak Library")
    moved = newest(post)
    assert "Oak Library" in moved.text
    open_rsvp(phone, moved)
    expect(phone.locator(".fact-list")).to_contain_text("Oak Library")

    staff.post(f"/staff/events/{event.id}/cancellation")
    called_off = newest(post)
    assert "STATUS:CANCELLED" in called_off.calendar.get_content()
    phone.goto(f"/events/{event.slug}")
    expect(phone.locator(".event-head .badge")).to_have_text("Cancelled")
    open_rsvp(phone, confirmation)
    expect(phone.get_by_role("heading", name="This event is cancelled")).to_be_visible()


def test_a_confirmation_that_fails_by_itself_leaves_the_page_as_it_is(open_page, app, post):
    page = open_page(loses_signal=True)
    open_event(page, "")
    send_rsvp(page)
    page.route("**/confirmation", partial(feign, 503), times=1)

    with page.expect_response("**/confirmation"):
        page.goto(re.search(r"/rsvps/\w+\?mail=\w+", newest(post).text)[0])
    button = page.locator("#mail-address-form button")
    expect(button).to_be_enabled()
    expect(page.locator(".not-sent")).to_have_count(0)
    expect(button).not_to_be_focused()

    button.tap()
    expect(page.locator("#mail-address [role=status]")).to_contain_text("Thank you")
