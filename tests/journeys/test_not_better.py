"""A question without a name is answered, read on another phone, and reopened by a no."""

from datetime import timedelta

from coffeecop.db import now
from coffeecop.models import Concern
from coffeecop.web.receipt_codes import hash_code
from tests.factories import make_concern
from tests.journeys.states import CODES
from tests.stored import one_of


def test_a_link_that_is_opened_weeks_later_counts_as_coming_back(phone, app):
    code = CODES[""]
    make_concern(receipt_hash=hash_code(code), created_at=now() - timedelta(days=30))

    with phone.expect_response("**/visits") as visit:
        phone.goto(f"/receipts/{code}")

    assert visit.value.status == 204
    assert one_of(Concern).came_back_on is not None
