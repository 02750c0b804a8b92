"""A receipt that is opened again."""

import struct
from datetime import timedelta

from playwright.sync_api import expect

from coffeecop.db import now
from coffeecop.models import Concern
from coffeecop.web.receipt_codes import hash_code
from tests.factories import make_concern
from tests.journeys.states import CODES
from tests.stored import one_of

CODE = CODES[""]


def test_a_link_opened_weeks_later_counts_as_coming_back_and_its_receipt_is_saved_or_printed(
    phone, app
):
    make_concern(receipt_hash=hash_code(CODE), created_at=now() - timedelta(days=30))
    with phone.expect_response("**/visits") as visit:
        phone.goto(f"/receipts/{CODE}")
    assert visit.value.status == 204
    assert one_of(Concern).came_back_on is not None

    # A picture, which a phone keeps with its photos.
    phone.get_by_text("Keep these words").tap()
    with phone.expect_download() as download:
        phone.locator("a[href$='.svg']").tap()
    assert download.value.suggested_filename == "receipt.png"
    content = download.value.path().read_bytes()
    assert content.startswith(b"\x89PNG")
    # Width and height, as large as it was drawn; an empty picture would weigh a tenth.
    assert struct.unpack(">II", content[16:24]) == (600, 900)
    assert len(content) > 10_000

    phone.emulate_media(media="print")
    for part in (".receipt-words", ".qr svg"):
        expect(phone.locator(part)).to_be_visible()
    expect(phone.get_by_text(f"/receipts/{CODE}")).to_be_visible()
    for part in ("header", "footer", "h1", ".quote", ".steps", "summary", "#message-form"):
        expect(phone.locator(part).first).not_to_be_visible()
