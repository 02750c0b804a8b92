"""Lists of matters, what a new one is started from, and what can be chosen for one."""

import enum
from collections.abc import Mapping, Sequence
from typing import NamedTuple, TypeVar

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload

from coffeecop.db import db
from coffeecop.engine.text import fold_line
from coffeecop.models import (
    Concern,
    Event,
    EventLine,
    Matter,
    MatterState,
    MentionKind,
    StaffMember,
    Topic,
    Venue,
)
from coffeecop.models.matters.queries import is_of_event, matters_with, sizes_of
from coffeecop.models.topics import topics_in_order
from coffeecop.staff.concern_list.filters import ConcernFilter, matching
from coffeecop.staff.concern_list.picks import MOST_AT_ONCE, MOST_PICKED, parse_ids, picked_concerns
from coffeecop.staff.summaries.quotes import mention_labels
from coffeecop.web.matters_shown import WITH_WORDS
from coffeecop.web.security import parse_id

Owned = TypeVar("Owned", Event, Matter, Topic)
MOST_LISTED = 200
# Of those that a search looks through, the newest.
MOST_SEARCHED = 2000
LONGEST_SEARCH = 100
WITH_ALL = (*WITH_WORDS, joinedload(Matter.owner), joinedload(Matter.deputy))


class Tab(enum.StrEnum):
    HEARD = "heard"
    DOING = "doing"
    SAID = "said"


STATES = {
    Tab.HEARD: (MatterState.HEARD,),
    Tab.DOING: (MatterState.DOING,),
    Tab.SAID: (MatterState.ANSWERED, MatterState.DONE, MatterState.CANNOT),
}


class ListedMatter(NamedTuple):
    """A matter, and how many concerns belong to it."""

    matter: Matter
    size: int


class Origin(NamedTuple):
    """What a new matter is started from."""

    concerns: Sequence[Concern] = ()
    event: Event | None = None
    topic: Topic | None = None
    line: EventLine | None = None
    # As people write it.
    place: str = ""
    # At its event.
    named_before: Sequence[Matter] = ()

    @property
    def belongs_to(self) -> Sequence[Matter]:
        return matters_with(self.concerns[0]) if len(self.concerns) == 1 else []


def tab_numbers(member: StaffMember) -> dict[Tab, int]:
    """Return how many there are in each tab, those without any left out."""
    own = select(Matter.state, func.count()).where(Matter.agency_id == member.agency_id)
    by_state = {row[0]: row[1] for row in db.session.execute(own.group_by(Matter.state))}
    numbers = {tab: sum(by_state.get(each, 0) for each in STATES[tab]) for tab in Tab}
    return {tab: number for tab, number in numbers.items() if number}


def chosen_tab(numbers: Mapping[Tab, int], wanted: str | None) -> Tab:
    return next((each for each in numbers if each == wanted), next(iter(numbers), Tab.HEARD))


def matters_in(member: StaffMember, tab: Tab) -> list[ListedMatter]:
    """Return what is late or due first, what most say first, or what was said last first."""
    newest = (
        select(Matter)
        .where(Matter.state.in_(STATES[tab]))
        .order_by(Matter.due_on, Matter.id.desc())
    )
    found = _listed(member, newest.limit(MOST_LISTED))
    if tab is Tab.HEARD:
        return sorted(found, key=lambda each: -each.size)
    if tab is Tab.SAID:
        return sorted(found, key=lambda each: -each.matter.steps[-1].id)
    return found


def matters_at(member: StaffMember, event: Event) -> list[ListedMatter]:
    """Return what was heard at an event, what most said there first."""
    here = select(Matter).where(is_of_event(event.id)).order_by(Matter.id).limit(MOST_LISTED)
    return sorted(_listed(member, here, event_id=event.id), key=lambda each: -each.size)


def search_matters(member: StaffMember, words: str) -> list[ListedMatter]:
    """Return the matters in whose words all of these occur, the newest first."""
    wanted = fold_line(words).split()
    newest = select(Matter).order_by(Matter.id.desc()).limit(MOST_SEARCHED)
    own = db.session.scalars(
        newest.where(Matter.agency_id == member.agency_id).options(*WITH_ALL)
    ).all()
    found = [each for each in own if all(word in _words_of(each) for word in wanted)]
    return _with_sizes(found[:MOST_LISTED])


def _words_of(matter: Matter) -> str:
    said = (text for step in matter.steps for text in (step.said_en, step.said_es))
    own = (matter.name, matter.also, matter.asked_en, matter.asked_es)
    return fold_line(" ".join(filter(None, (*own, *said))))


