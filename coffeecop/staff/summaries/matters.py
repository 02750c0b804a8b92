"""What matters at an event: what a person has named, and how many of its concerns say so."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload, load_only

from coffeecop.db import Model, current_time, db
from coffeecop.models import (
    Concern,
    Event,
    Language,
    Matter,
    MatterConcern,
    MatterPhoto,
    MatterState,
    MatterStep,
    StaffMember,
)
from coffeecop.models.concern.conditions import counts_for_event, may_be_printed
from coffeecop.models.matters.queries import is_of_event, is_published
from coffeecop.staff.concern_list.conditions import FlagFilter, is_flagged
from coffeecop.staff.summaries.counts import Share

# Something is still to be said or done.
OPEN_STATES = (MatterState.HEARD, MatterState.DOING)


def _scalar(query: Select[Any]) -> ColumnElement[Any]:
    return query.correlate(Event, Matter).scalar_subquery()


# Once: building them takes longer than asking.
QUOTE = aliased(Concern)
IS_OWN = is_of_event(Event.id)
IS_HERE = and_(
    Matter.venue_id == Event.venue_id, Matter.state.in_(OPEN_STATES), Event.ends_at > current_time()
)
SAYS_SO = Concern.event_id == Event.id, counts_for_event()
MEMBERS = (
    Concern.id == MatterConcern.concern_id,
    MatterConcern.matter_id == Matter.id,
    MatterConcern.belongs,
)
NUMBER = _scalar(select(func.count(Concern.id)).where(*MEMBERS, *SAYS_SO))
# Summaries are printed and left lying around.
PRINTABLE = ~is_flagged(FlagFilter.YES), may_be_printed(), Concern.is_there()
BEST = _scalar(
    select(Concern.id)
    .where(*MEMBERS, *SAYS_SO, *PRINTABLE)
    .order_by(MatterConcern.is_quoted.desc(), Concern.id.desc())
    .limit(1)
)
UNREAD = _scalar(
    select(func.count(Concern.id)).where(*SAYS_SO, Concern.read_at.is_(None), Concern.is_there())
)


class MatterHere(NamedTuple):
    """A matter at an event, how many of its concerns say so, and the words of one of them."""

    matter: Matter
    share: Share
    quote: Concern | None
    # Otherwise it is an open one of the venue.
    is_of_event: bool


@dataclass
class WhatMatters:
    """The matters of an event, the largest first, then open ones of the venue before it."""

    rows: list[MatterHere] = field(default_factory=list)
    # That were asked for besides.
    others: list[Matter] = field(default_factory=list)
    # Concerns that nobody has read.
    unread: int = 0

    @property
    def all(self) -> list[Matter]:
        return [*(row.matter for row in self.rows), *self.others]

    @property
    def is_public(self) -> bool:
        """Return whether residents read what was said to a matter of this event."""
        own = (row.matter for row in self.rows if row.is_of_event)
        return any(each.is_published and each.state is not MatterState.HEARD for each in own)


def matters_of_events(*also: ColumnElement[bool]) -> Select[Any]:
    """Select each event with its matters, and with others of the department that are asked for.

    One row without a matter where there is none.
    """
    return (
        select(Event.id, UNREAD, Matter, IS_OWN, IS_HERE, NUMBER, QUOTE)
        .select_from(Event)
        .outerjoin(Matter, and_(Matter.agency_id == Event.agency_id, or_(IS_OWN, IS_HERE, *also)))
        .outerjoin(QUOTE, QUOTE.id == BEST)
        .where(Event.id.in_(bindparam("event_ids", expanding=True)))
        .order_by(NUMBER.desc(), Matter.id)
        .options(
            joinedload(Matter.created_by).load_only(StaffMember.name),
            load_only(QUOTE.body, QUOTE.language, QUOTE.text_language),
        )
    )


OF_EVENTS = matters_of_events()


def what_matters(
    totals: Mapping[Event, int], query: Select[Any] = OF_EVENTS, **values: Any
) -> dict[int, WhatMatters]:
    """Return what matters by event. `totals` has the number of all concerns of each."""
    of = {event.id: total for event, total in totals.items()}
    found = {event_id: WhatMatters() for event_id in of}
    rows = db.session.execute(query, {"event_ids": [*of], **values}) if of else ()
    for event_id, unread, matter, is_own, is_here, number, quote in rows:
        here = found[event_id]
        here.unread = unread
        if matter and (is_own or is_here):
            share = Share(number, of[event_id])
            here.rows.append(MatterHere(matter, share, quote, is_own))
        elif matter:
            here.others.append(matter)
    return found


def is_read_only_in(*languages: Language) -> ColumnElement[bool]:
    """Match matters of which residents read something in one of these languages alone."""
    return is_published() & or_(*map(_is_read_only_in, languages))


def _is_read_only_in(language: Language) -> ColumnElement[bool]:
    newest = select(func.max(MatterStep.id)).where(MatterStep.matter_id == Matter.id)
    said, news = (
        query.correlate(Matter).scalar_subquery()
        for query in (newest.where(MatterStep.is_note.is_(False)), newest)
    )
    words = MatterStep.id.in_((said, news)) & has_only(language, MatterStep, "said")
    photo = (MatterPhoto.step_id == said) & has_only(language, MatterPhoto, "alt")
    return or_(
        has_only(language, Matter, "asked"),
        exists().where(words).correlate(Matter),
        exists().where(photo).correlate(Matter),
    )


def has_only(language: Language, model: type[Model], name: str) -> ColumnElement[bool]:
    """Match rows with a text in this language and none in the other."""
    (other,) = set(Language) - {language}
    has, lacks = (getattr(model, f"{name}_{each}") for each in (language, other))
    return and_(has.is_not(None), lacks.is_(None))
