"""What the pictures for link previews show, in the current language."""

from collections.abc import Sequence
from textwrap import shorten
from typing import NamedTuple

from flask_babel import gettext as _

from coffeecop.models import Event, MatterState
from coffeecop.web.event_labels import notices
from coffeecop.web.i18n import date_part, localized, time_range
from coffeecop.web.matters_shown import Pair
from coffeecop.web.rendering import site_name

# Of each half of a pair, so that it can be read in a list of messages.
LONGEST_HALF = 110


class Tile(NamedTuple):
    """A day as the leaf of a calendar: FEB, 25, Thursday."""

    month: str
    day: str
    weekday: str


class Card(NamedTuple):
    """Everything that is drawn; a picture is kept under its hash."""

    title: str
    # Drawn instead of a title in a script that the fonts lack.
    plain_title: str
    department: str
    details: str
    time: str = ""
    venue: str = ""
    notices: tuple[str, ...] = ()
    is_cancelled: bool = False
    # What people said and what was done about it, in place of time and venue.
    pair: tuple[str, ...] = ()
    # Without a date the picture shows the icon in its place.
    tile: Tile | None = None


def event_card(event: Event, pairs: Sequence[Pair] = ()) -> Card:
    return Card(
        title=localized(event, "title"),
        plain_title=_("Coffee with a Cop"),
        department=localized(event.agency, "name"),
        pair=published_pair(pairs),
        details=event.venue.address,
        time=time_range(event),
        venue=event.venue.name,
        notices=notices(event),
        is_cancelled=event.is_cancelled,
        tile=date_tile(event),
    )


def home_card(pairs: Sequence[Pair] = ()) -> Card:
    title, name = _("Coffee with a Cop"), str(site_name())
    return Card(
        title=title,
        plain_title=title,
        pair=published_pair(pairs),
        # Several departments share the title as their name.
        department="" if name == title else name,
        details=_(
            "Meet officers over a cup of coffee. No agenda and no speeches: ask, tell, or just "
            "listen."
        ),
    )


def matter_card(pair: Pair) -> Card:
    title = _("What came of it")
    return Card(
        title=title,
        plain_title=title,
        pair=published_pair([pair]),
        department=localized(pair.matter.agency, "name"),
        details=_short(pair.said or pair.asked),
    )


def published_pair(pairs: Sequence[Pair]) -> tuple[str, ...]:
    """Return the first in which something was asked and said, as two sentences."""
    first = next((pair for pair in pairs if pair.asked and pair.said), None)
    if first is None:
        return ()
    asked, said = (_short(text) for text in (first.asked, first.said))
    sentences = {
        MatterState.DONE: _("We did: %(said)s", said=said),
        MatterState.DOING: _("We promised: %(said)s", said=said),
        MatterState.CANNOT: _("We cannot: %(said)s", said=said),
    }
    answered = _("We answered: %(said)s", said=said)
    return _("You said: %(asked)s", asked=asked), sentences.get(first.matter.state, answered)


def _short(text: str) -> str:
    return shorten(text, LONGEST_HALF, placeholder="…")


def date_tile(event: Event) -> Tile:
    month, weekday = (date_part(event.starts_at, event, part) for part in ("LLL", "cccc"))
    return Tile(month.upper(), str(event.day.day), weekday.capitalize())
