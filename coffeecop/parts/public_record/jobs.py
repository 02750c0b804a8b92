"""Of the worker: record what no verb has, and publish the roots of the night."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select

from coffeecop.db import db, db_writes
from coffeecop.models import Agency, Concern, Event, StaffMember
from coffeecop.parts.public_record.log import record_states
from coffeecop.parts.public_record.roots import events_with_news, publish_root
from coffeecop.parts.public_record.states import unrecorded

# Few, because writers of the web server wait meanwhile, and the worker yields to it.
AT_A_TIME = 50


def keep_public_record() -> None:
    record_unrecorded()
    publish_roots()


def record_unrecorded() -> None:
    """Record concerns of an older version, of an import, or changed by SQL. Commits."""
    last = 0
    while concern_ids := unrecorded(AT_A_TIME, after=last):
        with db_writes():
            record_states(concern_ids)
        last = concern_ids[-1]


def publish_roots() -> None:
    """Publish the roots of the night. Commits."""
    for event in events_with_news():
        with db_writes():
            publish_root(event)
    db.session.rollback()


def add_public_record(agency: Agency, _officer: StaffMember, events: Sequence[Event]) -> None:
    """Seal each event's with the root of last night, as the worker would have."""
    for event in events:
        own = select(Concern.id).where(Concern.event_id == event.id).order_by(Concern.created_at)
        record_states(db.session.scalars(own).all(), on=agency.today - timedelta(days=1))
        publish_root(event)
