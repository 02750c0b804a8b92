from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from coffeecop.models import ThemeStatus
from coffeecop.models.topic_wording import LONGEST_NAME
from coffeecop.staff.topic_fields import NamesAndKeywords
from coffeecop.web.forms import TOO_LONG, StaffForm, strip


class DecisionForm(StaffForm):
    status = SelectField(
        choices=[status.value for status in ThemeStatus if status is not ThemeStatus.MADE_TOPIC],
        validators=[InputRequired(_l("Choose what to do with the theme."))],
    )
    # The status that the page showed.
    shown = HiddenField()


class NameForm(StaffForm):
    name = StringField(
        _l("Name of the theme"),
        description=_l("Leave it empty, and its words stand for it."),
        filters=[strip],
        validators=[Length(max=LONGEST_NAME, message=TOO_LONG)],
    )
    shown = HiddenField(filters=[strip])


class TopicForm(NamesAndKeywords, StaffForm):
    """The wording of a topic made from a theme."""
