"""What a department itself wrote or uploaded that somebody cannot read."""

from sqlalchemy import ColumnElement, func, or_, select

from coffeecop.db import Model, db
from coffeecop.models import Agency, Event, Language, Matter
from coffeecop.models.event import EventStatus
from coffeecop.staff.summaries.matters import has_only, is_read_only_in


def own_content(agency: Agency) -> dict[str, int]:
    """Count it for templates/papers/accessibility.html."""
    of_events = (Event.agency_id == agency.id, Event.status != EventStatus.DRAFT)
    has_one_description = or_(*(has_only(each, Event, "description") for each in Language))
    return {
        "untitled": _count(Event, *of_events, Event.title_es.is_(None)),
        "described_once": _count(Event, *of_events, has_one_description),
        "said_once": _count(Matter, Matter.agency_id == agency.id, is_read_only_in(*Language)),
    }


def _count(model: type[Model], *conditions: ColumnElement[bool]) -> int:
    counted = select(func.count()).select_from(model).where(*conditions)
    return db.session.scalars(counted).one()
