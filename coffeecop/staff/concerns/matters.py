"""The matters of a concern, and what residents read of others, to copy into an answer."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from sqlalchemy import case, or_, select
from sqlalchemy.orm import selectinload

from coffeecop.db import db
from coffeecop.models import Concern, Language, Matter, MatterConcern, MatterState
from coffeecop.models.matters.queries import is_of_event, is_published

MOST_ANSWERS = 20


class AnswerToUse(NamedTuple):
    """What residents read of an answered matter, in the language of a concern."""

    id: int
    asked: str
    said: str


def answers_to_use(concern: Concern, topic_ids: Collection[int]) -> list[AnswerToUse]:
    """Return the published answers, those of the concern's topics first."""
    if not concern.can_be_answered:
        return []
    is_own = case((Matter.topic_id.in_(topic_ids), 0), else_=1)
    answered = db.session.scalars(
        select(Matter)
        .where(
            Matter.agency_id == concern.event.agency_id,
            Matter.state == MatterState.ANSWERED,
            is_published(),
        )
        .order_by(is_own, Matter.published_at.desc(), Matter.id)
        .limit(MOST_ANSWERS)
        .options(selectinload(Matter.steps))
    )
    found = []
    for each in answered:
        said = each.said and each.said.words_in(concern.language)
        asked = each.asked_en if concern.language is Language.ENGLISH else each.asked_es
        if said:
            found.append(AnswerToUse(each.id, asked or each.name, said))
    return found


class MattersOfConcern(NamedTuple):
    """The matters that it belongs to, and whether others of its event or venue may fit."""

    own: Sequence[Matter] = ()
    has_others: bool = False


def matters_of_concern(concern: Concern) -> MattersOfConcern:
    if not concern.is_counted or concern.is_for_complaint_staff or concern.is_withdrawn:
        return MattersOfConcern()
    event = concern.event
    row = (MatterConcern.matter_id == Matter.id) & (MatterConcern.concern_id == concern.id)
    here = or_(is_of_event(event.id), Matter.venue_id == event.venue_id)
    rows = db.session.execute(
        select(Matter, MatterConcern.belongs)
        .outerjoin(MatterConcern, row)
        .where(Matter.agency_id == event.agency_id, or_(MatterConcern.belongs, here))
        .order_by(Matter.id)
    ).all()
    own = [matter for matter, belongs in rows if belongs]
    return MattersOfConcern(own, any(belongs is None for _matter, belongs in rows))
