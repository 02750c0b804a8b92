"""The events blueprint and helpers shared by its views."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload, selectinload

from coffeecop.db import db
from coffeecop.models import Event, Role, StaffMember
from coffeecop.models.staff import somebody_handles_complaints
from coffeecop.staff.identity.auth import names_of_holders
from coffeecop.web.rendering import flash_to, see_other

bp = Blueprint("staff_events", __name__, url_prefix="/staff/events")
OWN = (
    select(Event)
    .where(Event.id == bindparam("event_id"), Event.agency_id == bindparam("agency_id"))
    .options(
        joinedload(Event.venue, innerjoin=True),
        # A preview shows the event apart from the session.
        joinedload(Event.agency, innerjoin=True),
        joinedload(Event.heads_counted_by).load_only(StaffMember.name),
    )
)
SHOWN = OWN.options(joinedload(Event.roster))
# The roster is read once the lock is held: joined rows may be older.
LOCKED = OWN.options(selectinload(Event.roster)).with_for_update(of=Event)
NOBODY_READS = _l("Nobody would read a concern about an officer.")


def event_or_404(event_id: int, *, for_update: bool = False) -> Event:
    own = {"event_id": event_id, "agency_id": g.staff_member.agency_id}
    found = db.session.scalars(LOCKED if for_update else SHOWN, own)
    return found.unique().one_or_none() or abort(404)


def event_or_plan(
    event_id: int, has_page: Callable[[Event], object], *, for_update: bool = False
) -> Event:
    """Return the event, or lead to its own page where it does not have such a one."""
    event = event_or_404(event_id, for_update=for_update)
    return event if has_page(event) else abort(see_other("staff_events.show", event_id=event.id))


def complaint_readers() -> dict[str, Any]:
    """Return whether an event may be published, and who can give the role that it needs."""
    handled = somebody_handles_complaints(g.staff_member.agency_id)
    administrators = () if handled else names_of_holders(Role.ADMIN)
    return {"complaints_handled": handled, "administrators": administrators}


def done(event: Event, words: str, category: str = "message") -> ResponseReturnValue:
    return flash_to(words, "staff_events.show", category=category, event_id=event.id)


def colleague_was_first(event: Event) -> ResponseReturnValue:
    return done(event, _("A colleague did this first."), "error")
