"""The roots of the public records, which a digest carries out of the building."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select

from coffeecop.db import db
from coffeecop.models import Event, PublicRecordRoot
from coffeecop.models.public_record_roots import newest_roots, published_at


class Seal(NamedTuple):
    event: Event
    root: PublicRecordRoot


def seals_since(agency_id: int, since: datetime) -> list[Seal]:
    """Return an agency's newest roots, of the events that got one since."""
    recent = (
        select(Event)
        .join(PublicRecordRoot, PublicRecordRoot.event_id == Event.id)
        .where(
            Event.agency_id == agency_id,
            # No zone is a day apart from the mail's; what is too early falls out below.
            PublicRecordRoot.published_on >= since.date(),
        )
        .distinct()
        .order_by(Event.starts_at)
    )
    events = db.session.scalars(recent).all()
    roots = newest_roots([event.id for event in events])
    seals = [Seal(event, roots[event.id]) for event in events]
    return [seal for seal in seals if published_at(seal.root, seal.event) > since]
