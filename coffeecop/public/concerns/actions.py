from collections.abc import Mapping, Sequence

from coffeecop.db import db, now
from coffeecop.mail import notifications
from coffeecop.models import (
    AssignedBy,
    Concern,
    ConcernTopic,
    Contact,
    Event,
    Kind,
    Language,
    Message,
    Outcome,
)
from coffeecop.models.concern import Withdrawn
from coffeecop.models.idempotency import store_once


def raise_concern(
    *,
    event: Event,
    key_hash: str,
    receipt_hash: str,
    body: str,
    kind: Kind,
    outcome: Outcome,
    topic_ids: Sequence[int],
    place: str | None,
    for_neighbor: bool,
    contact: Mapping[str, str],
    language: Language,
) -> None:
    """Store a concern. A repeated idempotency key changes nothing."""
    concern = Concern(
        event_id=event.id,
        form_key_hash=key_hash,
        receipt_hash=receipt_hash,
        body=body,
        kind=kind,
        outcome=outcome,
        phase=event.phase_at(now()),
        place=place,
        for_neighbor=for_neighbor,
        language=language,
        # A complaint is not held: reviewers may lack the permission to read it.
        is_held=event.holds_submissions and outcome is not Outcome.ABOUT_OFFICER,
    )
    concern.topic_rows = [
        ConcernTopic(topic_id=topic_id, assigned_by=AssignedBy.RESIDENT) for topic_id in topic_ids
    ]
    concern.contact = Contact(**contact) if contact else None
    store_once(concern)


def add_message(concern: Concern, *, key_hash: str, body: str) -> None:
    """Add a resident's message to the thread. A repeated idempotency key changes nothing.

    Raises Withdrawn.
    """
    # A row lock on PostgreSQL; on SQLite a POST holds the write lock already.
    db.session.refresh(concern, ["withdrawn_at"], with_for_update=True)
    if concern.is_withdrawn:
        raise Withdrawn
    store_once(Message(concern_id=concern.id, form_key_hash=key_hash, body=body))


def withdraw_concern(concern: Concern) -> None:
    """Withdraw the concern and stop all mail about it. Idempotent."""
    concern.withdraw()
    notifications.unsubscribe_from_answers(concern)