def _listed(
    member: StaffMember, wanted: Select[Matter], *, event_id: int | None = None
) -> list[ListedMatter]:
    own = wanted.where(Matter.agency_id == member.agency_id)
    return _with_sizes(db.session.scalars(own.options(*WITH_ALL)).all(), event_id)


def _with_sizes(matters: Sequence[Matter], event_id: int | None = None) -> list[ListedMatter]:
    sizes = sizes_of([each.id for each in matters], event_id=event_id)
    return [ListedMatter(each, sizes[each.id]) for each in matters]


def origin_of(member: StaffMember, given: Mapping[str, str]) -> Origin:
    """Return what an address or a form names that the person may read; never a complaint.

    Picked concerns bring the event that all are of, and one alone its topic. Without picks, a topic
    or a place of an event brings the concerns that name it there.
    """
    picked = picked_concerns(parse_ids(given.get("concerns", ""))[:MOST_PICKED], member.agency_id)
    if picked:
        events = {each.event for each in picked}
        topic = next(iter(picked[0].topics), None) if len(picked) == 1 else None
        return Origin(picked, events.pop() if len(events) == 1 else None, topic)
    event, named_before = _event_with_matters(member, given.get("event"))
    topic = own_row(Topic, member, given.get("topic"))
    line_by = parse_id(given.get("line", ""))
    line = db.session.get(EventLine, (event.id, line_by)) if event and line_by else None
    place = given.get("place", "")
    concerns = _who_name(member, event, topic, place)
    labels = mention_labels(member.agency_id, {MentionKind.PLACE: place}) if concerns else {}
    named = labels.get(MentionKind.PLACE, "")
    return Origin(concerns, event, topic, line, named, named_before)


def _event_with_matters(
    member: StaffMember, text: str | None
) -> tuple[Event | None, Sequence[Matter]]:
    """Return an event of the department, and what was named at it so far."""
    event_id = parse_id(text or "")
    if event_id is None:
        return None, []
    rows = db.session.execute(
        select(Event, Matter)
        .outerjoin(Matter, is_of_event(Event.id))
        .where(Event.id == event_id, Event.agency_id == member.agency_id)
        .order_by(Matter.name, Matter.id)
    ).all()
    event = rows[0].Event if rows else None
    return event, [row.Matter for row in rows if row.Matter]


def own_concern(member: StaffMember, text: str) -> Concern | None:
    """Return the concern of this id, if it may belong to a matter."""
    return next(iter(picked_concerns(parse_ids(text)[:1], member.agency_id)), None)


def own_row(model: type[Owned], member: StaffMember, text: str | None) -> Owned | None:
    row_id = parse_id(text or "")
    own = select(model).where(model.id == row_id, model.agency_id == member.agency_id)
    row: Owned | None = db.session.scalars(own).one_or_none() if row_id else None
    return row


def _who_name(
    member: StaffMember, event: Event | None, topic: Topic | None, place: str
) -> Sequence[Concern]:
    if not (event and (topic or place)):
        return []
    chosen = ConcernFilter(event_ids=(event.id,), topic_id=topic.id if topic else None, place=place)
    found = select(Concern).join(Concern.event).where(Event.agency_id == member.agency_id)
    newest = found.where(*matching(chosen, member)).order_by(Concern.id.desc())
    return db.session.scalars(newest.limit(MOST_AT_ONCE)).all()


def people_for(member: StaffMember, matter: Matter) -> Sequence[StaffMember]:
    people = select(StaffMember).where(
        StaffMember.agency_id == member.agency_id,
        or_(
            StaffMember.disabled_at.is_(None) & StaffMember.is_demo.is_(False),
            StaffMember.id.in_([member.id, matter.owner_id, matter.deputy_id]),
        ),
    )
    return db.session.scalars(people.order_by(StaffMember.name, StaffMember.id)).all()


def topics_for(member: StaffMember, chosen_id: int | None = None) -> Sequence[Topic]:
    in_use = Topic.retired_at.is_(None) | (Topic.id == chosen_id)
    return db.session.scalars(topics_in_order(member.agency_id).where(in_use)).all()


def venues_of(member: StaffMember) -> Sequence[Venue]:
    own = select(Venue).where(Venue.agency_id == member.agency_id)
    return db.session.scalars(own.order_by(Venue.name, Venue.id)).all()


def others_only_heard(matter: Matter) -> Sequence[Matter]:
    """Return what can be combined with a matter: nothing was said about it yet."""
    return db.session.scalars(
        select(Matter)
        .where(
            Matter.agency_id == matter.agency_id,
            Matter.id != matter.id,
            Matter.state == MatterState.HEARD,
            Matter.published_at.is_(None),
            Matter.former_path.is_(None),
        )
        .order_by(Matter.name, Matter.id)
        .limit(MOST_LISTED)
    ).all()
