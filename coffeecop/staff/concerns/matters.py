"""The matters of a concern."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import or_, select

from coffeecop.db import db
from coffeecop.models import Concern, Matter, MatterConcern
from coffeecop.models.matters.queries import is_of_event


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
