from collections.abc import Mapping, Sequence

from coffeecop.db import db, now
from coffeecop.mail import notifications
from coffeecop.models import AssignedBy, Concern, ConcernTopic, Contact, Message
from coffeecop.models.concern import Withdrawn
from coffeecop.models.idempotency import store_once


def raise_concern(
    concern: Concern, *, topic_ids: Sequence[int], contact: Mapping[str, str]
) -> None:
    """Store a new concern. A repeated idempotency key changes nothing."""
    concern.phase = concern.event.phase_at(now())
    if concern.event.is_over or concern.event.is_cancelled:
        concern.wants_talk = False
    # A complaint is not held: reviewers may lack the permission to read it.
    concern.is_held = concern.event.holds_submissions and not concern.is_complaint
    concern.topic_rows = [
        ConcernTopic(topic_id=topic_id, assigned_by=AssignedBy.RESIDENT) for topic_id in topic_ids
    ]
    concern.contact = Contact(**contact) if contact else None
    store_once(concern)


def add_message(concern: Concern, *, key_hash: str, body: str) -> None:
    """Add a resident's message to the thread. A repeated idempotency key changes nothing.

    A concern that is merged into another stands for itself again. Raises Withdrawn.
    """
    # A row lock on PostgreSQL; on SQLite a POST holds the write lock already.
    db.session.refresh(concern, ["withdrawn_at", "merged_into_id"], with_for_update=True)
    if concern.is_withdrawn:
        raise Withdrawn
    if concern.is_merged:
        concern.separate()
    store_once(Message(concern_id=concern.id, form_key_hash=key_hash, body=body))


def withdraw_concern(concern: Concern) -> None:
    """Withdraw the concern and stop all mail about it. Idempotent."""
    concern.withdraw()
    notifications.unsubscribe_from_answers(concern)
