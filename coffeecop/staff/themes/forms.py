from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, StringField
from wtforms.validators import InputRequired, Length, ValidationError

from coffeecop.models import ThemeStatus
from coffeecop.models.topics import LONGEST_NAME
from coffeecop.staff.concern_list.picks import MOST_PICKED, parse_ids
from coffeecop.web.forms import TOO_LONG, StaffForm, required_line, strip
from coffeecop.web.topic_forms import NamesAndKeywords

FEWEST_CONCERNS = 2


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


class ExampleForm(StaffForm):
    """The name of a theme made of concerns that a person has picked."""

    name = required_line(
        _l("Name of the theme"),
        _l("Give the theme a name."),
        most=LONGEST_NAME,
        description=_l("What the concerns share, in a few words."),
    )
    # The ids of the concerns, as in 7-5-2.
    concerns = HiddenField()

    @property
    def concern_ids(self) -> tuple[int, ...]:
        return parse_ids(self.concerns.data or "")[:MOST_PICKED]

    def validate_concerns(self, field: HiddenField) -> None:
        if len(self.concern_ids) < FEWEST_CONCERNS:
            raise ValidationError(_l("A theme takes two concerns or more. Go back and tick them."))


class TopicForm(NamesAndKeywords, StaffForm):
    """The wording of a topic made from a theme."""
