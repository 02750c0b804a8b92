"""Storing what residents send from an event's pages, or on a device there."""

from datetime import datetime
from typing import Any

from coffeecop.concerns.residents import receive
from coffeecop.db import now
from coffeecop.models import Arrival, AssignedBy, Concern, ConcernTopic, Contact, CountedBy
from coffeecop.models.keys import store_once
from coffeecop.public.forms.concern import ConcernForm
from coffeecop.public.forms.door import DoorForm
from coffeecop.web.i18n import current_language
from coffeecop.web.receipt_codes import cache_hash, code_for, hash_code


def send_concern(form: ConcernForm, *, said_at: datetime | None = None) -> str:
    """Store a concern and return the code of its receipt. A repeated form changes nothing.

    `said_at` is when it was written, if that is not now.
    """
    event, is_complaint = form.event, form.said_about_officer
    topic_ids = [] if is_complaint else form.topics.data or []
    return receive_with_receipt(
        event=event,
        form_key_hash=form.key_hash("concern", event.slug),
        body=form.body.data,
        kind=form.kind,
        wants_talk=form.talk.data and not (event.is_over or event.is_cancelled),
        wants_answer=form.wants_answer,
        is_complaint=is_complaint,
        place=form.place.data,
        for_neighbor=form.for_neighbor.data,
        phase=event.phase_at(said_at or now()),
        topic_rows=[
            ConcernTopic(topic_id=each, assigned_by=AssignedBy.RESIDENT) for each in topic_ids
        ],
        contact=Contact(**form.contact_fields) if form.contact_fields else None,
    )


def receive_with_receipt(**columns: Any) -> str:
    """Store a concern with these columns, and return the code of its receipt."""
    code = code_for(columns["form_key_hash"], current_language())
    receipt_hash, is_held = hash_code(code), columns["event"].holds_submissions
    receive(
        Concern(receipt_hash=receipt_hash, is_held=is_held, language=current_language(), **columns)
    )
    cache_hash(code, receipt_hash)
    return code


def count_at_door(form: DoorForm) -> None:
    """Count the people of this form. A repeated form counts once."""
    event = form.event
    store_once(
        Arrival(
            event_id=event.id,
            form_key_hash=form.key_hash("arrival", event.slug),
            people=form.size,
            counted_by=CountedBy.DOOR,
        )
    )
