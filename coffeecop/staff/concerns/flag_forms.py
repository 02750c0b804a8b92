from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField
from wtforms.validators import InputRequired

from coffeecop.web.forms import StaffForm

VERDICTS = {"yes": True, "no": False}


class VerdictForm(StaffForm):
    """A verdict on a flag, and the verdict that the page showed."""

    is_right = SelectField(
        choices=list(VERDICTS), validators=[InputRequired(_l("Say whether the flag was right."))]
    )
    shown = HiddenField()
