from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, HiddenField, RadioField, SelectChoice, SelectField, TextAreaField
from wtforms.validators import ValidationError

from coffeecop.concerns.states import may_be_merged
from coffeecop.models import Concern, ConcernState, Language, StaffMember
from coffeecop.staff.concern_list.picks import MOST_AT_ONCE, parse_ids
from coffeecop.staff.concerns.forms import (
    answer_field,
    button_field,
    colleague_field,
    offer,
    reason_to_hide,
)
from coffeecop.staff.concerns.queries import colleagues
from coffeecop.staff.concerns.triage.forms import Choice, only_with_its_button
from coffeecop.web.forms import IdempotencyKeyMixin, StaffForm, replace_process_error

FEWEST_MERGED = 2


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
    """A short step, with the field that says what."""

    field: ClassVar[str]

    def __init__(self, member: StaffMember, **options: Any) -> None:
        super().__init__(**options)
        self.member = member

    @property
    def value(self) -> Any:
        return self[self.field].data


class StateAllForm(StepForm):
    field = "state"
    state = button_field(
        (ConcernState.CLOSED, ConcernState.LOOKED_INTO, ConcernState.TALKED_ABOUT),
        missing=_l("Choose a state."),
    )


class AssignAllForm(StepForm):
    colleague = colleague_field(_l("Who gets them?"))

    def __init__(self, member: StaffMember, **options: Any) -> None:
        super().__init__(member, **options)
        self.colleagues = offer(self.colleague, colleagues(member), _l("Choose"))

    def validate_colleague(self, field: SelectField) -> None:
        if field.data not in self.colleagues:
            raise ValidationError(_l("Choose who gets them."))

    @property
    def value(self) -> StaffMember:
        return self.colleagues[self.colleague.data]


class SnoozeAllForm(StepForm):
    field = "day"
    until = RadioField(
        _l("Until when?"),
        default=Choice.NEXT_EVENT,
        choices=[
            SelectChoice(Choice.NEXT_EVENT, _l("Until the next event at the same venue")),
            SelectChoice(Choice.DAY, _l("Until a day")),
        ],
    )
    day = DateField(
        _l("Which day?"),
        validators=[only_with_its_button, replace_process_error(_l("Choose a day."))],
    )

    def validate_day(self, field: DateField) -> None:
        if field.data <= self.member.agency.today:
            raise ValidationError(_l("Choose a day that is still to come."))

    @property
    def value(self) -> date | None:
        return super().value if self.until.data == Choice.DAY else None


class HideAllForm(StepForm):
    field = "reason"
    reason = reason_to_hide()


class MergeForm(PickedForm):
    into = RadioField(
        _l("Which one stands for all?"),
        coerce=lambda value: int(value) if str(value).isdecimal() else None,
        validate_choice=False,
    )

    def __init__(self, picked: Sequence[Concern], **options: Any) -> None:
        # The one that says the most; of several the oldest.
        main = max(picked, key=lambda each: (len(each.body), -each.id), default=None)
        super().__init__(into=main and main.id, **options)
        self.picked = {each.id: each for each in picked}
        self.into.choices = [(each.id, str(each.id)) for each in picked]

    def validate_into(self, field: RadioField) -> None:
        events = {each.event_id for each in self.picked.values()}
        if len(self.picked) < FEWEST_MERGED or len(events) > 1:
            raise ValidationError(_l("Pick two or more concerns of one event."))
        closed = [str(each.id) for each in self.picked.values() if not may_be_merged(each)]
        if closed:
            raise ValidationError(
                _(
                    "Only what is still open can be merged. Leave these out: %(numbers)s.",
                    numbers=", ".join(closed),
                )
            )
        if field.data not in self.picked:
            raise ValidationError(_l("Choose one of them."))


class SeparateForm(IdempotencyKeyMixin, StaffForm):
    pass


class AnswerAllForm(PickedForm):
    """One answer in each language that somebody among them reads."""

    body_en = answer_field(_l("Your answer in English"))
    body_es = answer_field(_l("Your answer in Spanish"))

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
        return lambda concern_id: self.key_hash(str(concern_id))
