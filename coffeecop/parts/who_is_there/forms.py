from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectChoice
from wtforms.validators import InputRequired

from coffeecop.parts.who_is_there.sentences import QUESTIONS, SENTENCES
from coffeecop.web.forms import StaffForm

MISSING = _l("Choose an answer.")


def _one_of(name: str) -> RadioField:
    return RadioField(
        QUESTIONS[name],
        choices=[SelectChoice(code, words) for code, words in SENTENCES[name].items()],
        validators=[InputRequired(MISSING)],
        # Nothing is chosen before somebody has.
        default=None,
    )


class AnswersForm(StaffForm):
    invited = _one_of("invited")
    asks = _one_of("asks")
    cameras = _one_of("cameras")
    attorney = BooleanField(
        _l("The attorney has read all five, in both languages."),
        validators=[InputRequired(_l("Tick this once the attorney has read them."))],
    )

    @property
    def chosen(self) -> dict[str, Any]:
        return {name: self[name].data for name in SENTENCES}


class WasItSoForm(StaffForm):
    """What one who was there says: the button that was tapped."""

    was_so = RadioField(
        choices=[
            SelectChoice("yes", _l("That's how it was")),
            SelectChoice("no", _l("That's not how it was")),
        ],
        validators=[InputRequired(MISSING)],
    )
