"""What the page of a matter shows: who says so, who is told, and what was done."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import NamedTuple

from flask import Response
from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, selectinload

from coffeecop.db import db
from coffeecop.matters.telling import ToTell, to_tell
from coffeecop.models import Concern, Event, Matter, MatterConcern, MatterStep, StaffMember
from coffeecop.models.concern.conditions import counts_for_event
from coffeecop.models.concern.parts import Message
from coffeecop.models.matters.queries import confirmations_of, counted_by, may_publish, may_say
from coffeecop.parts import links_at, sections_at
from coffeecop.parts.links import PageLink, Spot, Words
from coffeecop.staff.navigation import page_of_part
from coffeecop.staff.summaries.counts import Share
from coffeecop.web.i18n import local

MOST_QUOTES = 2


class AtEvent(NamedTuple):
    """How many of an event's concerns belong to a matter."""

    event: Event
    share: Share


class Done(NamedTuple):
    """A step, how many of those who asked were told it, or who says so since."""

    at: datetime
    # Of its words in show.html.
    name: str
    who: str
    step: MatterStep | None = None
    notified: int = 0
    # How many say so.
    number: int = 0


class WhoAsked(NamedTuple):
    number: int
    by_mail: int


class MatterPage(NamedTuple):
    size: int
    since: datetime | None
    found_it: int
    events: Sequence[AtEvent]
    quotes: Sequence[Concern]
    history: Sequence[Done]
    to_tell: ToTell
    may_say: bool
    may_publish: bool
    # Forms of parts.
    links: Sequence[PageLink]
    # Of parts, below what people said.
    sections: Sequence[str]
    # Where it leads back to: an endpoint with its words.
    way_back: tuple[str, Words]


def page_of(matter: Matter, member: StaffMember) -> MatterPage:
    concerns = _concerns(matter)
    return MatterPage(
        size=len(concerns),
        since=min((each.created_at for each in concerns), default=None),
        found_it=confirmations_of([matter.id]).get(matter.id, 0),
        events=_events(concerns),
        quotes=_quotes(matter, concerns),
        history=_history(matter),
        to_tell=to_tell(matter),
        may_say=may_say(matter, member),
        may_publish=may_publish(member),
        links=links_at(Spot.MATTER_FORM, matter.agency, matter, member),
        sections=[*sections_at(Spot.MATTER, matter.agency, matter)],
        way_back=_way_back(matter, member),
    )


def _way_back(matter: Matter, member: StaffMember) -> tuple[str, Words]:
    for link in links_at(Spot.MATTER, matter.agency, matter, member):
        return link.endpoint, link.text
    return "staff_matters.index", _("Matters")


def form_of_part(matter: Matter) -> Response | None:
    return page_of_part(Spot.MATTER_FORM, matter, fragment="form")


def who_asked(matter: Matter) -> WhoAsked:
    """Return how many new words are for: who asked, and can read an answer."""
    readers = [each for each in _concerns(matter) if each.asked_at and each.can_be_answered]
    return WhoAsked(len(readers), sum(each.mail_address is not None for each in readers))


def _concerns(matter: Matter) -> Sequence[Concern]:
    with_all = contains_eager(Concern.event), selectinload(Concern.contact)
    return db.session.scalars(counted_by(matter).options(*with_all)).all()


def _events(concerns: Sequence[Concern]) -> list[AtEvent]:
    events = {each.event_id: each.event for each in concerns}
    all_of = (
        select(Concern.event_id, func.count())
        .where(Concern.event_id.in_(events), counts_for_event())
        .group_by(Concern.event_id)
    )
    numbers = {row[0]: row[1] for row in db.session.execute(all_of)}
    own = [each.event_id for each in concerns]
    return [
        AtEvent(event, Share(own.count(event.id), numbers[event.id]))
        for event in sorted(events.values(), key=lambda event: event.starts_at)
    ]


def _quotes(matter: Matter, concerns: Sequence[Concern]) -> list[Concern]:
    """Return the one that a person chose, then the newest."""
    chosen = {each.concern_id for each in matter.concern_rows if each.is_quoted}
    there = [each for each in concerns if not each.is_destroyed]
    return sorted(there, key=lambda each: each.id not in chosen)[:MOST_QUOTES]


def _history(matter: Matter) -> list[Done]:
    counted = (
        select(Message.matter_step_id, func.count())
        .where(Message.matter_step_id.in_([each.id for each in matter.steps]))
        .group_by(Message.matter_step_id)
    )
    notified = {row[0]: row[1] for row in db.session.execute(counted)}
    steps = [
        Done(
            each.created_at,
            _name(each, matter),
            each.staff_member.name,
            each,
            notified.get(each.id, 0),
        )
        for each in matter.steps
    ]
    return sorted([*steps, *_joined(matter)], key=lambda each: each.at, reverse=True)


def _name(step: MatterStep, matter: Matter) -> str:
    if step.is_note:
        return "note"
    if step.state != "heard":
        return step.state
    if step is not matter.steps[0]:
        return "opened_again"
    return "heard_at" if matter.event else "named"


def _joined(matter: Matter) -> list[Done]:
    """Return how many more say so: somebody found them on one day."""
    rows = sorted(
        (each for each in matter.concern_rows if each.belongs), key=lambda each: each.created_at
    )
    found = []
    for (_day, name), group in groupby(rows, key=lambda row: _by_day(matter, row)):
        same = list(group)
        found.append(Done(same[-1].created_at, "joined", name, number=len(same)))
    return found


def _by_day(matter: Matter, row: MatterConcern) -> tuple[object, str]:
    return local(row.created_at, matter.agency).date(), row.staff_member.name
