from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectChoice, StringField
from wtforms.validators import Length, Optional

from coffeecop.models.survey import LONGEST_LINE
from coffeecop.web.forms import PublicForm, strip

STEPS = [
    SelectChoice("1", _l("Not at all")),
    SelectChoice("2", _l("A little")),
    SelectChoice("3", _l("Partly")),
    SelectChoice("4", _l("Mostly")),
    SelectChoice("5", _l("Very much")),
]


class StepField(RadioField):  # type: ignore[misc]
    """A scale of five steps; optional."""

    def __init__(self, label: object, **options: Any) -> None:
        super().__init__(
            label,
            choices=STEPS,
            validate_choice=True,
            validators=[Optional()],
            default="",
            **options,
        )

    @property
    def step(self) -> int | None:
        return int(self.data) if self.data else None


class SurveyForm(PublicForm):
    heard = StepField(_l("I felt heard"))
    approachable = StepField(_l("The officers were easy to talk to"))
    again = StepField(_l("I would come again"))
    line = StringField(
        _l("One thing you want to add"),
        filters=[strip],
        validators=[
            Optional(),
            Length(
                max=LONGEST_LINE,
                message=_l("Keep it under %(most)s letters.", most=LONGEST_LINE),
            ),
        ],
    )

    def validate(self, extra_validators: Any = None) -> bool:
        if not super().validate(extra_validators):
            return False
        if not any(field.data for field in (self.heard, self.approachable, self.again, self.line)):
            self.heard.errors = [_l("Answer at least one of these.")]
            return False
        return True
