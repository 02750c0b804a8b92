"""Facts for templates/papers/attorney.html: the schedule, and what is hidden now."""

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select

from coffeecop.db import db
from coffeecop.models import Agency, Concern, Event, Series
from coffeecop.models.retention import rule_of
from coffeecop.parts import links_of
from coffeecop.parts.links import ToldResidents
from coffeecop.web.matters_shown import SMALLEST_GROUP
from coffeecop.web.record_labels import rule_line, series_name


def attorney_facts(agency: Agency) -> dict[str, Any]:
    rows = db.session.execute(
        select(Concern.hidden_for, func.count())
        .join(Concern.event)
        .where(Event.agency_id == agency.id, Concern.hidden_for.is_not(None))
        .group_by(Concern.hidden_for)
    )
    hidden = {reason: number for reason, number in rows}
    return {
        "rules": [(series_name(each), _rule(agency, each)) for each in Series],
        "hidden": hidden,
        "told": [(each.title, each.sentences(agency)) for each in links_of(agency, ToldResidents)],
        # One that is few could be worked out from the others and the sum.
        "is_small": any(number < SMALLEST_GROUP for number in hidden.values()),
    }


def _rule(agency: Agency, series: Series) -> str:
    rule = rule_of(agency, series)
    facts = [rule_line(rule), rule.item, rule.source]
    facts.append(_("Goes by itself.") if not rule.needs_approval else None)
    return ". ".join(fact.rstrip(".") for fact in facts if fact) + "."
