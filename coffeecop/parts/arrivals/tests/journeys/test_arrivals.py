"""Counting who comes: on the phones of two officers, and by the code at the door."""

from datetime import timedelta
from io import BytesIO
from urllib.parse import urlsplit

import pytest
from PIL import Image
from playwright.sync_api import expect
from zxingcpp import read_barcodes

from coffeecop.db import db, now
from coffeecop.models import Arrival, CountedBy, Language
from coffeecop.parts.arrivals.tests.test_taps import total
from tests.stored import all_of, one_of

pytestmark = pytest.mark.slow

LEAST_HEIGHT = 160


def open_count(page, event):
    page.goto(f"/staff/events/{event.id}/arrivals")


def plus(page, people):
    return page.get_by_role("button", name=f"+{people}", exact=True)


def number(page):
    return page.locator(".head-count strong")


def undo(page):
    return page.locator("[name=arrival_id]")


def test_two_phones_count_at_once_and_each_sees_both(open_page, sign_in_on, event):
    first, second = open_page(is_new=True), open_page(is_new=True)
    for phone in (first, second):
        phone.clock.install()
        sign_in_on(phone)
        open_count(phone, event)
    assert plus(first, 1).bounding_box()["height"] >= LEAST_HEIGHT

    # Faster than the answers come.
    for _tap in range(3):
        plus(first, 1).tap()
        plus(second, 1).tap()
    plus(second, 4).tap()
    for phone in (first, second):
        # When nothing of its own waits any more.
        expect(undo(phone)).to_be_enabled()
    for phone in (first, second):
        phone.clock.fast_forward(5_000)
        expect(number(phone)).to_have_text("10")

    undo(second).tap()
    expect(number(second)).to_have_text("6")
    first.clock.fast_forward(5_000)
    expect(number(first)).to_have_text("6")
    expect(first.locator("#heads")).to_have_value("6")
    assert total() == 6


def test_a_tap_without_a_signal_waits_over_a_reload_and_counts_once(open_page, sign_in_on, event):
    phone = open_page(loses_signal=True, is_new=True)
    phone.clock.install()
    sign_in_on(phone)
    open_count(phone, event)
    # The first is counted, but its answer is lost.
    phone.route("**/arrivals", lose_the_answer)
    plus(phone, 1).tap()
    expect(phone.locator("#taps-waiting")).to_be_visible()
    plus(phone, 2).tap()
    plus(phone, 4).tap()
    undo(phone).tap()
    expect(number(phone)).to_have_text("3")

    phone.unroute("**/arrivals")
    phone.reload()

    expect(number(phone)).to_have_text("3")
    expect(undo(phone)).to_contain_text("+2")
    assert [arrival.people for arrival in all_of(Arrival)] == [1, 2]


def lose_the_answer(route):
    if route.request.method == "POST":
        route.fetch(max_redirects=0)
    route.abort()


def test_the_code_on_an_officers_phone_leads_a_guest_to_the_door(
    phone, without_script, sign_in_on, event
):
    sign_in_on(phone, language=Language.SPANISH)
    open_count(phone, event)
    phone.locator("main summary").first.tap()
    drawn = phone.locator("#door-codes [lang=es] svg").screenshot()
    (code,) = read_barcodes(Image.open(BytesIO(drawn)))

    address = urlsplit(code.text)
    without_script.goto(f"{address.path}?{address.query}")
    here = without_script.get_by_role("button", name="Ya llegué")
    expect(here).to_be_in_viewport()
    here.tap()

    expect(without_script.locator("#concern-form")).to_be_visible()
    assert one_of(Arrival).counted_by == CountedBy.DOOR

    # Whoever counts too long is told.
    event.ends_at = now() - timedelta(hours=3)
    event.starts_at = event.ends_at - timedelta(hours=1)
    db.session.commit()
    plus(phone, 1).tap()
    expect(phone.locator("#tap-form")).to_have_count(0)
    expect(phone.locator("#heads-form")).to_be_visible()
    assert total() == 1
