import enum
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, ValidationError

from coffeecop.models import FlagAction, HiddenFor, Language, StaffMember
from coffeecop.models.concern.parts import LONGEST_BODY, SIMPLE
from coffeecop.models.concern.triage import LONGEST_REASON as LONGEST_WHY
from coffeecop.models.concern.work import LONGEST_NAME
from coffeecop.web.forms import (
    TOO_LONG,
    IdempotencyKeyMixin,
    SeenForm,
    StaffForm,
    required_line,
    strip,
)

SHORTEST_REASON = 5
LONGEST_REASON = 300
REASONS_TO_HIDE = [
    SelectChoice(HiddenFor.SPAM, _l("Spam or advertising")),
    SelectChoice(HiddenFor.DUPLICATE, _l("Sent more than once")),
    SelectChoice(HiddenFor.PERSONAL_DATA, _l("Private details of somebody")),
    SelectChoice(HiddenFor.THREAT, _l("A threat")),
]


class StatusForm(SeenForm):
    status = SelectField(
        _l("Status"),
        choices=[status.value for status in SIMPLE],
        validate_choice=False,
        validators=[DataRequired(_l("Choose a status."))],
        filters=[lambda value: value if value in SIMPLE else None],
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


class Step(enum.StrEnum):
    """What an officer does with a concern, and then goes on to the next."""

    SEND = "send"
    SEND_AND_CLOSE = "send_and_close"
    CLOSE = "close"
    GIVE = "give"


class AnswerForm(IdempotencyKeyMixin, SeenForm):
    """An answer and what becomes of the concern, with one button for each step."""

    body = TextAreaField(
        _l("Your answer"),
        filters=[strip],
        validators=[Length(max=LONGEST_BODY, message=TOO_LONG)],
    )
    # For those who say the same and read the other language.
    body_other = TextAreaField(
        _l("The same in the other language"),
        filters=[strip],
        validators=[Length(max=LONGEST_BODY, message=TOO_LONG)],
    )
    colleague = SelectField(
        _l("Give to a colleague"),
        coerce=lambda value: int(value) if str(value).isdecimal() else None,
        validate_choice=False,
    )
    step = SelectField(
        choices=list(Step),
        default=Step.SEND,
        validate_choice=False,
        filters=[lambda value: Step(value) if value in list(Step) else Step.SEND],
    )

    def __init__(
        self,
        *,
        colleagues: Sequence[StaffMember],
        other_language: Language | None = None,
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self.other_language = other_language
        self.colleagues = {each.id: each for each in colleagues}
        self.colleague.choices = [("", _l("Choose"))] + [
            (each.id, each.name) for each in colleagues
        ]

    def message_key(self, concern_id: int) -> str:
        """Return the idempotency key of the answer, whatever else is done in the same step."""
        written = self.body.data or "", self.body_other.data or ""
        content = [self.form_key.data, "answer", str(concern_id), *written]
        return sha256("\0".join(content).encode()).hexdigest()

    @property
    def chosen_colleague(self) -> StaffMember | None:
        return self.colleagues.get(self.colleague.data)

    def validate_body(self, field: TextAreaField) -> None:
        if self.step.data in (Step.SEND, Step.SEND_AND_CLOSE) and not field.data:
            raise ValidationError(_l("Write an answer first."))
        if self.step.data is Step.CLOSE and field.data:
            raise ValidationError(_l("You wrote an answer. Send it, or clear the box first."))

    def validate_body_other(self, field: TextAreaField) -> None:
        if self.other_language and self.body.data and not field.data:
            raise ValidationError(_l("Somebody who says the same reads this language."))

    def validate_colleague(self, field: SelectField) -> None:
        if self.step.data is Step.GIVE and self.chosen_colleague is None:
            raise ValidationError(_l("Choose who gets it."))


class DeclineForm(IdempotencyKeyMixin, StaffForm):
    why = TextAreaField(
        _l("Why the department cannot do it"),
        filters=[strip],
        validators=[
            DataRequired(_l("Say why, so that the resident can understand it.")),
            Length(max=LONGEST_WHY, message=TOO_LONG),
        ],
    )


def reason_to_hide() -> RadioField:
    return RadioField(
        _l("Why should it not count?"),
        choices=REASONS_TO_HIDE,
        coerce=lambda value: HiddenFor(value) if value in list(HiddenFor) else None,
        validate_choice=False,
        validators=[DataRequired(_l("Choose a reason."))],
    )


class HideForm(IdempotencyKeyMixin, StaffForm):
    reason = reason_to_hide()


class FlagForm(StaffForm):
    """What was done about the flags of a concern, and what the page said of them."""

    action = SelectField(
        choices=list(FlagAction),
        validate_choice=False,
        filters=[lambda value: FlagAction(value) if value in list(FlagAction) else None],
        validators=[DataRequired(_l("Say what you did."))],
    )
    shown = HiddenField()


class ReceiptForm(StaffForm):
    words = required_line(
        _l("The six words that they read to you"),
        _l("Write the six words."),
        most=200,
        description=_l(
            "Capitals and accents do not matter. Whoever has the words may hear the answer."
        ),
    )


class SavedFilterForm(StaffForm):
    name = required_line(_l("Name"), _l("Give it a name first."), most=LONGEST_NAME)
