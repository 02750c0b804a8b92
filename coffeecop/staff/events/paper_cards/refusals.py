"""Why a card was not taken, in words for the person who types it in."""

from flask import url_for
from flask_babel import gettext as _
from markupsafe import Markup

from coffeecop.models import Event, PaperCard, StaffMember
from coffeecop.staff.events.paper_cards.actions import CardOfOtherEvent, CardTypedIn
from coffeecop.staff.events.paper_cards.matching import (
    CardNotFound,
    SeveralCards,
    TooFewWords,
    first_words,
)
from coffeecop.staff.events.paper_cards.queries import readable_concern_of
from coffeecop.web.i18n import local_day, localized

REFUSALS = (CardNotFound, CardOfOtherEvent, CardTypedIn, SeveralCards, TooFewWords)


def why_refused(refusal: Exception, member: StaffMember) -> str:
    match refusal:
        case TooFewWords():
            return _("One word is not enough. Type two, or the number.")
        case SeveralCards():
            return _("More than one card begins like this. Type one word more, or the number.")
        case CardTypedIn(card=card):
            return _typed_in(card, member)
        case CardOfOtherEvent(event=event):
            return _of_other_event(event)
        case CardNotFound(suggestion=PaperCard() as card):
            return _(
                "No card here has these words. Did you mean card %(number)s, “%(words)s”?",
                number=card.number,
                words=first_words(card),
            )
    return _("No card here has this number or these words. Without a stub, leave this empty.")


def _typed_in(card: PaperCard, member: StaffMember) -> str:
    text = _("Card %(number)s is typed in already.", number=card.number)
    concern = readable_concern_of(card, member)
    if concern is None:
        return text
    address = url_for("staff_concerns.show", concern_id=concern.id)
    return _with_link(text, address, _("Look at number %(number)s", number=concern.id))


def _of_other_event(event: Event) -> str:
    day = local_day(event.starts_at, event)
    name = _("%(title)s, %(day)s", title=localized(event, "title"), day=day)
    text = _("These words are on a card of another event:")
    return _with_link(text, url_for("staff_events.paper_cards", event_id=event.id), name)


def _with_link(text: str, address: str, words: str) -> Markup:
    return Markup('{} <a href="{}">{}</a>').format(text, address, words)
