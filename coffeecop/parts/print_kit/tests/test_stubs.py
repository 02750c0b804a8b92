"""The words of a printed card lead to its answer, and before it is typed in to a friendly page."""

import re

import pytest

from coffeecop.models import Language
from coffeecop.parts.print_kit.tests.rows import make_paper_card, paper_card_code
from coffeecop.web import receipt_codes
from tests.factories import make_agency, make_concern, make_event, make_message, make_staff, save
from tests.of_parts import turn_parts_off
from tests.staff.concerns.form_filling import path
from tests.stored import audited

PHONE = "(805) 339-4400"


@pytest.fixture
def card(app):
    event = make_event()
    event.agency.phone = PHONE
    return make_paper_card(event, language=Language.SPANISH)


@pytest.mark.parametrize(
    ("prefix", "heading"),
    [
        ("", "This card has not been typed in yet"),
        ("/es", "Esta tarjeta todavía no se ha pasado al sistema"),
    ],
)
def test_before_it_is_typed_in_its_words_are_known(visitor, card, prefix, heading):
    sent = visitor.post(f"{prefix}/receipts", words=paper_card_code(card).replace("-", " "))
    page = visitor.follow(sent)

    assert page.status == 200
    assert page.text("h1") == heading
    assert PHONE in page.words
    # Without a phone nobody is told to call.
    save(card.event.agency, phone=None)
    assert not re.search("call|llam", visitor.get(sent.location).text("#concern"), re.IGNORECASE)


def test_once_it_is_typed_in_they_show_the_answer(visitor, card):
    visitor.get(f"/receipts/{paper_card_code(card)}")
    concern = make_concern(event=card.event, receipt_hash=card.receipt_hash)
    make_message(concern, "We painted the crossing.", by=make_staff())

    page = visitor.follow(visitor.post("/es/receipts", words=paper_card_code(card)))

    assert "We painted the crossing." in page.words


def test_there_is_nothing_to_do_with_a_card_that_is_not_typed_in(visitor, card):
    receipt = f"/receipts/{paper_card_code(card)}"

    assert visitor.get(f"{receipt}.svg").status == 404
    assert visitor.get(f"{receipt}/withdrawal").status == 404
    for action in ("messages", "better", "withdrawal"):
        assert visitor.post(f"{receipt}/{action}", body="Hello").status == 404


def test_looking_for_a_card_is_no_miss(visitor, card, monkeypatch):
    misses = []
    monkeypatch.setattr(receipt_codes, "count_miss", misses.append)

    visitor.get(f"/receipts/{paper_card_code(card)}")

    assert misses == []
    assert receipt_codes.cached_hash(paper_card_code(card)) == card.receipt_hash


# On the telephone


def test_a_card_that_is_not_typed_in_yet_says_so(officer):
    card = make_paper_card(make_event(title_en="Coffee at the pier"), number=17)

    page = look_up(officer, card)

    assert page.status == 200
    assert page.text("#receipt .notice h2") == "This card is not typed in yet"
    assert "It is card 17 of this event: Coffee at the pier" in page.text("#receipt .notice")
    assert page.has(f"a[href='/staff/events/{card.event_id}/paper-cards']")
    assert audited() == []
    concern = make_concern(event=card.event, receipt_hash=card.receipt_hash)
    assert look_up(officer, card).location == path(concern)


def test_a_card_of_others_or_of_a_complaint_looks_like_unknown_words(officer):
    card, theirs = make_paper_card(make_event()), make_paper_card(make_event(agency=make_agency()))
    make_concern(event=card.event, receipt_hash=card.receipt_hash, is_complaint=True)

    for each in (card, theirs):
        page = look_up(officer, each)
        assert "We found nothing under these words." in page.text("#words-error")
        assert "card" not in page.text("#receipt")
    assert audited() == []


def test_where_cards_are_off_their_words_are_unknown_until_a_concern_has_them(plain_officer):
    card = make_paper_card(make_event())
    turn_parts_off(card.event.agency)

    assert plain_officer.get(f"/receipts/{paper_card_code(card)}").status == 404
    assert look_up(plain_officer, card).status == 422
    make_concern(event=card.event, receipt_hash=card.receipt_hash)
    assert plain_officer.get(f"/receipts/{paper_card_code(card)}").status == 200


def look_up(visitor, card):
    return visitor.post("/staff/concerns/searches", words=paper_card_code(card))
