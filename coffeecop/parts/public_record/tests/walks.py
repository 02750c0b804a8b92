from datetime import timedelta

from coffeecop.db import now
from coffeecop.models import ConcernState
from coffeecop.parts.public_record.tests.rows import make_record
from coffeecop.web.receipt_codes import hash_code
from tests.factories import make_concern, make_event, make_message, make_staff, pass_night
from tests.journeys.states import CODES, make_coffee


def public_record(page, prefix):
    page.goto(f"{prefix}/events/{make_event().slug}/record")
    yield "public_record_of_a_few"
    event = make_coffee(starts_at=now() - timedelta(days=3))
    make_record(5, event=event, wants_answer=True)
    make_concern(event=event, kind="idea")
    for state in (ConcernState.PASSED_ON, ConcernState.WITHDRAWN):
        make_concern(event=event, state=state)
    question = make_concern(event=event, kind="question", receipt_hash=hash_code(CODES[prefix]))
    make_message(question, by=make_staff())
    pass_night(days=2)
    page.goto(f"{prefix}/events/{event.slug}/record")
    for summary in page.locator("main summary").all():
        summary.click()
    if page.evaluate("!matchMedia('(scripting: none)').matches"):
        page.locator("#check-record button").click()
        page.locator("#check-record .notice-success").wait_for()
    yield "public_record"
    page.goto(f"{prefix}/receipts/{CODES[prefix]}")
    for summary in page.locator("details:has([href$='proof.json']) > summary").all():
        summary.click()
    yield "proof_of_a_receipt"


WALKS_OF_RESIDENTS = [public_record]
