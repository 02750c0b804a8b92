"""What is for another office goes there and comes back; what came of an event reaches who asked."""

from playwright.sync_api import expect

from coffeecop.db import now
from coffeecop.models import MailKind, Referral, Role
from coffeecop.web.receipt_codes import hash_code
from coffeecop.web.tokens import referral_token
from tests.factories import make_agency, make_concern, make_event, make_partner, make_past_event
from tests.journeys.states import CODES
from tests.journeys.steps import press
from tests.stored import all_of, mails, one_of

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


def test_what_came_of_an_event_is_drafted_signed_off_and_read_everywhere(
    open_page, sign_in_on, mail_port
):
    event, news = make_past_event(), {"email": "ann@example.org", "wants_news": True}
    organizer, resident = open_page(), open_page(screen=DESK)
    sign_in_on(organizer, Role.ORGANIZER, agency=event.agency)

    resident.goto(f"/es/events/{event.slug}/concerns/new")
    resident.locator("#concern #body").fill("No hay luz en Oak Street.")
    resident.locator("#answer").check()
    resident.locator("#contact").fill(news["email"])
    resident.locator("#wants_news").check()
    resident.locator("#concern-form > button").tap()
    expect(resident.locator(".receipt-words")).to_be_visible()

    organizer.goto(f"/staff/events/{event.id}")
    organizer.get_by_role("link", name="Say what you did").tap()
    organizer.get_by_role("link", name="Start from a draft").tap()
    expect(organizer.locator("#we_did_es")).to_contain_text("Nos contaron lo que les preocupa")
    organizer.locator("#we_did_en").fill(WE_DID)
    organizer.locator("#we_did_es").fill(WE_DID_SPANISH)
    press(organizer, "Save")
    expect(organizer.get_by_role("heading", level=1)).to_have_text("Publish what you did")
    assert all_of(type(event))[0].we_did_published_at is None
    press(organizer, "Publish it")
    expect(organizer.get_by_text("It goes by mail to 1.")).to_be_visible()

    for address in (f"/es/events/{event.slug}", "/es/"):
        resident.goto(address)
        expect(resident.locator("main")).to_contain_text(WE_DID_SPANISH)
    feed = resident.request.get("/events.atom").text()
    assert WE_DID in feed
    (mail,) = mails(kind=MailKind.NEWS)
    assert mail.recipient == news["email"]
    assert WE_DID_SPANISH in mail.body
    assert mail.created_at <= now()
