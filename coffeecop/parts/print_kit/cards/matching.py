"""Which printed card is meant by a number, or by the first words of its stub."""

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from itertools import accumulate

from flask import url_for
from flask_babel import gettext as _
from markupsafe import Markup

from coffeecop.models import Concern, Event, StaffMember
from coffeecop.parts.print_kit.cards.queries import readable_concern
from coffeecop.parts.print_kit.models import PaperCard
from coffeecop.web.event_labels import event_label
from coffeecop.web.receipt_codes import code_for, normalize_code, spelled_words

FEWEST_WORDS = 2
# Of two texts, from 0 to 1; below it they share too little to ask whether one was meant.
LEAST_LIKENESS = 0.75


class CardRefused(Exception):
    """No card is meant, or none that can be typed in: why, in a sentence for who typed."""


class CardNotFound(CardRefused):
    """No card has this number and these words."""


def find_card(typed: str, cards: Sequence[PaperCard]) -> PaperCard:
    """Return the card that is meant. Raises CardRefused.

    Capitals, accents, spaces and commas do not matter. With a number one word is enough.
    """
    number = _number(typed)
    letters = normalize_code(typed).replace("-", "")
    numbered = [card for card in cards if number in (None, card.number)]
    # Of each card the letters of the first word, of the first two, and so on.
    beginnings = {
        card: list(accumulate(code_for(card.key_hash, card.language).split("-")))
        for card in numbered
    }
    if number is None:
        if any(letters == first for first, *_longer in beginnings.values()):
            raise CardRefused(_("One word is not enough. Type two, or the number."))
        beginnings = {card: longer[FEWEST_WORDS - 1 :] for card, longer in beginnings.items()}
    found = [card for card in numbered if not letters or letters in beginnings[card]]
    if len(found) > 1:
        raise CardRefused(
            _("More than one card begins like this. Type one word more, or the number.")
        )
    if not found:
        raise CardNotFound(_did_you_mean(_closest(letters, beginnings)))
    return found[0]


def first_words(card: PaperCard) -> str:
    """Return as much of a stub as is enough to know it by."""
    return " ".join(spelled_words(code_for(card.key_hash, card.language))[:FEWEST_WORDS])


def _did_you_mean(card: PaperCard | None) -> str:
    if card is None:
        return _("No card here has this number or these words. Without a stub, leave this empty.")
    return _(
        "No card here has these words. Did you mean card %(number)s, “%(words)s”?",
        number=card.number,
        words=first_words(card),
    )


def _number(typed: str) -> int | None:
    digits = re.search(r"\d+", typed)
    return int(digits[0]) if digits else None


def _closest(letters: str, beginnings: Mapping[PaperCard, Sequence[str]]) -> PaperCard | None:
    by_letters = {each: card for card, several in beginnings.items() for each in several}
    close = get_close_matches(letters, by_letters, n=1, cutoff=LEAST_LIKENESS)
    return by_letters[close[0]] if close else None


def typed_in(card: PaperCard, member: StaffMember) -> str:
    text = _("Card %(number)s is typed in already.", number=card.number)
    concern = readable_concern(member, Concern.receipt_hash == card.receipt_hash)
    if concern is None:
        return text
    address = url_for("staff_concerns.show", concern_id=concern.id)
    return _with_link(text, address, _("Look at number %(number)s", number=concern.id))


def on_another_event(event: Event) -> str:
    text = _("These words are on a card of another event:")
    address = url_for("print_kit.paper_cards", event_id=event.id)
    return _with_link(text, address, event_label(event))


def _with_link(text: str, address: str, words: str) -> Markup:
    return Markup('{} <a href="{}">{}</a>').format(text, address, words)
