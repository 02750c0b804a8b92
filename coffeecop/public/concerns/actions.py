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
from coffeecop.models.idempotency import is_stored, store_once


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
    """Keep a concern. The same form sent again changes nothing."""
    if is_stored(Concern, key_hash):
        return
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
        # A complaint must not wait for somebody who may not read it.
        is_held=event.holds_submissions and outcome is not Outcome.ABOUT_OFFICER,
    )
    concern.topic_rows = [
        ConcernTopic(topic_id=topic_id, assigned_by=AssignedBy.RESIDENT) for topic_id in topic_ids
    ]
    concern.contact = Contact(**contact) if contact else None
    store_once(concern)


def add_message(concern: Concern, *, key_hash: str, body: str) -> None:
    """Add to the thread what the resident wrote. The same form sent again changes nothing."""
    # On SQLite a POST stands in line for the whole database already.
    db.session.refresh(concern, ["withdrawn_at"], with_for_update=True)
    if concern.is_withdrawn:
        raise Withdrawn
    if not is_stored(Message, key_hash):
        db.session.add(Message(concern_id=concern.id, form_key_hash=key_hash, body=body))


def take_back(concern: Concern) -> None:
    """End the thread, and all mail about it. Taking it back twice is the same as once."""
    concern.withdraw()
    notifications.unsubscribe_from_answers(concern)
