from collections.abc import Mapping, Sequence
from typing import Any

from coffeecop.db import db, now
from coffeecop.mail import notifications
from coffeecop.mail.referrals import call_back_referrals
from coffeecop.models import (
    AssignedBy,
    AuditAction,
    Better,
    Concern,
    ConcernTopic,
    Contact,
    Message,
)
from coffeecop.models.audit import record
from coffeecop.models.concern import Withdrawn
from coffeecop.models.keys import store_once


def raise_concern(
    concern: Concern, *, topic_ids: Sequence[int], contact: Mapping[str, Any]
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
    _lock(concern)
    concern.come_back()
    if concern.is_merged:
        concern.separate()
    store_once(Message(concern_id=concern.id, form_key_hash=key_hash, body=body))


def withdraw_concern(concern: Concern) -> None:
    """Withdraw the concern, and stop all mail about it, to partners too. Idempotent."""
    concern.come_back()
    concern.withdraw()
    call_back_referrals(concern)
    notifications.unsubscribe_from_answers(concern)


def say_whether_better(concern: Concern, better: Better) -> None:
    """Keep what the resident says; a no reopens the concern. Idempotent. Raises Withdrawn."""
    _lock(concern)
    concern.come_back()
    if concern.better is better:
        return
    concern.set_better(better)
    if better is Better.NO:
        concern.reopen()
        record(AuditAction.CONCERN_REOPENED, by=None, subject=concern)


def _lock(concern: Concern) -> None:
    """Lock the row of a concern that a resident comes back to. Raises Withdrawn."""
    # Only has an effect on PostgreSQL; on SQLite a POST holds the write lock already.
    db.session.refresh(concern, ["withdrawn_at", "better", "merged_into_id"], with_for_update=True)
    if concern.is_withdrawn:
        raise Withdrawn
