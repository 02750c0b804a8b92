"""The confirmation, kept ready-made: all parties of one size see the same but for their link."""

from collections.abc import Callable

from flask import Response, request
from sqlalchemy import bindparam, select, true

from coffeecop.db import db
from coffeecop.models import Contact, Event, EventStatus, Installation, Rsvp, RsvpStatus
from coffeecop.web.i18n import current_language
from coffeecop.web.rendering import wants_fragment
from coffeecop.web.response_cache import Shelf
from coffeecop.web.tokens import hash_token

SHOWN = (
    select(
        Rsvp.event_id,
        Rsvp.party_size,
        Contact.email.is_not(None).label("has_email"),
        Event.ends_at,
        Installation.content_version,
    )
    .select_from(Rsvp)
    .join(Event)
    .join(Installation, true())
    .outerjoin(Contact, Contact.rsvp_id == Rsvp.id)
    .where(
        Rsvp.token_hash == bindparam("token_hash"),
        Rsvp.status == RsvpStatus.COMING,
        Event.status == EventStatus.PUBLISHED,
    )
)

# Each page cut where the token stands.
_shelf: Shelf[list[str]] = Shelf()


def ready_made_page(token: str, make: Callable[[], Response]) -> Response | None:
    """Return the page of a party that is coming, and of no other."""
    # The link to the other language repeats what stands there.
    if request.query_string:
        return None
    with db.engine.connect().execution_options(one_select=True) as connection:
        found = connection.execute(SHOWN, {"token_hash": hash_token(token)}).one_or_none()
    if found is None:
        return None
    parts = _shelf.get(
        (
            *(found.event_id, found.party_size, found.has_email),
            *(current_language(), request.host_url, wants_fragment()),
        ),
        version=found.content_version,
        turns=[found.ends_at],
        # Cut with the token of whoever asks first: nothing of it stays.
        make=lambda: make().get_data(as_text=True).split(token),
    )
    response = Response(token.join(parts))
    response.vary.add("HX-Request")
    return response
