"""What was promised at the events of a report, and what was done since the time before."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from coffeecop.db import db
from coffeecop.models import Event, EventStatus, Promise, PromiseStatus
from coffeecop.models.promise import PromiseCounts, promise_counts
from coffeecop.staff.concern_list.work import events_of, sort_key, sort_key_of
from coffeecop.web.came_of_it import Pair, came_of_it
from coffeecop.web.promises_shown import is_overdue, published_promises

ORDER = (PromiseStatus.KEPT, PromiseStatus.OPEN, PromiseStatus.DROPPED)


@dataclass(frozen=True)
class Promised:
    # With those that residents do not read.
    counts: PromiseCounts
    # That residents read: those that were kept, then those that are late.
    promises: Sequence[Promise]
    # The event before.
    last: Event | None
    # Promises of earlier events that were kept since then.
    kept_since: Sequence[Promise]
    # What staff wrote of these events.
    written: Sequence[Pair]


def promised_at(events: Sequence[Event]) -> Promised:
    """Return what is told of events in their order."""
    ids = [event.id for event in events]
    own = db.session.scalars(published_promises(Promise.event_id.in_(ids))).unique().all()
    last = _event_before(events[0])
    return Promised(
        counts=promise_counts(ids),
        promises=sorted(own, key=_place),
        last=last,
        kept_since=_kept_between(last, events[-1], ids) if last else [],
        written=[pair for event in events for pair in came_of_it(event) if not pair.promise],
    )


def _place(promise: Promise) -> tuple[object, ...]:
    return ORDER.index(promise.status), not is_overdue(promise), promise.due_on, promise.id


def _event_before(event: Event) -> Event | None:
    earlier = events_of(event.agency_id).where(
        Event.status == EventStatus.PUBLISHED, sort_key() < sort_key_of(event)
    )
    return db.session.scalars(earlier.limit(1)).first()


def _kept_between(first: Event, last: Event, ids: Collection[int]) -> Sequence[Promise]:
    """Return promises that were made elsewhere than at these events, the newest kept first."""
    kept = published_promises(
        Promise.agency_id == last.agency_id,
        Promise.status == PromiseStatus.KEPT,
        Promise.closed_at.between(first.ends_at, last.ends_at),
        Promise.event_id.is_(None) | Promise.event_id.not_in(ids),
    )
    return db.session.scalars(kept.order_by(Promise.closed_at.desc(), Promise.id)).unique().all()
