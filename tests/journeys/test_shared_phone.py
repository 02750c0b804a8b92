"""A phone that goes from hand to hand: what one person typed is not there for the next."""

from playwright.sync_api import expect

from coffeecop.models import Concern, Rsvp
from tests.factories import make_event
from tests.stored import all_of, one_of


def send_rsvp(page, party_size, **details):
    page.locator(f"#party_size-{party_size - 1}").check()
    if details:
        page.locator("#rsvp-form summary").last.click()
    for name, value in details.items():
        page.locator(f"#{name}").fill(value)
    page.locator("#rsvp-form > button").tap()
    expect(page.get_by_role("heading", name="Sent. Thank you.")).to_be_visible()


def test_going_back_shows_nothing_of_the_first_person(phone, live_server):
    event = make_event()
    phone.goto(f"/events/{event.slug}")
    send_rsvp(phone, 2, name="Ann Example", email="ann@example.org", phone="805 555 0100")

    phone.go_back()

    for name in ("name", "email", "phone"):
        expect(phone.locator(f"#{name}")).to_have_value("")
    send_rsvp(phone, 3)
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
