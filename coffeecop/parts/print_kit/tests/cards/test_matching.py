"""Which card a number or some words of its stub mean."""

from itertools import count

import pytest

from coffeecop.models import Language
from coffeecop.parts.print_kit.cards.matching import (
    CardNotFound,
    CardRefused,
    find_card,
    first_words,
)
from coffeecop.parts.print_kit.models import PaperCard
from coffeecop.web.receipt_codes import code_for, spelled_words


def printed(number, *, language=Language.ENGLISH, key=None):
    key_hash = f"{key if key is not None else number:064x}"
    return PaperCard(number=number, language=language, key_hash=key_hash)


def words_of(card):
    return spelled_words(code_for(card.key_hash, card.language))


@pytest.fixture
def cards(app):
    return [printed(number) for number in range(1, 31)]


def test_the_printed_number_or_two_words_are_enough(cards):
    words = words_of(cards[16])

    assert find_card("17", cards) is find_card(" #17. ", cards) is cards[16]
    for number in (2, 3, 5, 6):
        assert find_card(" ".join(words[:number]), cards) is cards[16]
    # Capitals, spaces and commas do not matter.
    for between in ("", ", ", "-", " / "):
        typed = between.join(words[:3])
        assert find_card(typed, cards) is find_card(typed.upper(), cards) is cards[16]


def card_with_accents():
    """Return a card in Spanish of whose first two words one has an accent."""
    several = (printed(40, language=Language.SPANISH, key=key) for key in count(1))
    return next(card for card in several if not "".join(words_of(card)[:2]).isascii())


def test_spanish_words_are_found_with_their_accents_and_without(cards):
    card = card_with_accents()
    plain = " ".join(code_for(card.key_hash, card.language).split("-")[:2])

    assert not first_words(card).isascii()
    assert plain.isascii()
    for typed in (first_words(card), plain, first_words(card).upper()):
        assert find_card(typed, [*cards, card]) is card


def test_one_word_is_too_little_but_enough_beside_its_own_number(cards):
    first = words_of(cards[16])[0]

    with pytest.raises(CardRefused, match="One word is not enough"):
        find_card(first, cards)
    assert find_card(f"17 {first}", cards) is cards[16]
    with pytest.raises(CardNotFound):
        find_card(f"16 {first_words(cards[16])}", cards)


def test_words_that_two_cards_begin_with_name_neither(cards):
    twin = printed(99, key=17)

    with pytest.raises(CardRefused, match="More than one"):
        find_card(first_words(twin), [*cards, twin])
    assert find_card("99", [*cards, twin]) is twin


def test_what_is_mistyped_leads_to_a_suggestion_and_what_is_far_off_to_none(cards):
    first, second = words_of(cards[16])[:2]

    with pytest.raises(CardNotFound) as near:
        find_card(f"{first} {second[:-1]}", cards)
    with pytest.raises(CardNotFound) as far:
        find_card("xylophone quartz", cards)
    with pytest.raises(CardNotFound) as without_cards:
        find_card("17", [])

    assert f"Did you mean card 17, “{first_words(cards[16])}”?" in str(near.value)
    assert str(far.value) == str(without_cards.value)
    assert "Did you mean" not in str(far.value)
