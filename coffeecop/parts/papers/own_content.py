"""What a department itself wrote or uploaded that somebody cannot read."""

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, func, or_, select

from coffeecop.db import Model, db
from coffeecop.models import Agency, Event, Language, Matter
from coffeecop.models.event import EventStatus
from coffeecop.staff.summaries.matters import has_only, is_read_only_in
from coffeecop.web.papers import Section


def own_content(agency: Agency) -> Section:
    of_events = (Event.agency_id == agency.id, Event.status != EventStatus.DRAFT)
    has_one_description = or_(*(has_only(each, Event, "description") for each in Language))
    return Section(
        _("What your department added"),
        [_("Counted now. Mend them on the pages of events and matters.")],
        [
            (
                _("Events without a Spanish title"),
                _count(Event, *of_events, Event.title_es.is_(None)),
            ),
            (
                _("Events with a description in one language only"),
                _count(Event, *of_events, has_one_description),
            ),
            (
                _("What came of it, in one language only, with the descriptions of photos"),
                _count(Matter, Matter.agency_id == agency.id, is_read_only_in(*Language)),
            ),
            (_("Photos without a description"), _("None: they cannot be saved without one.")),
        ],
    )


def _count(model: type[Model], *conditions: ColumnElement[bool]) -> str:
    return str(db.session.scalar(select(func.count()).select_from(model).where(*conditions)))
