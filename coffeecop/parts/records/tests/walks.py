from datetime import timedelta

from coffeecop.db import now
from coffeecop.models import Role
from coffeecop.parts.records.requests.decisions import ITEMS_A_PAGE
from tests.factories import make_concern, make_concerns
from tests.journeys.staff_states import LONG_NAME, LONG_TEXT
from tests.journeys.states import tap

# Of a request with as many records as a page has.
TALLEST = 2_000


def records(page, open_as):
    open_as(Role.RECORDS)
    page.goto("/staff/records")
    yield
    tap(page, "#schedule-form button", shows=".notice")
    page.goto("/staff/records/schedule/contact")
    page.locator("#keep").fill("0")
    tap(page, "#rule-form button", shows="#keep-error")
    yield
    concerns = make_concerns(3, body=LONG_TEXT, created_at=now() - timedelta(days=800))
    page.goto(f"/staff/records/holds/new?like={concerns[0].id}-{concerns[1].id}")
    tap(page, "#hold-form button", shows="#name-error")
    yield
    page.locator("#name").fill(LONG_NAME)
    page.locator("#reason").fill(LONG_TEXT)
    tap(page, "#hold-form button", shows="#lift-form")
    yield
    page.goto("/staff/records/due/concern")
    yield
    tap(page, "#ask-form button", shows="#stop-form")
    yield
    page.goto("/staff/records")
    yield


def requests_for_records(page, open_as):
    open_as(Role.RECORDS)
    page.goto("/staff/records/requests")
    tap(page, "#request-form button", shows="#words-error")
    yield
    make_concern(body=f"Call Ms. Sample, 805-555-0100, on Maple Court. {LONG_TEXT}", place="Maple")
    make_concerns(ITEMS_A_PAGE - 1, body="Cars race on Maple Court.")
    page.locator("#asked_by").fill(LONG_NAME)
    page.locator("#words").fill("maple")
    tap(page, "#request-form button", shows="#items")
    assert page.evaluate("document.documentElement.scrollHeight") <= TALLEST
    yield
    page.locator("#items [name=records][type=checkbox]").first.check()
    tap(page, "#batch-form [value=ask]", shows="#release-form")
    yield
    tap(page, "#release-form [value=release]", shows="#items .badge")
    page.locator("li:has(.proposal) summary").first.click()
    tap(page, "li:has(.proposal) [value=withhold]", shows=".error-summary")
    yield
    for code in page.locator("li:has(.proposal) [name=codes]").all():
        code.fill("7927.700")
    tap(page, "li:has(.proposal) [value=redact]", shows="li:has(.proposal) .badge")
    tap(page, "#pack-form button", shows="#packs a[download]")
    yield
    tap(page, "#close-form button", shows="#requests .badge")
    yield


WALKS = [records, requests_for_records]
