"""Who is in the room: what a department tells of who is at its events, sealed when it does."""

from flask_babel import lazy_gettext as _l

from coffeecop.models import Role
from coffeecop.parts import Job, Part
from coffeecop.parts.hooks import Hook, When
from coffeecop.parts.links import AuditFields, Entry, PageLink, Section, Spot
from coffeecop.parts.resident_links import ToldResidents
from coffeecop.parts.who_is_there.actions import is_asked, seal
from coffeecop.parts.who_is_there.jobs import seal_what_changed
from coffeecop.parts.who_is_there.models import NAME, RoomAction
from coffeecop.parts.who_is_there.sentences import QUESTIONS, words_of
from coffeecop.parts.who_is_there.shown import for_the_attorney, in_one_line, on_the_page
from coffeecop.parts.who_is_there.views import bp

SECONDS_BETWEEN = 3600


PART = Part(
    name=NAME,
    title=_l("Who is in the room"),
    purpose=_l("Tells residents who is invited, what nobody asks them, and what is kept"),
    blueprints=[bp],
    jobs=[Job("who is there", seal_what_changed, SECONDS_BETWEEN)],
    audit={"events": [RoomAction.SEALED, RoomAction.SEEN], "settings": [RoomAction.ANSWERED]},
    links=[
        Entry(
            "users",
            "who_is_there.edit",
            _l("Who is in the room"),
            "",
            (Role.ADMIN,),
            page="settings",
        ),
        PageLink(Spot.EVENT, "who_is_there.check", _l("Was it so?"), is_shown=is_asked),
        Section(Spot.EVENT_TELLS, "who_is_there/event.html", on_the_page),
        ToldResidents(in_one_line, _l("Who is in the room"), for_the_attorney),
        Hook(When.PUBLISHED, seal),
        AuditFields(QUESTIONS, words_of),
        AuditFields(
            {"was_so": _l("That's how it was")}, lambda _, was_so: _l("Yes") if was_so else _l("No")
        ),
    ],
)
