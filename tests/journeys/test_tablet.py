"""One tablet for everybody: what one person wrote is gone for the next, by touch or by time."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from coffeecop.db import now
from coffeecop.models import Arrival, Concern
from coffeecop.web.tokens import door_code
from tests.factories import make_event
from tests.journeys.checks import NARROWEST, check_axe, check_layout, check_words
from tests.journeys.conftest import each_way
from tests.stored import all_of, one_of

TEXT = "The cars speed near the school."


@pytest.fixture
def tablet(open_page, live_server):
    event = make_event(starts_at=now() - timedelta(minutes=10))
    page = open_page(loses_signal=True)
    page.clock.install()
    page.goto(f"/events/{event.slug}/tablet?door={door_code(event)}")
    return page


def start(page, words):
    page.get_by_role("link", name=words, exact=True).tap()


def write(page):
    start(page, "Tell us what's on your mind")
    page.locator("#body").fill(TEXT)


def send(page):
    page.get_by_role("button", name="Send to the officers").tap()


def at_start(page):
    expect(page.locator(".both-languages")).to_be_visible()


def test_a_receipt_leaves_the_screen_and_no_way_back_leads_to_it(tablet):
    before = tablet.evaluate("history.length")
    write(tablet)
    tablet.locator("[data-asks] input").uncheck()
    send(tablet)
    expect(tablet.locator(".receipt-words li")).to_have_count(6)

    tablet.clock.fast_forward(20_000)
    tablet.locator("h1").tap()
    tablet.clock.fast_forward(20_000)
    expect(tablet.locator(".receipt-words")).to_be_visible()
    tablet.clock.fast_forward(11_000)
    at_start(tablet)

    assert one_of(Concern).body == TEXT
    kept = "JSON.stringify([{...sessionStorage}, {...localStorage}])"
    assert tablet.evaluate(kept) == "[{},{}]"
    assert tablet.evaluate("history.length") == before
    start(tablet, "Tell us what's on your mind")
    expect(tablet.locator("#body")).to_have_value("")


def test_who_walks_off_leaves_no_words_behind(tablet):
    write(tablet)
    tablet.clock.fast_forward(91_000)
    expect(tablet.locator("#closes-soon")).to_be_visible()
    tablet.locator("#body").press("!")
    expect(tablet.locator("#closes-soon")).to_be_hidden()

    tablet.clock.fast_forward(121_000)

    at_start(tablet)
    assert all_of(Concern) == []


def test_one_tap_counts_and_leads_back_to_the_start(tablet):
    start(tablet, "Ya llegué")
    tablet.locator("#arrival-form > button").tap()
    expect(tablet.locator(".actions a")).to_have_count(2)

    tablet.locator(".actions a").first.tap()

    at_start(tablet)
    assert one_of(Arrival).people == 1


def test_without_a_network_it_asks_for_paper_and_comes_back_by_itself(tablet):
    with tablet.expect_response("**/notes"), tablet.expect_response("**/guesses"):
        write(tablet)
    tablet.context.set_offline(True)
    send(tablet)
    expect(tablet.get_by_text("Not sent. Try again, or use a paper card.")).to_be_visible()
    tablet.get_by_role("link", name="Start again").tap()
    expect(tablet.get_by_text("No network right now. Please use a paper card.")).to_be_visible()
    assert TEXT not in tablet.content()

    tablet.context.set_offline(False)
    tablet.clock.fast_forward(6_000)

    at_start(tablet)
    assert all_of(Concern) == []


@each_way
def test_each_page_is_easy_to_use_in_both_languages_and_without_script(phone, prefix, live_server):
    event = make_event(starts_at=now() - timedelta(minutes=10))
    path = f"{prefix}/events/{event.slug}/tablet"
    for page in ("", "/arrival", "/counted", "/concern"):
        phone.goto(f"{path}{page}")
        check_page(phone, prefix)
    phone.locator("#body").fill(TEXT)
    phone.locator("#concern-form > button").first.tap()
    expect(phone.locator(".receipt-words")).to_be_visible()
    check_page(phone, prefix)

    phone.locator(".actions a").first.tap()
    at_start(phone)


def check_page(page, prefix):
    check_layout(page, widths=(NARROWEST,))
    check_words(page)
    # axe is a script.
    if not prefix:
        check_axe(page)
