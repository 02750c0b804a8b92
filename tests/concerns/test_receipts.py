import math

import pytest
from sqlalchemy import select

from coffeecop.concerns.receipts import (
    LONGEST_WORD,
    UNSUITABLE,
    WORDS_PER_RECEIPT,
    normal_code,
    receipt_for,
    word_list,
)
from coffeecop.db import db
from coffeecop.models import Concern, Language
from tests.factories import make_event


@pytest.fixture
def sent(visitor):
    return visitor.post(f"/es/events/{make_event().slug}/concerns", body="Corren mucho.")


@pytest.mark.parametrize("language", Language)
def test_a_receipt_cannot_be_guessed(app, language):
    words = word_list(language)

    assert len(set(map(normal_code, words))) == len(words)
    assert WORDS_PER_RECEIPT * math.log2(len(words)) >= 55


@pytest.mark.parametrize("language", Language)
def test_the_words_are_short_and_none_is_one_to_be_ashamed_of(language):
    assert max(map(len, word_list(language))) <= LONGEST_WORD
    assert not UNSUITABLE & set(map(normal_code, word_list(language)))


def test_the_same_form_has_the_same_receipt_and_another_has_another(app):
    first = receipt_for("a" * 64, Language.ENGLISH)

    assert receipt_for("a" * 64, Language.ENGLISH).code == first.code
    assert receipt_for("b" * 64, Language.ENGLISH).code != first.code


def test_no_part_of_a_receipt_is_stored(visitor, sent):
    code = sent.location.rsplit("/", 1)[1]

    stored = db.session.scalar(select(Concern.receipt_hash))

    assert len(code.split("-")) == WORDS_PER_RECEIPT
    assert code not in stored
    assert len(stored) == 64


def test_the_words_lead_back_however_they_are_typed(visitor, sent):
    page = visitor.follow(sent)
    shown = page.text(".receipt-words")

    for typed in (shown, shown.upper(), f"  {shown.replace(' ', ', ')} ", shown.replace(" ", "-")):
        answer = visitor.post("/es/receipts", words=typed)
        assert (answer.status, answer.location) == (303, sent.location)


def test_wrong_words_are_said_beside_the_field_and_kept(visitor):
    page = visitor.post("/receipts", words="not the right words at all")

    assert page.status == 422
    assert page.text("#words-error").endswith("Check each one.")
    assert page.value("#words") == "not the right words at all"


def test_guessing_is_slowed_down_and_looking_is_not(visitor, sent):
    for _guess in range(30):
        assert visitor.get("/receipts/" + "wrong-" * 5 + "words").status == 404
    assert visitor.get("/receipts/" + "wrong-" * 5 + "words").status == 429


def test_looking_often_at_ones_own_receipt_is_fine(visitor, sent):
    for _look in range(35):
        assert visitor.get(sent.location).status == 200


def test_the_page_of_a_receipt_is_kept_by_nobody_and_names_no_police(visitor, sent):
    page = visitor.get(sent.location, **{"HX-Request": "false"})

    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert page.text("title") in ("Your receipt", "Su comprobante")
