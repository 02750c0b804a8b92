"""Concern cards: numbered, with receipt words of their own that staff see for a day."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from coffeecop.db import db, now
from coffeecop.models import Language
from coffeecop.parts.print_kit.models import CardAction, PaperCard
from coffeecop.parts.print_kit.tests.kits import cards_of, print_kit
from coffeecop.web import receipt_codes
from coffeecop.web.forms import new_form_key
from coffeecop.web.receipt_codes import WORDS_PER_RECEIPT, code_for, hash_code
from tests.colleagues import colleagues, run_concurrently
from tests.factories import make_concern, make_event, save
from tests.stored import audit_entries

ENGLISH, SPANISH = Language.ENGLISH, Language.SPANISH


@pytest.fixture
def printed(officer, coming):
    """The page with a card in each language."""
    return print_kit(officer, coming, english=1, spanish=1, only_cards="1").location


def numbers_and_languages(event):
    return [(card.number, card.language) for card in cards_of(event)]


def test_each_card_has_a_number_on_both_halves_and_words_that_are_stored_nowhere(
    officer, coming, printed
):
    page = officer.get(printed)

    assert page.headers["Cache-Control"] == "no-store"
    for card, html in zip(cards_of(coming), page.select(".concern-card"), strict=True):
        code = code_for(card.key_hash, card.language)
        words = [word.text for word in html.select(".words b")]
        assert receipt_codes.normalize_code(" ".join(words)) == code
        assert len(words) == WORDS_PER_RECEIPT
        assert card.receipt_hash == hash_code(code)
        name = {ENGLISH: "Card", SPANISH: "Tarjeta"}[card.language]
        assert [each.text for each in html.select(".number")] == [f"{name} {card.number}"] * 2
        assert html["lang"] == card.language
        columns = (getattr(card, each.key) for each in card.__table__.columns)
        stored = " ".join(map(str, columns))
        assert not [word for word in code.split("-") if f" {word} " in stored]


def test_a_card_asks_for_no_name_and_says_who_reads_it(officer, coming, printed):
    english, spanish = (card.text for card in officer.get(printed).select(".concern-card"))

    for words in ("No name needed.", "Officers read this.", "127.0.0.1:8000/receipts", "library"):
        assert words in english
    for words in ("No hace falta su nombre.", "127.0.0.1:8000/es/receipts", "biblioteca"):
        assert words in spanish
    for text in (english, spanish):
        assert coming.agency.phone in text
    save(coming.agency, phone=None)
    # Not "call" alone: it may be one of the six words.
    assert "Or call" not in officer.get(printed).text(".concern-card:first-child")


def test_the_numbers_go_on(officer, coming):
    print_kit(officer, coming, english=2, spanish=1)
    print_kit(officer, coming, english=0, spanish=1)
    other = make_event()
    print_kit(officer, other, english=1, spanish=0)

    assert numbers_and_languages(coming) == [(1, ENGLISH), (2, ENGLISH), (3, SPANISH), (4, SPANISH)]
    assert numbers_and_languages(other) == [(1, ENGLISH)]
    details = [entry.details["cards"] for entry in audit_entries(CardAction.CARDS_PRINTED)]
    assert details == ["1–3", "4–4", "1–1"]


def test_a_form_sent_twice_prints_the_same_cards(officer, coming):
    key = new_form_key()

    first, second = (print_kit(officer, coming, form_key=key) for _ in range(2))

    assert first.location == second.location
    assert len(cards_of(coming)) == 4
    assert len(audit_entries(CardAction.CARDS_PRINTED)) == 1


@pytest.mark.both_databases
def test_two_who_print_at_once_never_get_the_same_number(app, coming):
    visitors = colleagues(app, 4)

    answers = run_concurrently(visitors, lambda _number, visitor: print_kit(visitor, coming))

    assert [answer.status for answer in answers] == [303] * 4
    assert len({answer.location for answer in answers}) == 4
    assert [card.number for card in cards_of(coming)] == list(range(1, 17))


def test_words_are_hashed_while_no_writer_waits(officer, coming, transactions_at):
    are_open = transactions_at(receipt_codes, "hash_code_with")

    print_kit(officer, coming)

    assert are_open == [False] * 4


@pytest.mark.parametrize(("hours", "is_shown"), [(23, True), (25, False)])
def test_words_are_shown_for_a_day(officer, coming, printed, hours, is_shown):
    db.session.execute(update(PaperCard).values(created_at=now() - timedelta(hours=hours)))
    db.session.commit()

    page = officer.get(printed)

    assert page.has(".concern-card") is is_shown
    assert ("These cards can no longer be printed" in page.words) is not is_shown
    again = officer.get(f"/staff/events/{coming.id}/print-kit")
    assert ("Cards 1 to 2 again" in again.words) is is_shown


def test_words_of_a_card_that_was_typed_in_are_never_shown_again(officer, coming, printed):
    first, second = cards_of(coming)
    make_concern(event=coming, receipt_hash=first.receipt_hash)

    page = officer.get(printed)

    assert page.texts(".concern-card .number") == [f"Tarjeta {second.number}"] * 2


def test_numbers_that_cannot_be_show_no_card(officer, coming, printed):
    path = f"/staff/events/{coming.id}/print-kit?sheet=cards&first=1"
    for last in ("x", "-1", "99999999999", "0"):
        page = officer.get(f"{path}&last={last}")
        assert (page.status, page.has(".concern-card")) == (200, False)
