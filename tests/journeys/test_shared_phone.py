"""A phone that goes from hand to hand: what one person typed is not there for the next."""

from playwright.sync_api import expect

from coffeecop.models import Concern, Rsvp
from tests.factories import make_event
from tests.journeys.states import open_rsvp_form
from tests.stored import all_of, one_of


def test_going_back_shows_nothing_of_the_first_person(phone, live_server):
    event = make_event()
    phone.goto(f"/events/{event.slug}")
    open_rsvp_form(phone)
    phone.locator("#rsvp-form summary").last.tap()
    for name, value in {"name": "Ann Example", "phone": "805 555 0100"}.items():
        phone.locator(f"#{name}").fill(value)
    phone.locator("#party_size .choice").filter(has_text="2").tap()
    phone.locator("#rsvp-form > button").tap()
    expect(phone.get_by_role("heading", name="Sent. Thank you.")).to_be_visible()

    phone.go_back()
    phone.locator("#own-rsvp button").tap()
    open_rsvp_form(phone)
    for name in ("name", "phone"):
        expect(phone.locator(f"#{name}")).to_have_value("")
    phone.locator("#party_size .choice").filter(has_text="3").tap()
    phone.locator("#rsvp-form > button").tap()
    expect(phone.get_by_role("heading", name="Sent. Thank you.")).to_be_visible()
    assert "Ann" not in phone.content()
    assert [rsvp.party_size for rsvp in all_of(Rsvp)] == [2, 3]

    phone.goto(f"/events/{event.slug}")
    phone.locator("#body").fill("Cars speed.")
    phone.get_by_role("button", name="Send to the officers").tap()
    expect(phone.locator(".receipt-words")).to_be_visible()
    phone.goto("/")
    phone.go_back()

    expect(phone.locator("#body")).to_have_value("")
    one_of(Concern)
