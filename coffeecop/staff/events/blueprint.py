"""The events blueprint and helpers shared by its views."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import joinedload, selectinload

from coffeecop.models import Event, Role
from coffeecop.models.staff import somebody_handles_complaints
from coffeecop.staff.identity.auth import names_of_holders, own_or_404
from coffeecop.web.rendering import see_other

bp = Blueprint("staff_events", __name__, url_prefix="/staff/events")
SHOWN = (
    joinedload(Event.venue, innerjoin=True),
    # A preview shows the event apart from the session.
    joinedload(Event.agency, innerjoin=True),
    selectinload(Event.roster),
    selectinload(Event.heads_counted_by),
)
NOBODY_READS = _l("Nobody would read a concern about an officer.")


def event_or_404(event_id: int, *, for_update: bool = False) -> Event:
    return own_or_404(Event, event_id, *SHOWN, for_update=for_update)


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
    """Lead to the page of the event, which says so."""
    flash(words, category)
    return see_other("staff_events.show", event_id=event.id)


def colleague_was_first(event: Event) -> ResponseReturnValue:
    return done(event, _("A colleague did this first."), "error")
