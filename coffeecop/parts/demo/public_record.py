"""Rows of the public record: each event's is sealed."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select

from coffeecop.db import db
from coffeecop.models import Agency, Concern, Event, StaffMember
from coffeecop.models.public_record.log import record_states
from coffeecop.models.public_record.roots import publish_root


def add_public_record(agency: Agency, _officer: StaffMember, events: Sequence[Event]) -> None:
    """Seal each event's with the root of last night, as the worker would have."""
    for event in events:
        own = select(Concern.id).where(Concern.event_id == event.id).order_by(Concern.created_at)
        record_states(db.session.scalars(own).all(), on=agency.today - timedelta(days=1))
        publish_root(event)
