from wtforms import SelectField
from wtforms.validators import InputRequired

from coffeecop.web.forms import StaffForm


class TickForm(StaffForm):
    done = SelectField(choices=["yes", "no"], validators=[InputRequired()])
