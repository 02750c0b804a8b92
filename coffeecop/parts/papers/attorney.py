"""Facts for templates/papers/attorney.html: the schedule, and what is hidden now."""

from typing import Any

from sqlalchemy import func, select

from coffeecop.db import db
from coffeecop.models import Agency, Concern, Event
from coffeecop.parts import links_of
from coffeecop.parts.resident_links import KeepingTimes, ToldResidents
from coffeecop.web.matters_shown import SMALLEST_GROUP


def attorney_facts(agency: Agency) -> dict[str, Any]:
    rows = db.session.execute(
        select(Concern.hidden_for, func.count())
        .join(Concern.event)
        .where(Event.agency_id == agency.id, Concern.hidden_for.is_not(None))
        .group_by(Concern.hidden_for)
    )
    hidden = {reason: number for reason, number in rows}
    return {
        "rules": [line for each in links_of(agency, KeepingTimes) for line in each.lines(agency)],
        "hidden": hidden,
        "told": [(each.title, each.sentences(agency)) for each in links_of(agency, ToldResidents)],
        # One that is few could be worked out from the others and the sum.
        "is_small": any(number < SMALLEST_GROUP for number in hidden.values()),
    }
