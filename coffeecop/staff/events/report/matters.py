"""What was said to the matters of the events that a report is about."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, select

from coffeecop.db import db
from coffeecop.models import Event, Matter, MatterState
from coffeecop.models.matters.queries import is_of_event
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


def matters_of(events: Sequence[Event]) -> MattersOf:
    """Return what is told of events in their order."""
    found = _matters_by_event(events)
    own = {matter for event in events for matter in found[event.id]}
    return MattersOf(
        matters=sorted((each for each in own if each.is_published), key=_place),
        by_event=[
            (event, matter)
            for event in events
            for matter in sorted(found[event.id], key=_place)
            if matter.is_published
        ],
        by_state=Counter(each.state for each in own),
        late=sum(each.is_overdue for each in own),
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
