from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    HiddenField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import DataRequired, InputRequired, Length

from coffeecop.models import ConcernStatus, HiddenFor, Topic
from coffeecop.web.forms import IdempotencyKeyMixin, StaffForm, body_field, strip
from coffeecop.web.i18n import localized

SHORTEST_REASON = 5
LONGEST_REASON = 300
VERDICTS = {"yes": True, "no": False}
REASONS_TO_HIDE = [
    SelectChoice(HiddenFor.SPAM, _l("Spam or advertising")),
    SelectChoice(HiddenFor.DUPLICATE, _l("Sent more than once")),
    SelectChoice(HiddenFor.PERSONAL_DATA, _l("Private details of somebody")),
    SelectChoice(HiddenFor.THREAT, _l("A threat")),
]


class TopicsForm(StaffForm):
    topics = SelectMultipleField(_l("Topics of this concern"), coerce=int)
    # Topics checked when the form was rendered; the difference is this person's change.
    shown = HiddenField()

    def __init__(self, *, choices: Sequence[Topic], ticked: Sequence[int], **options: Any) -> None:
        data = {"topics": list(ticked), "shown": "-".join(map(str, ticked))}
        super().__init__(data=data, **options)
        self.topics.choices = [(topic.id, localized(topic, "name")) for topic in choices]

    @property
    def shown_ids(self) -> set[int]:
        shown = set((self.shown.data or "").split("-"))
        return {topic_id for topic_id, _ in self.topics.choices if str(topic_id) in shown}

    @property
    def chosen_ids(self) -> set[int]:
        return set(self.topics.data or ())


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


class AnswerForm(IdempotencyKeyMixin, StaffForm):
    body = body_field(
        _l("Your answer"),
        _l("Write an answer first."),
        _l(
            "The resident reads it on the page of the receipt, as an answer of the department. "
            "It may be released under public-records law."
        ),
    )


class HidingForm(StaffForm):
    reason = RadioField(
        _l("Why should it not count?"),
        choices=REASONS_TO_HIDE,
        coerce=lambda value: HiddenFor(value) if value in list(HiddenFor) else None,
        validate_choice=False,
        validators=[DataRequired(_l("Choose a reason."))],
    )


class VerdictForm(StaffForm):
    """A verdict on a flag, and the verdict that the page showed."""

    is_right = SelectField(
        choices=list(VERDICTS), validators=[InputRequired(_l("Say whether the flag was right."))]
    )
    shown = HiddenField()
