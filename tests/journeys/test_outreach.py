"""What is for another office goes there and comes back; what came of an event reaches who asked."""

from playwright.sync_api import expect

from coffeecop.models import Referral, Role
from coffeecop.web.receipt_codes import hash_code
from coffeecop.web.tokens import referral_token
from tests.factories import make_agency, make_concern, make_event, make_partner
from tests.journeys.states import CODES
from tests.journeys.steps import press
from tests.stored import one_of

DESK = {"viewport": {"width": 1280, "height": 800}, "has_touch": True}
WE_DID = "The lamp at Oak Street is new."
WE_DID_SPANISH = "La lámpara de Oak Street es nueva."


def test_a_partner_replies_from_a_phone_and_the_resident_reads_it(open_page, sign_in_on, app):
    agency = make_agency()
    make_partner(agency=agency)
    concern = make_concern(
        event=make_event(agency=agency),
        body="The light at Oak Street is out. I am Ann Quimby, 805-555-0100.",
        receipt_hash=hash_code(CODES[""]),
        wants_answer=True,
    )
    officer, partner, resident = open_page(screen=DESK), open_page(script=False), open_page()
    sign_in_on(officer, Role.OFFICER, agency=agency)

    officer.goto(f"/staff/concerns/{concern.id}")
    officer.get_by_role("link", name="Refer out").tap()
    body = officer.locator("#body")
    expect(body).to_have_value("The light at Oak Street is out. I am [removed], [removed].")
    body.fill("The light at Oak Street is out.")
    officer.get_by_label("Public Works").check()
    officer.locator("#is_read").check()
    press(officer, "Send it to them")
    expect(officer.get_by_text("It goes to Public Works by mail.")).to_be_visible()

    partner.goto(f"/referrals/{referral_token(one_of(Referral).form_key_hash)}")
    partner.locator("#body").fill("The lamp comes on Friday.")
    press(partner, "Send the reply")
    expect(partner.get_by_text("Sent. Thank you.")).to_be_visible()

    officer.goto("/staff")
    officer.get_by_role("link", name="1 reply from a partner").tap()
    officer.get_by_role("link", name=f"Number {concern.id}").tap()
    officer.get_by_role("link", name="Use it as an answer").tap()
    expect(officer.locator("#body")).to_have_value("The lamp comes on Friday.")
    press(officer, "Send and next")
    expect(officer.get_by_text("is sent")).to_be_visible()

    resident.goto(f"/receipts/{CODES['']}")
    expect(resident.locator("main")).to_contain_text("The lamp comes on Friday.")
