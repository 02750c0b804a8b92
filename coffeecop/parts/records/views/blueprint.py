from flask import Blueprint, abort, g

from coffeecop.models import Role
from coffeecop.parts.records.kinds import Series
from coffeecop.parts.records.models.destructions import series_readable_by
from coffeecop.parts.records.models.holds import record_name
from coffeecop.parts.records.models.schedule import RetentionRule, rule_of
from coffeecop.staff.identity.auth import View, only_for
from coffeecop.staff.identity.confirmation import recently_confirmed

bp = Blueprint(
    "records", "coffeecop.parts.records", url_prefix="/staff/records", template_folder="templates"
)
bp.add_app_template_filter(record_name)
for_clerks = only_for(Role.RECORDS)


def for_confirmed_clerks(view: View) -> View:
    return for_clerks(recently_confirmed(view))


def rule_or_404(series: str) -> RetentionRule:
    """Return the department's line; one of the plain schedule is not stored yet."""
    if series not in series_readable_by(g.staff_member):
        abort(404)
    return rule_of(g.staff_member.agency, Series(series))
