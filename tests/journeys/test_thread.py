"""What comes after a concern is sent: the receipt, the thread, the review."""

import struct
from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from coffeecop.db import db, now
from coffeecop.models import Better, Concern, Language, Outcome, Role
from coffeecop.public.concerns.views.blueprint import hash_code
from tests.factories import make_agency, make_concern, make_event
from tests.journeys.checks import check_axe, check_layout

CODE = "ability-able-about-above-absent-absorb"
SLIPPED = "Abilty able about above absent absorb"
LANGUAGES = {"": Language.ENGLISH, "/es": Language.SPANISH}


@pytest.fixture
def concern(app):
    agency = make_agency(phone="(805) 339-4400", complaint_url="https://example.org/complaints")
    event = make_event(agency=agency, starts_at=now() - timedelta(days=30))
    return make_concern(event=event, body="The lights are out.", receipt_hash=hash_code(CODE))


def stored():
    db.session.rollback()
    db.session.expire_all()
    return db.session.scalars(select(Concern)).one()


def test_a_resident_comes_back_in_spite_of_a_slip_and_adds_something(phone, prefix, concern):
    phone.goto(f"{prefix}/receipts")
    phone.locator("#words").fill(SLIPPED)
    phone.locator("#find-form button").tap()
    expect(phone.locator("#words")).to_have_value(SLIPPED)
    phone.locator("#suggestion-form button").tap()

    expect(phone.locator(".thread .quote")).to_have_text(["The lights are out."])
    expect(phone.locator("#concern .receipt-words")).not_to_be_visible()
    phone.locator("#message-form textarea").fill("Still dark.")
    phone.locator("#message-form button").tap()

    expect(phone.locator(".thread .quote")).to_have_text(["The lights are out.", "Still dark."])
    expect(phone.locator("#concern [role=status]")).to_be_visible()
    assert [message.body for message in stored().messages] == ["Still dark."]


def test_a_resident_folds_the_words_away_once_they_are_saved(phone, prefix, concern):
    phone.goto(f"{prefix}/receipts/{CODE}")
    expect(phone.locator(".receipt-words")).to_be_visible()
    phone.locator("details a[hx-get]").tap()
    expect(phone.locator(".receipt-words")).not_to_be_visible()

    phone.locator("details summary").tap()
    expect(phone.locator(".receipt-words")).to_be_visible()


def saved_from(page, ending):
    with page.expect_download() as download:
        page.locator(f"a[href$='.{ending}']").tap()
    return download.value


def test_the_receipt_is_saved_as_text(phone, prefix, concern):
    phone.goto(f"{prefix}/receipts/{CODE}")
    file = saved_from(phone, "txt")

    assert file.suggested_filename.endswith(".txt")
    assert "absorb" in file.path().read_text()


def test_the_receipt_is_saved_as_a_picture_that_a_phone_keeps_with_its_photos(
    with_script, prefix, concern
):
    with_script.goto(f"{prefix}/receipts/{CODE}")
    file = saved_from(with_script, "svg")

    assert file.suggested_filename == {"": "receipt.png", "/es": "comprobante.png"}[prefix]
    content = file.path().read_bytes()
    assert content.startswith(b"\x89PNG")
    # Width and height, as large as it was drawn; an empty picture would weigh a tenth.
    assert struct.unpack(">II", content[16:24]) == (600, 900)
    assert len(content) > 10_000


def test_without_a_script_the_picture_is_a_drawing(without_script, concern):
    without_script.goto(f"/receipts/{CODE}")
    file = saved_from(without_script, "svg")

    assert file.suggested_filename.endswith(".svg")
    assert "absorb" in file.path().read_text()


def test_on_paper_there_is_the_receipt_and_nothing_else(with_script, concern):
    with_script.goto(f"/receipts/{CODE}")
    with_script.emulate_media(media="print")

    for part in (".receipt-words", ".qr svg", ".receipt-card a", ".receipt-card .print-only"):
        expect(with_script.locator(part)).to_be_visible()
    for part in ("header", "footer", "h1", ".quote", ".notice", "summary", "#message-form"):
        expect(with_script.locator(part).first).not_to_be_visible()


def test_a_resident_takes_it_back_after_a_second_question(phone, prefix, concern):
    phone.goto(f"{prefix}/receipts/{CODE}?saved=yes")
    phone.locator("a[href$='/withdrawal']").tap()
    expect(phone.locator("#withdrawal-form .quote")).to_have_text("The lights are out.")
    assert not stored().is_withdrawn
    phone.locator("#withdrawal-form button").tap()

    expect(phone.locator("#concern [role=status]")).to_be_visible()
    expect(phone.locator("#message-form")).to_have_count(0)
    assert stored().is_withdrawn


def test_weeks_later_a_resident_says_whether_it_got_better(phone, prefix, concern):
    phone.goto(f"{prefix}/receipts/{CODE}")
    phone.locator("#better-form button[value=somewhat]").tap()
    expect(phone.locator("#concern [role=status]")).to_be_visible()
    expect(phone.locator("#better-form button")).to_have_count(2)
    phone.locator("#better-form button[value=yes]").tap()
    expect(phone.locator("#better-form button[value=somewhat]")).to_be_visible()

    assert stored().better is Better.YES


def test_an_officer_answers_and_the_resident_reads_it(phone, prefix, concern, sign_in_on):
    sign_in_on(phone, agency=concern.event.agency, language=LANGUAGES[prefix])
    phone.goto(f"/staff/concerns/{concern.id}")
    phone.locator("#answer-form textarea").fill("We fixed them.")
    phone.locator("#answer-form button").tap()
    expect(phone.locator("#thread [role=status]")).to_be_visible()
    expect(phone.locator("#concern-status .badge-success")).to_be_visible()
    check_axe(phone)
    check_layout(phone)

    phone.goto(f"{prefix}/receipts/{CODE}")
    expect(phone.locator(".thread .answer")).to_have_text("We fixed them.")


def test_staff_review_hide_and_undo(phone, prefix, concern, sign_in_on):
    concern.is_held = True
    db.session.commit()
    sign_in_on(phone, agency=concern.event.agency, language=LANGUAGES[prefix])
    phone.goto("/staff/concerns/review")
    phone.locator("a[href$='/hiding']").tap()
    phone.locator("[value=spam]").tap()
    phone.locator("#hiding-form button").tap()
    expect(phone.locator("#review [role=status]")).to_be_visible()
    assert stored().is_hidden

    phone.locator("a[href*='hidden=yes']").tap()
    phone.locator("#review form button").tap()
    expect(phone.locator("#review [role=status]")).to_be_visible()
    assert stored().is_counted


def test_an_organizer_holds_what_comes_in(phone, prefix, concern, sign_in_on):
    organizer = {"agency": concern.event.agency, "language": LANGUAGES[prefix]}
    sign_in_on(phone, Role.ORGANIZER, **organizer)
    phone.goto(f"/staff/events/{concern.event_id}/plan")
    phone.locator("#holding button").tap()
    expect(phone.locator("#holding a")).to_be_visible()
    db.session.refresh(concern.event)
    assert concern.event.holds_submissions


def test_who_handles_complaints_finds_them_in_a_list(phone, prefix, concern, sign_in_on):
    concern.outcome = Outcome.ABOUT_OFFICER
    db.session.commit()
    sign_in_on(phone, Role.COMPLAINTS, agency=concern.event.agency, language=LANGUAGES[prefix])
    phone.goto("/staff/concerns")
    phone.locator("a[href$='about-officers']").tap()
    expect(phone.locator(".concerns > li")).to_have_count(1)
