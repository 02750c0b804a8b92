"""Forms: who takes care of a concern and by when, when it comes back, and notes among staff."""

import enum
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from flask import g
from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional, StopValidation, ValidationError

from coffeecop.models import Concern, StaffMember
from coffeecop.models.concern.conditions import BACK_BEFORE_EVENT
from coffeecop.models.concern.parts import LONGEST_BODY
from coffeecop.staff.concerns.triage.queries import Triage, notes_of, triage_of
from coffeecop.web.forms import (
    TOO_LONG,
    IdempotencyKeyMixin,
    SeenForm,
    StaffForm,
    replace_process_error,
    strip,
)

LONGEST_AWAY = timedelta(days=366)


class Choice(enum.StrEnum):
    """A day as one taps it: the day in the box, or one that is counted."""

    DAY = "day"
    WEEK = "week"
    TWO_WEEKS = "two_weeks"
    NEXT_EVENT = "next_event"


COUNTED = {Choice.WEEK: timedelta(weeks=1), Choice.TWO_WEEKS: timedelta(weeks=2)}


def day_field(label: Any, *validators: Any) -> DateField:
    return DateField(label, format=["%Y-%m-%d", "%m/%d/%Y"], validators=validators)


def only_with_its_button(form: Any, field: DateField) -> None:
    """Ignore the box for a day unless its own button was tapped."""
    if form.until.data is not Choice.DAY:
        field.errors.clear()
        raise StopValidation


def choice_field() -> SelectField:
    """Return a field whose values are those of buttons."""
    return SelectField(
        choices=list(Choice),
        default=Choice.DAY,
        validate_choice=False,
        filters=[lambda value: Choice(value) if value in list(Choice) else Choice.DAY],
    )


def colleague_field(label: Any, description: Any = "") -> SelectField:
    return SelectField(
        label,
        description=description,
        coerce=lambda value: int(value) if str(value).isdecimal() else None,
        validate_choice=False,
    )


class AssignForm(IdempotencyKeyMixin, SeenForm):
    """Who takes care of a concern, who steps in, and by when it is to be done."""

    assignee = colleague_field(_l("Given to"))
    deputy = colleague_field(_l("Deputy"), _l("Gets it too when it is 3 days past its due date."))
    due_on = day_field(
        _l("Due date"),
        Optional(),
        replace_process_error(_l("Choose a date, or leave the box empty.")),
    )
    due = choice_field()

    def __init__(
        self,
        concern: Concern,
        triage: Triage,
        colleagues: Sequence[StaffMember],
        **options: Any,
    ) -> None:
        present = {
            "assignee": concern.assigned_to_id,
            "deputy": concern.deputy_id,
            "due_on": concern.due_on,
        }
        super().__init__(data=present, **options)
        self.triage, self.before = triage, concern.due_on
        # Somebody who was disabled may still have it.
        offered = [*colleagues, *filter(None, (concern.assigned_to, concern.deputy))]
        self.colleagues = {each.id: each for each in offered}
        names = [(each.id, each.name) for each in self.colleagues.values()]
        self.assignee.choices = [("", _l("Nobody in particular")), *names]
        self.deputy.choices = [("", _l("No deputy")), *names]

    @property
    def chosen_due(self) -> date | None:
        choice: Choice = self.due.data
        if choice in COUNTED:
            return self.triage.today + COUNTED[choice]
        if choice is Choice.NEXT_EVENT:
            return self.triage.day_before_event
        due_on: date | None = self.due_on.data
        return due_on

    def validate_assignee(self, field: SelectField) -> None:
        if field.data and field.data not in self.colleagues:
            raise ValidationError(_l("Choose who takes care of it."))

    def validate_deputy(self, field: SelectField) -> None:
        if not field.data:
            return
        if field.data not in self.colleagues:
            raise ValidationError(_l("Choose a deputy."))
        if not self.assignee.data:
            raise ValidationError(_l("First choose who takes care of it."))
        if field.data == self.assignee.data:
            raise ValidationError(_l("The deputy must be somebody else."))

    def validate_due_on(self, field: DateField) -> None:
        is_new = self.due.data is Choice.DAY and field.data != self.before
        if is_new and field.data and field.data < self.triage.today:
            raise ValidationError(_l("This day is over. Choose a later one."))


class SnoozeForm(IdempotencyKeyMixin, SeenForm):
    """When a concern comes back into the lists."""

    day = day_field(
        _l("Until this day"),
        only_with_its_button,
        replace_process_error(_l("Choose a day.")),
    )
    until = choice_field()

    def __init__(self, triage: Triage, **options: Any) -> None:
        super().__init__(**options)
        self.triage = triage

    @property
    def chosen_day(self) -> date | None:
        """Return the day on which it comes back; None: with the next event here."""
        choice: Choice = self.until.data
        if choice in COUNTED:
            return self.triage.today + COUNTED[choice]
        return self.day.data if choice is Choice.DAY else None

    def validate_day(self, field: DateField) -> None:
        if field.data is None:
            raise ValidationError(_l("Choose a day."))
        if not self.triage.today < field.data <= self.triage.today + LONGEST_AWAY:
            raise ValidationError(_l("Choose a day after today, and within a year."))

    def validate_until(self, field: SelectField) -> None:
        if field.data is Choice.NEXT_EVENT and self.triage.event_is_near:
            message = _l(
                "The next event here is at most %(days)s days away. Choose a day.",
                days=BACK_BEFORE_EVENT.days,
            )
            raise ValidationError(message)


class NoteForm(IdempotencyKeyMixin, StaffForm):
    note = TextAreaField(
        _l("Note"),
        description=_l("Only staff read this."),
        filters=[strip],
        validators=[
            DataRequired(_l("Write the note first.")),
            Length(max=LONGEST_BODY, message=TOO_LONG),
        ],
    )


def triage_context(
    concern: Concern, colleagues: Sequence[StaffMember], **forms: StaffForm
) -> dict[str, Any]:
    """Return the template context. `forms`: those that failed, by their names in templates."""
    triage = triage_of(concern, g.staff_member)
    return {
        "triage": triage,
        "version": triage.version,
        "notes": notes_of(concern),
        "assign_form": AssignForm(concern, triage, colleagues, formdata=None),
        "snooze_form": SnoozeForm(triage, formdata=None),
        "unsnooze_form": StaffForm(formdata=None),
        "note_form": NoteForm(formdata=None),
        **forms,
    }
