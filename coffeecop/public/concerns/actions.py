from collections.abc import Mapping, Sequence
from typing import Any

from coffeecop.concerns.residents import receive
from coffeecop.db import now
from coffeecop.models import AssignedBy, Concern, ConcernTopic, Contact


def raise_concern(
    concern: Concern, *, topic_ids: Sequence[int], contact: Mapping[str, Any]
) -> None:
    """Store a new concern. A repeated idempotency key changes nothing."""
    concern.phase = concern.event.phase_at(now())
    if concern.event.is_over or concern.event.is_cancelled:
        concern.wants_talk = False
    # A complaint is not held: reviewers may lack the permission to read it.
    concern.is_held = concern.event.holds_submissions and not concern.is_for_complaint_staff
    concern.topic_rows = [
        ConcernTopic(topic_id=topic_id, assigned_by=AssignedBy.RESIDENT) for topic_id in topic_ids
    ]
    concern.contact = Contact(**contact) if contact else None
    receive(concern)
