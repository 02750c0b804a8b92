"""Storing what residents send from an event's pages, or on a device there."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from coffeecop.concerns.residents import receive
from coffeecop.db import now
from coffeecop.models import Arrival, AssignedBy, Concern, ConcernTopic, Contact, CountedBy, Event
from coffeecop.models.keys import store_once
from coffeecop.public.forms.concern import ConcernForm
from coffeecop.public.forms.door import DoorForm
from coffeecop.web.i18n import current_language
from coffeecop.web.receipt_codes import cache_hash, code_for, hash_code


def send_concern(event: Event, form: ConcernForm, *, said_at: datetime | None = None) -> str:
    """Store a concern and return the code of its receipt. A repeated form changes nothing.

    `said_at` is when it was written, if that is not now.
    """
    key_hash = form.key_hash("concern", event.slug)
    code = code_for(key_hash, current_language())
    receipt_hash = hash_code(code)
    concern = Concern(
        event=event,
        form_key_hash=key_hash,
        receipt_hash=receipt_hash,
        body=form.body.data,
        kind=form.kind,
        wants_talk=form.talk.data,
        wants_answer=form.wants_answer,
        is_complaint=form.said_about_officer,
        place=form.place.data,
        for_neighbor=form.for_neighbor.data,
        language=current_language(),
        phase=event.phase_at(said_at or now()),
    )
    topic_ids = [] if concern.is_complaint else form.topics.data or []
    _raise_concern(concern, topic_ids=topic_ids, contact=form.contact_fields)
    cache_hash(code, receipt_hash)
    return code


def count_at_door(event: Event, form: DoorForm) -> None:
    """Count the people of this form. A repeated form counts once."""
    store_once(
        Arrival(
            event_id=event.id,
            form_key_hash=form.key_hash("arrival", event.slug),
            people=form.size,
            counted_by=CountedBy.DOOR,
        )
    )


def _raise_concern(
    concern: Concern, *, topic_ids: Sequence[int], contact: Mapping[str, Any]
) -> None:
    if concern.event.is_over or concern.event.is_cancelled:
        concern.wants_talk = False
    concern.is_held = concern.event.holds_submissions
    concern.topic_rows = [
        ConcernTopic(topic_id=topic_id, assigned_by=AssignedBy.RESIDENT) for topic_id in topic_ids
    ]
    concern.contact = Contact(**contact) if contact else None
    receive(concern)
