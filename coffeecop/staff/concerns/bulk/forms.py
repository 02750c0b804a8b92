from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, HiddenField, RadioField, SelectChoice, SelectField, TextAreaField
from wtforms.validators import DataRequired, Length, StopValidation, ValidationError

from coffeecop.models import Concern, ConcernStatus, HiddenFor, Language, StaffMember
from coffeecop.models.concern.parts import LONGEST_BODY
from coffeecop.staff.concern_list.picks import MOST_AT_ONCE, parse_ids
from coffeecop.staff.concerns.forms import reason_to_hide
from coffeecop.staff.concerns.queries import colleagues
from coffeecop.web.forms import (
    TOO_LONG,
    IdempotencyKeyMixin,
    StaffForm,
    keep_paragraphs,
    replace_process_error,
)

FEWEST_MERGED = 2
STATUSES = (ConcernStatus.CLOSED, ConcernStatus.LOOKED_INTO)
NEXT_EVENT, DAY = "next_event", "day"


class PickedForm(IdempotencyKeyMixin, StaffForm):
    """What is done to the concerns that were picked, with their ids as in 7-5-2."""

    concerns = HiddenField()

    @property
    def ids(self) -> tuple[int, ...]:
        return parse_ids(self.concerns.data or "")

    def validate_concerns(self, field: HiddenField) -> None:
        if not 0 < len(self.ids) <= MOST_AT_ONCE:
            raise ValidationError(_("Pick from 1 to %(most)s concerns.", most=MOST_AT_ONCE))


class StepForm(PickedForm):
    """A short step. `value` is what was chosen."""

    def __init__(self, member: StaffMember, **options: Any) -> None:
        super().__init__(**options)
        self.member = member

    @property
    def value(self) -> Any:
        raise NotImplementedError


class StatusAllForm(StepForm):
    status = SelectField(
        choices=list(STATUSES),
        validate_choice=False,
        filters=[lambda value: ConcernStatus(value) if value in STATUSES else None],
        validators=[DataRequired(_l("Choose a status."))],
    )

    @property
    def value(self) -> ConcernStatus:
        status: ConcernStatus = self.status.data
        return status


class AssignAllForm(StepForm):
    colleague = SelectField(
        _l("Who gets them?"),
        coerce=lambda value: int(value) if str(value).isdecimal() else None,
        validate_choice=False,
    )

    def __init__(self, member: StaffMember, **options: Any) -> None:
        super().__init__(member, **options)
        self.colleagues = {each.id: each for each in colleagues(member)}
        names = [(each.id, each.name) for each in self.colleagues.values()]
        self.colleague.choices = [("", _l("Choose")), *names]

    def validate_colleague(self, field: SelectField) -> None:
        if field.data not in self.colleagues:
            raise ValidationError(_l("Choose who gets them."))

    @property
    def value(self) -> StaffMember:
        return self.colleagues[self.colleague.data]


def _only_for_a_day(form: "SnoozeAllForm", field: DateField) -> None:
    if form.until.data != DAY:
        field.errors = []
        raise StopValidation


class SnoozeAllForm(StepForm):
    until = RadioField(
        _l("Until when?"),
        default=NEXT_EVENT,
        choices=[
            SelectChoice(NEXT_EVENT, _l("Until the next event at the same venue")),
            SelectChoice(DAY, _l("Until a day")),
        ],
    )
    day = DateField(
        _l("Which day?"),
        validators=[_only_for_a_day, replace_process_error(_l("Choose a day."))],
    )

    def validate_day(self, field: DateField) -> None:
        if field.data <= self.member.agency.today:
            raise ValidationError(_l("Choose a day that is still to come."))

    @property
    def value(self) -> date | None:
        day: date | None = self.day.data
        return day if self.until.data == DAY else None


class HideAllForm(StepForm):
    """A reason from the list. Never because of an opinion."""

    reason = reason_to_hide()

    @property
    def value(self) -> HiddenFor:
        reason: HiddenFor = self.reason.data
        return reason


class MergeForm(PickedForm):
    into = RadioField(
        _l("Which one stands for all?"),
        coerce=lambda value: int(value) if str(value).isdecimal() else None,
        validate_choice=False,
    )

    def __init__(self, picked: Sequence[Concern], **options: Any) -> None:
        main = fullest(picked)
        super().__init__(into=main and main.id, **options)
        self.picked = {each.id: each for each in picked}
        self.into.choices = [(each.id, str(each.id)) for each in picked]

    def validate_concerns(self, field: HiddenField) -> None:
        super().validate_concerns(field)
        events = {each.event_id for each in self.picked.values()}
        if len(self.picked) < FEWEST_MERGED or len(events) > 1:
            raise ValidationError(_l("Pick two or more concerns of one event."))

    def validate_into(self, field: RadioField) -> None:
        if field.data not in self.picked:
            raise ValidationError(_l("Choose one of them."))

    @property
    def chosen(self) -> Concern:
        return self.picked[self.into.data]


class SeparateForm(IdempotencyKeyMixin, StaffForm):
    pass


def fullest(concerns: Sequence[Concern]) -> Concern | None:
    """Return the one that says the most; of several the oldest."""
    return max(concerns, key=lambda each: (len(each.body), -each.id), default=None)


def _answer_field(label: Any) -> TextAreaField:
    return TextAreaField(
        label,
        filters=[keep_paragraphs],
        validators=[Length(max=LONGEST_BODY, message=TOO_LONG)],
    )


class AnswerAllForm(PickedForm):
    """One answer in each language that somebody among them reads."""

    body_en = _answer_field(_l("Your answer in English"))
    body_es = _answer_field(_l("Your answer in Spanish"))

    def __init__(self, languages: Mapping[Language, int], **options: Any) -> None:
        super().__init__(**options)
        self.languages = languages

    @property
    def bodies(self) -> dict[Language, str | None]:
        return {language: self[f"body_{language}"].data for language in self.languages}

    def validate_concerns(self, field: HiddenField) -> None:
        super().validate_concerns(field)
        if not self.languages:
            raise ValidationError(_l("None of them can read an answer: they have no receipt."))

    def validate_body_en(self, field: TextAreaField) -> None:
        self._require(field, Language.ENGLISH)

    def validate_body_es(self, field: TextAreaField) -> None:
        self._require(field, Language.SPANISH)

    def _require(self, field: TextAreaField, language: Language) -> None:
        if language in self.languages and not field.data:
            raise ValidationError(_l("Write it for those who read this language."))

    def message_key(self) -> Callable[[int], str]:
        """Return the idempotency key of each answer."""
        return lambda concern_id: self.key_hash(str(concern_id))
