from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, RadioField, SelectChoice, ValidationError
from wtforms.validators import InputRequired

from coffeecop.models import SeasonQuestion
from coffeecop.models.public_record.season import LONGEST_SEASON
from coffeecop.web.forms import StaffForm, replace_process_error
from coffeecop.web.season_labels import QUESTIONS

CHOOSE_DAY = _l("Choose a day.")


def _day_field(label: Any, description: Any = "") -> DateField:
    return DateField(
        label,
        description=description,
        format=["%Y-%m-%d", "%m/%d/%Y"],
        validators=[replace_process_error(CHOOSE_DAY), InputRequired(CHOOSE_DAY)],
    )


class QuestionForm(StaffForm):
    """One question, and the days of the events that it is about."""

    question = RadioField(
        _l("The question"),
        choices=[SelectChoice(each, label) for each, label in QUESTIONS.items()],
        coerce=SeasonQuestion,
        validators=[InputRequired(_l("Choose one question."))],
    )
    first_day = _day_field(
        _l("First day"), _l("Of the season. From tomorrow on: it is sealed before it begins.")
    )
    last_day = _day_field(_l("Last day"), _l("All your events on these days count."))

    def __init__(self, today: date, **options: Any) -> None:
        super().__init__(**options)
        self.today = today

    def validate_first_day(self, field: DateField) -> None:
        if field.data <= self.today:
            raise ValidationError(_l("It must be after today: the question comes first."))
        if field.data > self.today + LONGEST_SEASON:
            raise ValidationError(_l("Choose a day within a year."))

    def validate_last_day(self, field: DateField) -> None:
        first_day = self.first_day.data
        if first_day and not first_day <= field.data <= first_day + LONGEST_SEASON:
            raise ValidationError(_l("Choose a day within a year after the first."))
