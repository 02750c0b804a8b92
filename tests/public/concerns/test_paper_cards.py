"""The words of a printed card lead to its answer, and before it is typed in to a friendly page."""

import pytest

from coffeecop.db import db
from coffeecop.models import Language, PaperCard
from coffeecop.web import receipt_codes
from coffeecop.web.receipt_codes import code_for, hash_code
from tests.factories import make_concern, make_event, make_message, make_staff, save

PHONE = "(805) 339-4400"


@pytest.fixture
def card(app):
    event = make_event(title_en="Coffee in June", title_es="Café en junio")
    event.agency.phone = PHONE
    code = code_for("c" * 64, Language.SPANISH)
    return save(
        PaperCard(
            event_id=event.id,
            number=1,
            language=Language.SPANISH,
            key_hash="c" * 64,
            receipt_hash=hash_code(code),
        )
    )


def code_of(card):
    return code_for(card.key_hash, card.language)


@pytest.mark.parametrize(
    ("prefix", "heading"),
    [
        ("", "This card has not been typed in yet"),
        ("/es", "Esta tarjeta todavía no está en el sistema"),
    ],
)
def test_before_it_is_typed_in_its_words_are_known(visitor, card, prefix, heading):
    sent = visitor.post(f"{prefix}/receipts", words=code_of(card).replace("-", " "))
    page = visitor.follow(sent)

    assert page.status == 200
    assert page.text("h1") == heading
    assert PHONE in page.words
    assert page.headers["Cache-Control"] == "no-store"


def test_without_a_phone_nobody_is_told_to_call(visitor, card):
    card.event.agency.phone = None
    db.session.commit()

    assert "call" not in visitor.get(f"/receipts/{code_of(card)}").text("#concern")


def test_once_it_is_typed_in_they_show_the_answer(visitor, card):
    visitor.get(f"/receipts/{code_of(card)}")
    concern = make_concern(event=card.event, receipt_hash=card.receipt_hash)
    make_message(concern, "We painted the crossing.", by=make_staff())

    page = visitor.follow(visitor.post("/es/receipts", words=code_of(card)))

    assert "We painted the crossing." in page.words


def test_there_is_nothing_to_do_with_a_card_that_is_not_typed_in(visitor, card):
    receipt = f"/receipts/{code_of(card)}"

    assert visitor.get(f"{receipt}.svg").status == 404
    assert visitor.get(f"{receipt}/withdrawal").status == 404
    for action in ("messages", "better", "withdrawal"):
        assert visitor.post(f"{receipt}/{action}", body="Hello").status == 404


def test_looking_for_a_card_is_no_miss(visitor, card, monkeypatch):
    misses = []
    monkeypatch.setattr("coffeecop.public.concerns.views.receipts.count_miss", misses.append)

    visitor.get(f"/receipts/{code_of(card)}")

    assert misses == []
    assert receipt_codes.cached_hash(code_of(card)) == card.receipt_hash
