"""What belongs to a matter, as a person says, and what may: each such question starts a process."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, exists, or_, select
from sqlalchemy.orm import contains_eager

from coffeecop.db import db
from coffeecop.engine.likeness_process import NotCompared
from coffeecop.engine.ranking_process import Fit, StoryName
from coffeecop.matters import ranking
from coffeecop.matters.verbs import add_concerns, quote, remove_concerns
from coffeecop.models import Concern, Event, Matter, MatterConcern, StaffMember
from coffeecop.models.concern.conditions import in_event_stream
from coffeecop.models.matters.queries import is_of_event
from coffeecop.staff.concern_list.picks import MOST_PICKED, parse_ids, picked_concerns

MOST_UNDECIDED = 500


class BelongsQuestion(NamedTuple):
    matter: Matter
    concern: Concern


def likeliest_concern(matter: Matter, reader: StaffMember) -> BelongsQuestion | None:
    """Return what came to one of its events, or to its venue, since it was named."""
    row = exists().where(
        MatterConcern.matter_id == matter.id, MatterConcern.concern_id == Concern.id
    )
    undecided = db.session.scalars(
        select(Concern)
        .join(Concern.event)
        .where(
            Event.agency_id == matter.agency_id,
            or_(Event.venue_id == matter.venue_id, Event.id.in_(_events_of(matter))),
            Concern.created_at > matter.created_at,
            in_event_stream(),
            ~row.correlate(Concern),
        )
        .order_by(Concern.id.desc())
        .limit(MOST_UNDECIDED)
        .options(contains_eager(Concern.event))
    ).all()
    if not undecided:
        return None
    event = undecided[0].event
    by_id = {each.id: each for each in undecided if each.event_id == event.id}
    matters = [*_matters(is_of_event(event.id), Matter.id != matter.id), matter]
    try:
        ranked = ranking.rank(event, _names(matters), reader)[matter.id]
    except NotCompared:
        return None
    fits = (each.id for each in ranked if each.fit is not Fit.OTHER)
    return next((BelongsQuestion(matter, by_id[each]) for each in fits if each in by_id), None)


def likeliest_matter(concern: Concern, reader: StaffMember) -> BelongsQuestion | None:
    """Return the matter of its event or venue to which it surely belongs."""
    event = concern.event
    here = or_(is_of_event(event.id), Matter.venue_id == event.venue_id)
    matters = {each.id: each for each in _matters(here, Matter.agency_id == event.agency_id)}
    known = select(MatterConcern.matter_id).where(MatterConcern.concern_id == concern.id)
    undecided = matters.keys() - set(db.session.scalars(known))
    if not undecided:
        return None
    try:
        fits = ranking.fitting(concern, _names(matters.values()), reader)
    except NotCompared:
        return None
    sure = (each for each, fit in fits.items() if fit is Fit.SURE and each in undecided)
    return next((BelongsQuestion(matters[each], concern) for each in sure), None)


def decide(question: BelongsQuestion, *, belongs: bool, by: StaffMember) -> None:
    """Keep a yes or no, so that it is not asked again."""
    (add_concerns if belongs else remove_concerns)(question.matter, [question.concern], by=by)


def sort_concerns(
    matter: Matter, *, added: Sequence[str], refused: Sequence[str], by: StaffMember
) -> tuple[str, list[int]]:
    """Add concerns or say no to some; return what was done and to which, so that it is undone."""
    moved = add_concerns(matter, _picked(added, by), by=by)
    if moved:
        return "added", moved
    said_no_to = _picked(refused, by)
    taken = remove_concerns(matter, said_no_to, by=by)
    return ("taken_out" if taken else "refused"), [each.id for each in said_no_to]


def quote_first(matter: Matter, chosen: Sequence[str], *, by: StaffMember) -> None:
    for each in _picked(chosen, by)[:1]:
        quote(matter, each, by=by)


def _picked(chosen: Sequence[str], by: StaffMember) -> list[Concern]:
    return picked_concerns(parse_ids("-".join(chosen))[:MOST_PICKED], by.agency_id)


def _events_of(matter: Matter) -> Select[int]:
    own = MatterConcern.matter_id == matter.id, MatterConcern.belongs
    return (
        select(Concern.event_id)
        .join(MatterConcern, MatterConcern.concern_id == Concern.id)
        .where(*own)
    )


def _matters(*conditions: ColumnElement[bool]) -> Sequence[Matter]:
    return db.session.scalars(select(Matter).where(*conditions).order_by(Matter.id)).all()


def _names(matters: Iterable[Matter]) -> list[StoryName]:
    return [StoryName(each.id, each.name, each.also or "") for each in matters]
