"""Read the room: all texts of an event on one page, and names for what several of them say."""

from flask_babel import lazy_gettext as _l

from coffeecop.parts import Part
from coffeecop.parts.links import PageLink, Section, Spot
from coffeecop.parts.read_the_room.room import unread_at
from coffeecop.parts.read_the_room.views import bp

PART = Part(
    name="read_the_room",
    title=_l("Read the room"),
    purpose=_l("All texts of an event on one page, where people name what several say"),
    starts_on=True,
    blueprints=[bp],
    links=[
        Section(Spot.TODAY, "read_the_room/today.html", unread_at),
        Section(Spot.EVENT, "read_the_room/event.html", unread_at),
        PageLink(Spot.BRIEFING, "read_the_room.show", _l("Read the room")),
    ],
)
