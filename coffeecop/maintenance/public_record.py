"""The worker's part in the public record: what no commit has recorded, and the nightly roots."""

from coffeecop.db import db, db_writes
from coffeecop.models.public_record import unrecorded
from coffeecop.models.public_record_log import AT_A_TIME, record_states
from coffeecop.models.public_record_roots import events_with_news, publish_root


def record_unrecorded() -> None:
    """Record concerns of an older version, of an import, or changed by SQL. Commits."""
    while concern_ids := unrecorded(AT_A_TIME):
        with db_writes():
            record_states(concern_ids)


def publish_roots() -> None:
    """Publish the roots of the night. Commits."""
    for event in events_with_news():
        with db_writes():
            publish_root(event)
    db.session.rollback()
