from flask import Blueprint, abort, g

from coffeecop.parts.records.due import may_read
from coffeecop.parts.records.labels import (
    erase_method,
    record_name,
    rule_line,
    series_name,
    time_kept,
)
from coffeecop.parts.records.models.schedule import RetentionRule, Series, rule_of

bp = Blueprint(
    "records", "coffeecop.parts.records", url_prefix="/staff/records", template_folder="templates"
)
for label in (erase_method, record_name, rule_line, series_name, time_kept):
    bp.add_app_template_filter(label)


def rule_or_404(series: str) -> RetentionRule:
    """Return the department's line; one of the plain schedule is not stored yet."""
    if series not in list(Series) or not may_read(Series(series), g.staff_member):
        abort(404)
    return rule_of(g.staff_member.agency, Series(series))
