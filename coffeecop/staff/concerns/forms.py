import enum
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, ValidationError

from coffeecop.models import ChangeKind, FlagAction, HiddenFor, StaffMember
from coffeecop.models.concern.parts import LONGEST_BODY, WAITING_STATES
from coffeecop.staff.concerns.language import looks_english
from coffeecop.web.fields import RowField, text_box
from coffeecop.web.forms import (
    TOO_LONG,
    IdempotencyKeyMixin,
    SeenForm,
    StaffForm,
    choices,
    keep_paragraphs,
    optional_line,
    strip,
)
from coffeecop.web.receipt_codes import is_like_receipt, parse_code

SHORTEST_REASON = 5
LONGEST_REASON = 300
LONGEST_WHY = 1000


def button_field(
    choices: Iterable[enum.StrEnum], *, default: Any = None, missing: Any = None
) -> SelectField:
    """Return a field whose values are those of buttons; `missing`: the error without one."""
    by_value = {each.value: each for each in choices}
    return SelectField(
        choices=list(by_value),
        default=default,
        validate_choice=False,
        filters=[lambda value: by_value.get(value, default)],
        validators=[DataRequired(missing)] if missing else [],
    )


class StateForm(IdempotencyKeyMixin, SeenForm):
    """Says that it is looked into, or opens it again: all else follows from what is done."""

    state = button_field(WAITING_STATES, missing=_l("Choose a state."))


class FindingForm(StaffForm):
    """Whether misconduct was found after a complaint: one of two buttons."""

    found = HiddenField()


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
    CLOSE = "close"
    # At the event; it closes a question without a word in writing.
    TALK = "talk"
    GIVE = "give"
    # To whoever speaks the resident's language: what is written becomes a note, and is not sent.
    HAND_OVER = "hand_over"


class AnswerForm(IdempotencyKeyMixin, SeenForm):
    """An answer and what becomes of the concern, with one button for each step."""

    body = TextAreaField(
        _l("Your answer"),
        filters=[keep_paragraphs],
        validators=[Length(max=LONGEST_BODY, message=TOO_LONG)],
    )
    colleague = RowField(_l("Give to a colleague"))
    # What the page said of its flags: an answer to somebody in danger decides them.
    flags = HiddenField()
    # Set once the officer was told that the answer looks like English.
    is_meant = HiddenField()
    step = button_field(Step, default=Step.SEND)

    def __init__(
        self,
        *,
        colleagues: Sequence[StaffMember],
        speakers: Sequence[StaffMember] | None = None,
        **options: Any,
    ) -> None:
        """`speakers`: who speaks Spanish, if the resident wrote in it and an answer is sent."""
        super().__init__(**options)
        self.speakers = speakers
        first = {each.id: each for each in speakers or ()}
        people = [*first.values(), *(each for each in colleagues if each.id not in first)]
        self.colleague.offer(people, _l("Choose"))
        self.colleague.choices = [
            (value, _("%(name)s, speaks Spanish", name=name) if value in first else name)
            for value, name in self.colleague.choices
        ]

    def message_key(self, concern_id: int) -> str:
        """Return the idempotency key of the answer, whatever else is done in the same step."""
        content = [self.form_key.data, "answer", str(concern_id), self.body.data or ""]
        return sha256("\0".join(content).encode()).hexdigest()

    @property
    def speaker(self) -> StaffMember | None:
        """Return who is offered in one tap once the answer was refused."""
        return self.speakers[0] if self.speakers and self.is_meant.data else None

    @property
    def sends(self) -> bool:
        return bool(self.body.data) and self.step.data is not Step.HAND_OVER

    @property
    def chosen_colleague(self) -> StaffMember | None:
        if self.step.data is Step.HAND_OVER:
            return self.speaker
        return self.colleague.row if self.step.data is Step.GIVE else None

    def validate_body(self, field: TextAreaField) -> None:
        if self.step.data is Step.SEND and not field.data:
            raise ValidationError(_l("Write an answer first."))
        if self.step.data in (Step.CLOSE, Step.TALK) and field.data:
            raise ValidationError(_l("You wrote an answer. Send it, or clear the box first."))
        is_checked = self.sends and self.speakers is not None and not self.is_meant.data
        if is_checked and looks_english(field.data):
            self.is_meant.data = "1"
            raise ValidationError(
                _l(
                    "This looks like English, and they wrote in Spanish. If you meant it, send "
                    "it again."
                )
            )

    def validate_colleague(self, field: SelectField) -> None:
        gives = self.step.data in (Step.GIVE, Step.HAND_OVER)
        if gives and self.chosen_colleague is None:
            raise ValidationError(_l("Choose who gets it."))


class DeclineForm(IdempotencyKeyMixin, StaffForm):
    why = text_box(
        _l("Why the department cannot do it"),
        most=LONGEST_WHY,
        missing=_l("Say why, so that the resident can understand it."),
    )


def reason_to_hide() -> RadioField:
    return RadioField(
        _l("Why should it not count?"),
        choices=choices(HiddenFor),
        coerce=lambda value: HiddenFor(value) if value in list(HiddenFor) else None,
        validate_choice=False,
        validators=[DataRequired(_l("Choose a reason."))],
    )


class HideForm(IdempotencyKeyMixin, StaffForm):
    kind = ChangeKind.HIDDEN
    hidden_for = reason_to_hide()


class FlagForm(StaffForm):
    """What was done about the flags of a concern, and what the page said of them."""

    action = button_field(FlagAction, missing=_l("Say what you did."))
    shown = HiddenField()


class SearchForm(StaffForm):
    words = optional_line(
        _l("The six words that they read to you"),
        most=200,
        description=_l(
            "Capital letters and accents don't matter."
            " Anyone who has the words may hear the answer."
        ),
    )

    @property
    def code(self) -> str:
        return parse_code(self.words.data or "")

    @property
    def is_receipt(self) -> bool:
        return is_like_receipt(self.code)
