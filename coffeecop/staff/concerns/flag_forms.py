from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField
from wtforms.validators import InputRequired

from coffeecop.web.forms import StaffForm

VERDICTS = {"yes": True, "no": False}


class LookForm(StaffForm):
    """What somebody says of a mark, and what was said of it when the page was made."""

    is_right = SelectField(
        choices=list(VERDICTS), validators=[InputRequired(_l("Say whether the mark was right."))]
    )
    shown = HiddenField()
