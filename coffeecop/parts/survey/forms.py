from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectChoice
from wtforms.validators import Optional

from coffeecop.models.event.attendance import LONGEST_LINE, QUESTIONS
from coffeecop.web.event_labels import QUESTION_NAMES
from coffeecop.web.forms import PublicForm, optional_line
from coffeecop.web.tokens import hash_token

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
    heard = step_field(QUESTION_NAMES["heard"])
    approachable = step_field(QUESTION_NAMES["approachable"])
    respected = step_field(QUESTION_NAMES["respected"])
    again = step_field(QUESTION_NAMES["again"])
    line = optional_line(_l("One thing you want to add"), most=LONGEST_LINE)

    def validate(self, extra_validators: Any = None) -> bool:
        if not super().validate(extra_validators):
            return False
        if not any([*self.ratings.values(), self.line.data]):
            self.heard.errors = [_l("Answer at least one of these.")]
            return False
        return True

    @property
    def ratings(self) -> dict[str, int | None]:
        return {question: self[question].data for question in QUESTIONS}

    def key_hash(self, *scope: str) -> str:
        """Return a hash of the form key alone: each tap changes the answers of one record."""
        return hash_token("\0".join([self.form_key.data, *scope]))
