"""An event's texts for whoever reads them: the likeliest of a name first, and what was decided."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, select

from coffeecop.concerns.locks import lock_concerns
from coffeecop.db import db, now
from coffeecop.matters.verbs import add_concerns, change, lock_matter, remove_concerns, start
from coffeecop.models import Concern, Event, Language, Matter, StaffMember
from coffeecop.models.concern.conditions import in_event_stream, readable_by
from coffeecop.models.matters.queries import is_of_event, sizes_of
from coffeecop.parts import comparer
from coffeecop.staff.summaries.matters import WhatMatters

# Two screens and a half of a phone before something is named; then all of most events.
AT_FIRST, AT_A_TIME = 20, 40
SECONDS_TO_READ = 6
# More texts than this, nobody reads at one event.
MOST_TEXTS = 1000
# So many in a row that say something else, and the rest does too: four of five were found by then.
ENDS_AFTER = 4


class RoomText(NamedTuple):
    id: int
    body: str
    language: Language
    created_at: datetime
    is_read: bool
    belongs: bool


class NameGiven(NamedTuple):
    """A matter of the event, and how many say so there."""

    matter: Matter
    number: int


@dataclass(frozen=True)
class Room:
    """The texts of an event, those that are asked about first, as far as they are shown."""

    likely: Sequence[RoomText]
    others: Sequence[RoomText]
    total: int
    read: int
    # The texts stand by time.
    is_by_time: bool = False
    # The computer could not compare them just now.
    is_unknown: bool = False

    @property
    def shown(self) -> list[RoomText]:
        return [*self.likely, *self.others]

    @property
    def belonging(self) -> list[RoomText]:
        return [each for each in self.shown if each.belongs]

    @property
    def ends_at(self) -> RoomText | None:
        """Return the text after which the rest says something else, if no more are ticked."""
        ticked = [place for place, each in enumerate(self.shown, start=1) if each.belongs]
        end = max(ticked, default=0) + ENDS_AFTER
        return self.shown[end - 1] if end < len(self.shown) else None


def unread_at(_event: Event, here: WhatMatters) -> dict[str, int]:
    minutes = max(1, round(here.unread * SECONDS_TO_READ / 60))
    return {"unread": here.unread, "minutes": minutes}


def names_given(event: Event, chosen: Matter | None = None) -> list[NameGiven]:
    """Return the matters that were heard at an event, the oldest first, then the chosen one."""
    matters = db.session.scalars(select(Matter).where(is_of_event(event.id)).order_by(Matter.id))
    by_id = {each.id: each for each in matters}
    sizes = sizes_of(by_id, event_id=event.id) if by_id else {}
    if chosen:
        by_id.setdefault(chosen.id, chosen)
    return [NameGiven(matter, sizes.get(each, 0)) for each, matter in by_id.items()]


def room_of(
    event: Event,
    names: Sequence[NameGiven],
    chosen: Matter | None,
    *,
    reader: StaffMember,
    most: int = AT_A_TIME,
) -> Room:
    """Return the texts: without a name the newest unread first, else the likeliest."""
    present = _present(event, reader)
    total, read = db.session.execute(
        select(func.count(), func.count(Concern.read_at)).join(Concern.event).where(*present)
    ).one()
    if chosen is None:
        unread_first = _newest(present, AT_FIRST, Concern.read_at.is_not(None))
        return Room([], _texts(present, unread_first), total, read)
    decided = {row.concern_id: row.belongs for row in chosen.concern_rows}
    ids = _newest(present, MOST_TEXTS)
    compares = comparer(event.agency)
    matters = [each.matter for each in names]
    ranking = compares.rank(event, matters, reader) if compares else None
    ranked = ranking[chosen.id] if ranking else {}
    place = {concern_id: place for place, concern_id in enumerate(ranked)}
    ids = sorted(ids, key=lambda each: place.get(each, len(place)))
    likely = [each for each in ids if decided.get(each, ranked.get(each, False))]
    others = [each for each in ids if each not in set(likely)]
    texts = {each.id: each for each in _texts(present, [*likely, *others][:most], decided)}
    return Room(
        [texts[each] for each in likely if each in texts],
        [texts[each] for each in others if each in texts],
        total,
        read,
        is_by_time=ranking is None,
        is_unknown=compares is not None and ranking is None,
    )


def _present(event: Event, reader: StaffMember) -> tuple[ColumnElement[bool], ...]:
    return Concern.event_id == event.id, in_event_stream(), readable_by(reader)


def _newest(
    present: Collection[ColumnElement[bool]], most: int, *first: ColumnElement[bool]
) -> Sequence[int]:
    return db.session.scalars(
        select(Concern.id)
        .join(Concern.event)
        .where(*present)
        .order_by(*first, Concern.created_at.desc(), Concern.id.desc())
        .limit(most)
    ).all()


def _texts(
    present: Collection[ColumnElement[bool]],
    ids: Sequence[int],
    decided: dict[int, bool] | None = None,
) -> list[RoomText]:
    rows = db.session.execute(
        select(
            Concern.id,
            Concern.body,
            func.coalesce(Concern.text_language, Concern.language, type_=Concern.language.type),
            Concern.created_at,
            Concern.read_at.is_not(None),
        )
        .join(Concern.event)
        .where(Concern.id.in_(ids), *present)
    )
    found = {row[0]: RoomText(*row, belongs=(decided or {}).get(row[0], False)) for row in rows}
    return [found[each] for each in ids if each in found]


def decide(
    event: Event,
    matter: Matter | None,
    *,
    added: Collection[int],
    removed: Collection[int],
    refused: Collection[int],
    read: Collection[int],
    by: StaffMember,
) -> None:
    """Keep what somebody ticked, unticked, was asked and left, and read. Idempotent.

    What a colleague ticked meanwhile stays: a tick that somebody left out is no no to it.
    """
    if matter:
        lock_matter(matter)
    # All at once and by id, so that two who do this at once do not wait for each other.
    ids = {*added, *removed, *refused, *read}
    locked = {each.id: each for each in lock_concerns(ids, *_present(event, by))}
    if matter:
        known = {row.concern_id for row in matter.concern_rows}
        out = {*removed, *(each for each in refused if each not in known)}
        add_concerns(matter, [locked[each] for each in added if each in locked], by=by)
        remove_concerns(matter, [locked[each] for each in out if each in locked], by=by)
    for each in read:
        if each in locked:
            locked[each].read_at = locked[each].read_at or now()


def renamed(
    chosen: Matter, words: Mapping[str, Any], *, seen: str | None, by: StaffMember
) -> Matter:
    """Give it these words, unless its name is empty. Raises ChangedByColleague."""
    change(chosen, {**words, "name": words["name"] or chosen.name}, seen=seen, by=by)
    return chosen


def named(
    event: Event, words: Mapping[str, Any], *, key_hash: str, by: StaffMember
) -> Matter | None:
    """Return what is called so at this event, a new one if need be; None without a name."""
    name = words["name"]
    if name is None:
        return None
    for each in names_given(event):
        if each.matter.name.casefold() == name.casefold():
            return each.matter
    return start(name, key_hash=key_hash, by=by, event=event, also=words["also"])
