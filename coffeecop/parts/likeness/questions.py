"""What may belong to a matter: each such question starts a process."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, exists, or_, select
from sqlalchemy.orm import contains_eager

from coffeecop.db import db
from coffeecop.matters.verbs import add_concerns, remove_concerns
from coffeecop.models import Concern, Event, Matter, MatterConcern, StaffMember
from coffeecop.models.concern.conditions import in_event_stream
from coffeecop.models.matters.queries import is_of_event
from coffeecop.parts.likeness import ranking
from coffeecop.parts.likeness.engine.likeness_process import NotCompared
from coffeecop.parts.likeness.engine.ranking_process import Fit
from coffeecop.staff.concerns.page import MattersOfConcern

MOST_UNDECIDED = 500


class BelongsQuestion(NamedTuple):
    matter: Matter
    concern: Concern


def may_belong(concern: Concern, matters: MattersOfConcern) -> dict[str, bool]:
    """Return what is asked of a concern that counts: whether it may belong to another matter."""
    counts = concern.is_counted and not concern.is_complaint and not concern.is_withdrawn
    return {"may_belong": matters.has_others} if counts else {}


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
        ranked = ranking.rank(event, ranking.names_of(matters), reader)[matter.id]
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
        fits = ranking.fitting(concern, ranking.names_of(matters.values()), reader)
    except NotCompared:
        return None
    sure = (each for each, fit in fits.items() if fit is Fit.SURE and each in undecided)
    return next((BelongsQuestion(matters[each], concern) for each in sure), None)


def decide(question: BelongsQuestion, *, belongs: bool, by: StaffMember) -> None:
    (add_concerns if belongs else remove_concerns)(question.matter, [question.concern], by=by)


def _events_of(matter: Matter) -> Select[int]:
    own = MatterConcern.matter_id == matter.id, MatterConcern.belongs
    return (
        select(Concern.event_id)
        .join(MatterConcern, MatterConcern.concern_id == Concern.id)
        .where(*own)
    )


def _matters(*conditions: ColumnElement[bool]) -> Sequence[Matter]:
    return db.session.scalars(select(Matter).where(*conditions).order_by(Matter.id)).all()
