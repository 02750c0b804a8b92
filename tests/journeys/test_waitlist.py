"""The line for seats, walked on a phone: by what the page holds, whatever its language says."""

import pytest
from playwright.sync_api import expect

from tests.factories import make_rsvp
from tests.journeys.checks import check_easy_to_use
from tests.journeys.states import make_coffee
from tests.journeys.test_residents import WORDS
from tests.stored import reload

TOKEN = "w" * 26


@pytest.fixture
def event(app):
    return make_coffee(capacity=2)


def status(page):
    return page.locator("#rsvp [role=status]")


def test_a_party_that_does_not_fit_waits_and_leaves(phone, prefix, event):
    taken = make_rsvp(event=event)
    phone.goto(f"{prefix}/events/{event.slug}")
    phone.get_by_label(WORDS[prefix]["party_size"]).fill("2")
    phone.get_by_role("button", name=WORDS[prefix]["send_rsvp"]).tap()
    expect(phone.get_by_role("alert")).to_contain_text(WORDS[prefix]["problem"])
    expect(phone.locator("#party_size")).to_have_value("2")
    check_easy_to_use(phone)

    phone.locator("button[name=waitlist]").tap()
    expect(status(phone)).to_have_class("notice notice-info")

    phone.locator("#cancellation-form button").tap()
    expect(phone.locator("#undo-form")).to_be_visible()
    assert reload(event).seats_taken == taken.party_size


def test_a_cancelled_rsvp_is_undone_in_one_tap(phone, prefix, event):
    make_rsvp(event=event, token=TOKEN, party_size=2, contact={"name": "Ana Example"})
    phone.goto(f"{prefix}/rsvps/{TOKEN}")
    phone.get_by_role("button", name=WORDS[prefix]["cannot_come"]).tap()
    expect(status(phone)).to_contain_text(WORDS[prefix]["cancelled"])

    phone.locator("#undo-form button").tap()
    expect(status(phone)).to_contain_text(WORDS[prefix]["expected"])
    assert TOKEN not in phone.url
    assert "/rsvps/" in phone.url
    phone.locator("#rsvp a[href$='/change']").tap()
    expect(phone.locator("#name")).to_have_value("Ana Example")
