from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, SelectMultipleField, StringField
from wtforms.validators import DataRequired, Length

from coffeecop.forms import StaffForm, strip
from coffeecop.i18n import localized
from coffeecop.models import ConcernStatus, Topic

SHORTEST_REASON = 5
LONGEST_REASON = 300


class TopicsForm(StaffForm):
    topics = SelectMultipleField(_l("Topics of this concern"), coerce=int)
    # What was ticked when the page was made: the difference is what this person changed.
    shown = HiddenField()

    def __init__(self, *, choices: Sequence[Topic], ticked: Sequence[int]) -> None:
        super().__init__(data={"topics": list(ticked), "shown": "-".join(map(str, ticked))})
        self.topics.choices = [(topic.id, localized(topic, "name")) for topic in choices]

    @property
    def shown_ids(self) -> set[int]:
        shown = set((self.shown.data or "").split("-"))
        return {topic_id for topic_id, _ in self.topics.choices if str(topic_id) in shown}


class StatusForm(StaffForm):
    status = SelectField(
        _l("Status"),
        choices=[status.value for status in ConcernStatus],
        validate_choice=False,
        validators=[DataRequired(_l("Choose a status."))],
        filters=[lambda value: value if value in list(ConcernStatus) else None],
    )


class ReasonForm(StaffForm):
    reason = StringField(
        _l("Why do you need it?"),
        description=_l(
            "Open it only to answer this concern. Your reason and your name are logged."
        ),
        filters=[strip],
        validators=[
            DataRequired(_l("Say why you need it.")),
            Length(
                min=SHORTEST_REASON,
                max=LONGEST_REASON,
                message=_l("Use between %(min)d and %(max)d characters."),
            ),
        ],
    )
