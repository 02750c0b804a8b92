"""What comes after a concern is sent: the receipt, the thread, the review."""

import struct
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from coffeecop.db import now
from coffeecop.models import Concern
from coffeecop.web.receipt_codes import hash_code
from tests.factories import make_concern
from tests.journeys.conftest import each_way
from tests.journeys.states import CODES
from tests.stored import one_of, reload

CODE = CODES[""]
SLIPPED = "Abilty able about above absent absorb"


@pytest.fixture
def concern(app):
    return make_concern(body="The lights are out.", receipt_hash=hash_code(CODE))


@each_way
def test_a_resident_comes_back_in_spite_of_a_slip_and_adds_something(phone, prefix, concern):
    phone.goto(f"{prefix}/receipts")
    phone.locator("#words").fill(SLIPPED)
    phone.locator("#find-form button").tap()
    expect(phone.locator("#words")).to_have_value(SLIPPED)
    phone.locator("#suggestion-form button").tap()

    phone.locator("details:has(.thread) > summary").tap()
    expect(phone.locator(".thread .quote")).to_have_text(["The lights are out."])
    phone.locator("#message-form textarea").fill("Still dark.")
    phone.locator("#message-form button").tap()

    expect(phone.locator(".thread .quote")).to_have_text(["The lights are out.", "Still dark."])
    expect(phone.locator("#concern [role=status]")).to_be_visible()
    assert [message.body for message in reload(concern).messages] == ["Still dark."]


def test_the_receipt_is_saved_as_a_picture_that_a_phone_keeps_with_its_photos(phone, concern):
    phone.goto(f"/receipts/{CODE}")
    with phone.expect_download() as download:
        phone.locator("a[href$='.svg']").tap()
    file = download.value

    assert file.suggested_filename == "receipt.png"
    content = file.path().read_bytes()
    assert content.startswith(b"\x89PNG")
    # Width and height, as large as it was drawn; an empty picture would weigh a tenth.
    assert struct.unpack(">II", content[16:24]) == (600, 900)
    assert len(content) > 10_000


def test_on_paper_there_is_the_receipt_and_nothing_else(phone, concern):
    phone.goto(f"/receipts/{CODE}")
    phone.emulate_media(media="print")

    for part in (".receipt-words", ".qr svg"):
        expect(phone.locator(part)).to_be_visible()
    expect(phone.get_by_text(f"/receipts/{CODE}")).to_be_visible()
    for part in ("header", "footer", "h1", ".quote", ".steps", "summary", "#message-form"):
        expect(phone.locator(part).first).not_to_be_visible()


def test_a_link_that_is_opened_weeks_later_counts_as_coming_back(phone, app):
    make_concern(receipt_hash=hash_code(CODE), created_at=now() - timedelta(days=30))

    with phone.expect_response("**/visits") as visit:
        phone.goto(f"/receipts/{CODE}")

    assert visit.value.status == 204
    assert one_of(Concern).came_back_on is not None
