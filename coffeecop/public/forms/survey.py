from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectChoice, StringField
from wtforms.validators import Length, Optional

from coffeecop.models.survey import LONGEST_LINE
from coffeecop.web.forms import PublicForm, strip

STEPS = [
    SelectChoice(1, _l("Not at all")),
    SelectChoice(2, _l("A little")),
    SelectChoice(3, _l("Partly")),
    SelectChoice(4, _l("Mostly")),
    SelectChoice(5, _l("Very much")),
]


def step_field(label: object) -> RadioField:
    return RadioField(label, choices=STEPS, coerce=int, validators=[Optional()])


class SurveyForm(PublicForm):
    heard = step_field(_l("I felt heard"))
    approachable = step_field(_l("The officers were easy to talk to"))
    again = step_field(_l("I would come again"))
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
