from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from coffeecop.db import db, now
from coffeecop.models import (
    AssignedBy,
    Concern,
    ConcernTopic,
    Contact,
    Event,
    Kind,
    Language,
    Outcome,
)


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
    for_neighbour: bool,
    contact: Mapping[str, str],
    language: Language,
) -> None:
    """Keep a concern. The same form sent again changes nothing."""
    if _is_kept(key_hash):
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
        for_neighbour=for_neighbour,
        language=language,
    )
    concern.topic_rows = [
        ConcernTopic(topic_id=topic_id, assigned_by=AssignedBy.RESIDENT) for topic_id in topic_ids
    ]
    concern.contact = Contact(**contact) if contact else None
    db.session.add(concern)
    try:
        db.session.flush()
    except IntegrityError:
        # The other tap of a double tap was first.
        db.session.rollback()
        if not _is_kept(key_hash):
            raise


def _is_kept(key_hash: str) -> bool:
    found = select(Concern.id).where(Concern.form_key_hash == key_hash)
    return db.session.scalar(found) is not None
