from collections.abc import Callable
from datetime import date
from typing import Any, ClassVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, HiddenField, RadioField, SelectChoice, SelectField
from wtforms.validators import ValidationError

from coffeecop.concerns.assignment import give_concern, snooze_concern
from coffeecop.concerns.states import CannotFollow, EventNotBegun
from coffeecop.concerns.verbs import SomebodyWaits, hide, set_state
from coffeecop.models import ChangeKind, ConcernState, StaffMember
from coffeecop.parts import links_at
from coffeecop.parts.links import Spot
from coffeecop.staff.concern_list.picks import MOST_AT_ONCE, parse_ids
from coffeecop.staff.concerns.forms import button_field, reason_to_hide
from coffeecop.staff.concerns.queries import colleagues
from coffeecop.staff.concerns.triage.forms import LONGEST_AWAY, Choice, only_with_its_button
from coffeecop.web.fields import RowField
from coffeecop.web.forms import IdempotencyKeyMixin, StaffForm, replace_process_error


class StepForm(IdempotencyKeyMixin, StaffForm):
    """What is done to the concerns that were picked, with the field that says what."""

    # Their ids, as in 7-5-2.
    concerns = HiddenField()
    field: ClassVar[str]
    # What becomes of each concern.
    kind: ClassVar[ChangeKind]
    verb: ClassVar[Callable[..., None]]

    def __init__(self, member: StaffMember, **options: Any) -> None:
        super().__init__(**options)
        self.member = member

    @property
    def ids(self) -> tuple[int, ...]:
        return parse_ids(self.concerns.data or "")

    def validate_concerns(self, field: HiddenField) -> None:
        if not 0 < len(self.ids) <= MOST_AT_ONCE:
            raise ValidationError(_("Pick from 1 to %(most)s concerns.", most=MOST_AT_ONCE))

    @property
    def value(self) -> Any:
        return self[self.field].data


class StateAllForm(StepForm):
    field, kind, verb = "state", ChangeKind.STATUS, staticmethod(set_state)
    state = button_field(
        (ConcernState.CLOSED, ConcernState.LOOKED_INTO, ConcernState.TALKED_ABOUT),
        missing=_l("Choose a state."),
    )


class AssignAllForm(StepForm):
    kind, verb = ChangeKind.ASSIGNED, staticmethod(give_concern)
    colleague = RowField(_l("Who gets them?"))

    def __init__(self, member: StaffMember, **options: Any) -> None:
        super().__init__(member, **options)
        self.colleague.offer(colleagues(member), _l("Choose"))

    def validate_colleague(self, field: SelectField) -> None:
        if self.value is None:
            raise ValidationError(_l("Choose who gets them."))

    @property
    def value(self) -> Any:
        return self.colleague.row


class SnoozeAllForm(StepForm):
    field, kind, verb = "day", ChangeKind.SNOOZED, staticmethod(snooze_concern)
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
        today = self.member.agency.today
        if not today < field.data <= today + LONGEST_AWAY:
            raise ValidationError(_l("Choose a day after today, and within a year."))

    @property
    def value(self) -> date | None:
        return super().value if self.until.data == Choice.DAY else None


class HideAllForm(StepForm):
    field, kind, verb = "reason", ChangeKind.HIDDEN, staticmethod(hide)
    reason = reason_to_hide()


# Of /staff/concerns/bulk/<step>.
STEPS: dict[str, type[StepForm]] = {
    "state": StateAllForm,
    "assign": AssignAllForm,
    "snooze": SnoozeAllForm,
    "hide": HideAllForm,
}
# Why some stay as they are.
LEFT = {
    SomebodyWaits: _l("Not closed, because somebody is waiting to hear from you: %(numbers)s."),
    EventNotBegun: _l("These stay as they are, because their event has not begun: %(numbers)s."),
    CannotFollow: _l("These stay as they are: %(numbers)s."),
}


def tools_for_picked(member: StaffMember) -> list[Any]:
    return [*links_at(Spot.PICKED, member.agency, member=member)]
