from flask import Blueprint, abort, g

from coffeecop.models import RetentionRule, Series
from coffeecop.models.retention import rule_of
from coffeecop.staff.records.due import may_read
from coffeecop.staff.records.labels import erase_method, record_name

bp = Blueprint("records", __name__, url_prefix="/staff/records")
bp.add_app_template_filter(erase_method)
bp.add_app_template_filter(record_name)


def rule_or_404(series: str) -> RetentionRule:
    """Return the department's line; one of the plain schedule is not stored yet."""
    if series not in list(Series) or not may_read(Series(series), g.staff_member):
        abort(404)
    return rule_of(g.staff_member.agency, Series(series))
