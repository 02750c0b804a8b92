"""For how long Today asks what an officer heard at the last event."""

from datetime import timedelta

from coffeecop.db import now
from coffeecop.models import Event
from coffeecop.models.checklist import Checklist

ASKED_FOR = timedelta(days=14)


def heard_at(last: Checklist | None) -> Event | None:
    """Return the event about which staff may still be asked."""
    return last.event if last and now() < last.event.ends_at + ASKED_FOR else None
