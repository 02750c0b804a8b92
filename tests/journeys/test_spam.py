"""What keeps machines out, and never costs a person the words."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from coffeecop.db import now
from coffeecop.web import forms
from coffeecop.web.rate_limits import SENDING_LIMIT, limiter
from tests.factories import make_event
from tests.journeys.states import make_receipt_concern, open_receipt

WORDS = "The light at the corner of Maple Court is out."
RESIDENT_FORMS = {
    "concern": ("#body", WORDS),
    "rsvp": ("#name", "Ana Example"),
    "survey": ("#line", "More chairs, please."),
    "message": ("#message-form textarea", "Still dark."),
}


def open_form(phone, form):
    """Fill in the field of a form that a resident would miss most, and return the field."""
    if form == "message":
        make_receipt_concern("")
        open_receipt(phone, "")
    else:
        started = {"starts_at": now() - timedelta(minutes=5)} if form == "survey" else {}
        event = make_event(**started)
        phone.goto(f"/events/{event.slug}")
    selector, text = RESIDENT_FORMS[form]
    for summary in phone.locator(f"#{form}-form .disclosure summary").all():
        summary.tap()
    phone.locator(selector).fill(text)
    return selector, text


def press(phone, form):
    phone.locator(f"#{form}-form > button").tap()


def is_past_the_sending_limit(limit, *_names, cost):
    return limit.amount != int(SENDING_LIMIT.split()[0])


@pytest.mark.parametrize("form", RESIDENT_FORMS)
def test_no_form_loses_what_was_written_whatever_stands_in_its_way(phone, app, monkeypatch, form):
    selector, text = open_form(phone, form)

    def comes_back():
        with phone.expect_response("**/*"):
            press(phone, form)
        expect(phone.locator(f"#{form}-form [role=alert]").first).to_be_visible()
        expect(phone.locator(selector)).to_have_value(text)

    with monkeypatch.context() as past_the_limit:
        past_the_limit.setattr(limiter.limiter, "hit", is_past_the_sending_limit)
        comes_back()
    with monkeypatch.context() as much_later:
        much_later.setattr(forms, "LONGEST_FORM_LIFE", timedelta(days=-1))
        comes_back()
    trap = f"#{form}-form input[name=website]"
    expect(phone.locator(trap)).not_to_be_in_viewport()
    # As a machine does it: it does not look at the page.
    phone.locator(trap).evaluate("box => { box.value = 'https://example.org' }")
    comes_back()

    phone.locator(trap).fill("")
    press(phone, form)
    expect(phone.locator(f"#{form}-form [role=alert]")).to_have_count(0)
    sent = ".receipt-words" if form == "concern" else "main [role=status]"
    expect(phone.locator(sent).first).to_be_visible()
