"""The blueprint of planning, and what its views share."""

from flask import Blueprint, abort, flash, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from coffeecop.db import db
from coffeecop.models import Event, Role, RosterEntry
from coffeecop.security import LARGEST_ID
from coffeecop.web import see_other

bp = Blueprint("planning", __name__, url_prefix="/staff")


def event_or_404(event_id: int, *, to_change: bool = False) -> Event:
    # One in a query may be longer than any column; one in a path never is.
    if abs(event_id) > LARGEST_ID:
        abort(404)
    wanted = (
        select(Event)
        .where(Event.id == event_id, Event.agency_id == g.staff_member.agency_id)
        .options(
            joinedload(Event.venue, innerjoin=True),
            joinedload(Event.agency, innerjoin=True),
            selectinload(Event.roster).selectinload(RosterEntry.language_rows),
        )
    )
    if to_change:
        # One after the other, so that the second sees what the first has done.
        wanted = wanted.with_for_update(of=Event)
    event: Event = db.one_or_404(wanted)
    return event


def may_change() -> bool:
    return bool(g.staff_member.has_any(Role.ORGANIZER))


def colleague_was_first(event: Event) -> ResponseReturnValue:
    flash(_("A colleague did this first."), "error")
    return see_other("planning.show", event_id=event.id)
