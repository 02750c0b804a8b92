import json
from datetime import timedelta

import time_machine

from coffeecop.db import now
from coffeecop.models.hash_chain import ORIGIN, next_hash
from coffeecop.parts.public_record.jobs import publish_roots, record_unrecorded
from coffeecop.parts.public_record.models import PublicRecordRoot
from coffeecop.parts.public_record.roots import entries_until, leaves, merkle_root, sealed_content
from tests.factories import make_concern, make_concerns, make_message, make_staff, pass_night, save


def make_record(number=5, *, event=None, **values):
    """Make concerns, and publish the root over them in the night that follows."""
    concerns = make_concerns(number, event=event, **values)
    pass_night()
    return concerns


def record_with_three_seals(event, visitor):
    """Add a night to an event that has two, and return its record."""
    make_message(make_concern(event=event, kind="question"), by=make_staff())
    pass_night(days=3)
    record = json.loads(visitor.get(f"/events/{event.slug}/record.json").body)
    assert len(record["roots"]) == 3
    return record


def record_and_publish(days):
    """Record what no verb has, and publish the roots."""
    record_unrecorded()
    with time_machine.travel(now() + timedelta(days=days), tick=False):
        publish_roots()


def make_root(event, _officer):
    record_unrecorded()
    root = PublicRecordRoot(
        event_id=event.id,
        size=2,
        root=merkle_root(leaves(entries_until(event.id, 2))),
        published_on=event.day,
    )
    root.hash = next_hash(ORIGIN, sealed_content(root))
    save(root)


MAKERS = [make_root]
NIGHTS = [record_and_publish]
