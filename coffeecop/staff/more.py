"""The page behind the last tab of a phone: everything that has no tab of its own."""

from flask import Blueprint, g
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from coffeecop.models import Role, StaffMember
from coffeecop.parts import entries_on, links_of
from coffeecop.parts.links import Entry, ListOfSettings
from coffeecop.staff.identity.auth import staff_only
from coffeecop.web.rendering import render

bp = Blueprint("more", __name__, url_prefix="/staff/more")
WORDS_AND_LISTS = Entry(
    "list-checks",
    "settings.index",
    _l("Words and lists"),
    _l("Answer templates, services and the checklist"),
    (Role.ADMIN, Role.ORGANIZER),
)
ENTRIES = (
    Entry(
        "chart-column",
        "trends.index",
        _l("Trends"),
        _l("Topics from event to event, venues and languages"),
        tuple(Role),
    ),
    WORDS_AND_LISTS,
    Entry("tags", "topics.index", _l("Topics"), "", (Role.ADMIN,)),
    Entry("users", "accounts.people", _l("People"), "", (Role.ADMIN,)),
    Entry(
        "settings",
        "settings.index",
        _l("Settings"),
        _l("The department, words and lists, parts, backups and mail"),
        (Role.ADMIN,),
    ),
    Entry(
        "history",
        "audit.index",
        _l("Audit log"),
        _l("Who did what, and when"),
        (Role.ADMIN, Role.RECORDS),
    ),
)


@bp.get("")
@staff_only
def index() -> ResponseReturnValue:
    return render("staff/more.html", fragment="staff_content", entries=entries_of(g.staff_member))


def entries_of(member: StaffMember) -> list[Entry]:
    own = [entry for entry in ENTRIES if member.has_any(*entry.roles)]
    if member.is_admin:
        # They find it among the settings.
        own.remove(WORDS_AND_LISTS)
    for link in [each for each in links_of(member.agency, ListOfSettings) if each.hint]:
        own = [each._replace(hint=link.hint) if each is WORDS_AND_LISTS else each for each in own]
    return [*own, *entries_on("more", member)]
