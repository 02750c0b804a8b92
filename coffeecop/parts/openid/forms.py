from wtforms import HiddenField
from wtforms.validators import Length

from coffeecop.web.forms import StaffForm

# Of a field.
LONGEST = 8000


class ProviderAnswerForm(StaffForm):
    """What the provider has put into the address."""

    state = HiddenField(validators=[Length(max=LONGEST)])
    code = HiddenField(validators=[Length(max=LONGEST)])
    error = HiddenField(validators=[Length(max=LONGEST)])
