from datetime import date, timedelta
from typing import Any

from flask import request
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import DateField, Form, SelectChoice, SelectField, SelectMultipleField, ValidationError
from wtforms.validators import InputRequired

from coffeecop.models import StaffMember
from coffeecop.staff.settings.groups import change_settings
from coffeecop.web.fields import day_field
from coffeecop.web.forms import IdempotencyKeyMixin, StaffForm, replace_process_error

A_YEAR = timedelta(days=366)
YEARS = range(1970, 2101)
CHOOSE_DAY = _l("Choose a day.")
REQUIRED = [replace_process_error(CHOOSE_DAY), InputRequired(CHOOSE_DAY)]


class PeriodForm(Form):  # type: ignore[misc]
    """The days of the events in one report, as the address says; these if it says none."""

    since = day_field(_l("First day"), *REQUIRED)
    until = day_field(_l("Last day"), *REQUIRED)

    def __init__(self, *, since: date, until: date) -> None:
        days = {"since": str(since), "until": str(until)}
        super().__init__(request.args if "since" in request.args else MultiDict(days))

    @property
    def args(self) -> dict[str, Any]:
        return {"since": self.since.data, "until": self.until.data}

    def validate_since(self, field: DateField) -> None:
        if field.data.year not in YEARS:
            raise ValidationError(_l("Check the year."))

    def validate_until(self, field: DateField) -> None:
        self.validate_since(field)
        since = self.since.data
        if since and not since <= field.data <= since + A_YEAR:
            raise ValidationError(_l("Choose a day within a year after the first."))


class ExportForm(StaffForm):
    """Asks nothing: who sends it wants the file."""


class RhythmForm(StaffForm):
    report_months = SelectField(
        _l("How often do you publish a report?"),
        description=_l("Each one must answer for every line of the one before it."),
        choices=[
            SelectChoice("", _l("When we like")),
            SelectChoice(1, _l("Every month")),
            SelectChoice(3, _l("Every quarter")),
            SelectChoice(6, _l("Every half year")),
            SelectChoice(12, _l("Every year")),
        ],
        coerce=lambda value: int(value) if str(value or "").strip() else None,
    )

    def save(self, *, by: StaffMember) -> None:
        change_settings(by.agency, {"report_months": self.report_months.data}, by=by)


class PublishForm(IdempotencyKeyMixin, StaffForm):
    """Which of what is promised stands in the report."""

    chosen = SelectMultipleField(coerce=int, validate_choice=False)
