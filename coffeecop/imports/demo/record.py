"""The public record of the demo, with the root of last night: made as the worker would have."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from coffeecop.db import db, now
from coffeecop.models import Concern, Event
from coffeecop.models.public_record_log import record_states
from coffeecop.models.public_record_roots import publish_root

DAY = timedelta(days=1)


def record_concerns(event: Event) -> None:
    own = select(Concern.id).where(Concern.event_id == event.id).order_by(Concern.created_at)
    yesterday = now().astimezone(ZoneInfo(event.time_zone)).date() - DAY
    record_states(db.session.scalars(own).all(), on=yesterday)
    publish_root(event)
