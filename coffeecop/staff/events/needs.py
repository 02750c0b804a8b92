"""What the parties that may come to an event asked for, besides languages."""

from typing import NamedTuple

from sqlalchemy import func, select

from coffeecop.db import db
from coffeecop.models import Event, Need, Rsvp, RsvpNeed, RsvpStatus
from coffeecop.models.roster_needs import LANGUAGE_NEEDS
from coffeecop.staff.summaries.suppression import SMALLEST_SHOWN


class NeedCount(NamedTuple):
    need: Need
    # None if too small to be shown: one guest in a wheelchair is recognized at the door.
    parties: int | None


def needs_of(event: Event) -> list[NeedCount]:
    """Return the needs that occur. Nobody's total is shown, so none can be worked out."""
    counted = db.session.execute(
        select(RsvpNeed.need, func.count())
        .join(Rsvp, Rsvp.id == RsvpNeed.rsvp_id)
        .where(
            Rsvp.event_id == event.id,
            Rsvp.status == RsvpStatus.COMING,
            RsvpNeed.need.not_in(LANGUAGE_NEEDS),
        )
        .group_by(RsvpNeed.need)
    )
    parties = dict(counted.all())
    return [NeedCount(need, _shown(parties[need])) for need in Need if need in parties]


def _shown(parties: int) -> int | None:
    return parties if parties >= SMALLEST_SHOWN else None
