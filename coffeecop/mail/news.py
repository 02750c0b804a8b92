"""Mail on what came of an event, to those who left an address and asked for it."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import contains_eager

from coffeecop.db import db, execute_bulk
from coffeecop.mail.composing import queue_news
from coffeecop.mail.notifications import delete_waiting
from coffeecop.mail.outbox import is_about
from coffeecop.mail.recipients import lock_order, recipient_key
from coffeecop.models import Concern, Contact, Event, MailKind, OutboxMessage, Rsvp, RsvpStatus
from coffeecop.models.concern.conditions import in_event_stream

Sender = TypeVar("Sender", Rsvp, Concern)


def send_news(event: Event) -> int:
    """Queue one mail for each address that has not had one, and return how many."""
    return sum(queue_news(sender, address) for sender, address in news_to_send(event))


def news_to_send(event: Event) -> list[tuple[Rsvp | Concern, str]]:
    """Return who left an address, wants to know and has not had the mail, once each."""
    # Waiting or sent.
    written = select(OutboxMessage.recipient_key).filter_by(kind=MailKind.NEWS)
    done = set(db.session.scalars(written.where(is_about(event))))
    found = {recipient_key(address): (sender, address) for sender, address in _last_first(event)}
    left = [found[key] for key in found if key not in done]
    return sorted(left, key=lambda pair: lock_order(pair[1]))


def call_back_news(event: Event) -> None:
    execute_bulk(delete_waiting(MailKind.NEWS).where(is_about(event)))


def _last_first(event: Event) -> list[tuple[Rsvp | Concern, str]]:
    senders: Sequence[Rsvp | Concern] = [
        *_who_asked(Rsvp, event, Rsvp.status != RsvpStatus.CANCELLED),
        # Not about a complaint: it has left the event.
        *_who_asked(Concern, event, in_event_stream()),
    ]
    found = [(each, each.contact.email) for each in senders if each.contact and each.contact.email]
    return found[::-1]


def _who_asked(
    model: type[Sender], event: Event, condition: ColumnElement[bool]
) -> Iterable[Sender]:
    asked = condition, model.unsubscribed_at.is_(None), Contact.wants_news
    return db.session.scalars(
        select(model)
        .join(model.contact)
        .where(model.event_id == event.id, *asked)
        .order_by(model.id)
        .options(contains_eager(model.contact))
    )
