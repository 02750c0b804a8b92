"""A clerk answers a request for records on a phone, from the letter to the pack handed over."""

from playwright.sync_api import expect

from coffeecop.models import Role
from coffeecop.parts.records.requests.decisions import ITEMS_A_PAGE
from tests.factories import make_concerns, make_event

TALLEST = 2_000


def test_one_sitting_leads_to_the_pack_and_its_page_is_short(phone, sign_in_on, app):
    event = make_event()
    make_concerns(
        ITEMS_A_PAGE, event=event, body="Maple Court is dark, and nobody can see us. " * 3
    )
    sign_in_on(phone, Role.RECORDS, agency=event.agency)
    phone.goto("/staff/records/requests")
    phone.locator("#asked_by").fill("The Sample Gazette")
    phone.locator("#words").fill("maple")
    phone.locator("#request-form > button").tap()
    expect(phone.locator("#batch-form")).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollHeight") <= TALLEST

    for tick in phone.locator("[data-text] [type=checkbox]").all():
        tick.check()
    phone.locator("#batch-form [value=ask]").tap()
    phone.locator("#release-form [value=release]").tap()
    phone.locator("#pack-form button").tap()
    with phone.expect_download() as pack:
        phone.locator("#packs a[download]").tap()
    assert pack.value.suggested_filename.endswith(".zip")
    phone.locator("#close-form button").tap()
    expect(phone.locator("#requests .badge")).to_have_text("Closed")
