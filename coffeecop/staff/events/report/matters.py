"""What was said to the matters of a report, and what became of those of the time before."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, select

from coffeecop.db import db
from coffeecop.models import Event, EventStatus, Matter, MatterState
from coffeecop.models.matters.queries import is_of_event
from coffeecop.staff.concern_list.work import events_of, sort_key, sort_key_of
from coffeecop.web.matters_shown import WITH_WORDS

ORDER = (
    MatterState.DONE,
    MatterState.DOING,
    MatterState.ANSWERED,
    MatterState.CANNOT,
    MatterState.HEARD,
)


@dataclass(frozen=True)
class MattersOf:
    # That residents read: what was done, then what is late, then the rest.
    matters: Sequence[Matter]
    # The same, each with each of the events that it was raised at.
    by_event: Sequence[tuple[Event, Matter]]
    # With those that residents do not read.
    by_state: Counter[MatterState]
    late: int
    # The event before, and what residents read that came of it.
    last: Event | None
    of_last: Sequence[Matter]


def matters_of(events: Sequence[Event]) -> MattersOf:
    """Return what is told of events in their order."""
    last = _event_before(events[0])
    found = _matters_by_event([*events, *([last] if last else [])])
    own = {matter for event in events for matter in found[event.id]}
    published = [each for each in own if each.is_published]
    earlier = [each for each in found[last.id] if each not in own] if last else []
    return MattersOf(
        matters=sorted(published, key=_place),
        by_event=[
            (event, matter)
            for event in events
            for matter in sorted(found[event.id], key=_place)
            if matter.is_published
        ],
        by_state=Counter(each.state for each in own),
        late=sum(each.is_overdue for each in own),
        last=last,
        of_last=sorted((each for each in earlier if each.is_published), key=_place),
    )


def _place(matter: Matter) -> tuple[int, bool, int]:
    return ORDER.index(matter.state), not matter.is_overdue, matter.id


def _matters_by_event(events: Iterable[Event]) -> dict[int, list[Matter]]:
    found: dict[int, list[Matter]] = {event.id: [] for event in events}
    is_own = and_(Matter.agency_id == Event.agency_id, is_of_event(Event.id))
    rows = select(Event.id, Matter).select_from(Event).join(Matter, is_own)
    for event_id, matter in db.session.execute(
        rows.where(Event.id.in_(found)).order_by(Matter.id).options(*WITH_WORDS)
    ):
        found[event_id].append(matter)
    return found


def _event_before(event: Event) -> Event | None:
    earlier = events_of(event.agency_id).where(
        Event.status == EventStatus.PUBLISHED, sort_key() < sort_key_of(event)
    )
    return db.session.scalars(earlier.limit(1)).first()
