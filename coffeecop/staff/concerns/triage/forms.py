"""Forms: who takes care of a concern and by when, when it comes back, and notes among staff."""

import enum
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from flask import g
from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectField
from wtforms.validators import StopValidation, ValidationError

from coffeecop.concerns.assignment import Assignment
from coffeecop.models import ChangeKind, Concern, StaffMember
from coffeecop.models.concern.conditions import BACK_BEFORE_EVENT
from coffeecop.models.concern.parts import LONGEST_BODY
from coffeecop.staff.concerns.forms import button_field
from coffeecop.staff.concerns.queries import colleagues
from coffeecop.staff.concerns.triage.queries import Triage, notes_of, triage_of
from coffeecop.web.fields import RowField, day_field, optional_day, text_box
from coffeecop.web.forms import IdempotencyKeyMixin, SeenForm, StaffForm, replace_process_error

LONGEST_AWAY = timedelta(days=366)


class Choice(enum.StrEnum):
    """A day as one taps it: the day in the box, or one that is counted."""

    DAY = "day"
    WEEK = "week"
    TWO_WEEKS = "two_weeks"
    NEXT_EVENT = "next_event"


COUNTED = {Choice.WEEK: timedelta(weeks=1), Choice.TWO_WEEKS: timedelta(weeks=2)}


def only_with_its_button(form: Any, field: DateField) -> None:
    """Ignore the box for a day unless its own button was tapped or chosen."""
    if form.until.data != Choice.DAY:
        field.errors.clear()
        raise StopValidation


class AssignForm(IdempotencyKeyMixin, SeenForm):
    assignee = RowField(_l("Given to"))
    deputy = RowField(
        _l("Deputy"), description=_l("Gets it too when it is 3 days past its due date.")
    )
    due_on = optional_day(_l("Due date"))
    due = button_field(Choice, default=Choice.DAY)

    def __init__(
        self, concern: Concern, triage: Triage, colleagues: Iterable[StaffMember], **options: Any
    ) -> None:
        present = {
            "assignee": concern.assigned_to_id,
            "deputy": concern.deputy_id,
            "due_on": concern.due_on,
        }
        super().__init__(data=present, **options)
        self.triage, self.before = triage, concern.due_on
        self.people = (concern.assigned_to_id, concern.deputy_id)
        # Somebody who was disabled may still have it.
        offered = [*colleagues, *filter(None, (concern.assigned_to, concern.deputy))]
        self.assignee.offer(offered, _l("Nobody in particular"))
        self.deputy.offer(offered, _l("No deputy"))

    @property
    def assignment(self) -> Assignment:
        return Assignment(self.assignee.row, self.deputy.row, self.chosen_due)

    @property
    def kind(self) -> ChangeKind:
        is_same = self.people == (self.assignee.data, self.deputy.data)
        return ChangeKind.DUE if is_same else ChangeKind.ASSIGNED

    @property
    def chosen_due(self) -> date | None:
        choice: Choice = self.due.data
        if choice in COUNTED:
            return self.triage.today + COUNTED[choice]
        if choice is Choice.NEXT_EVENT:
            return self.triage.day_before_event
        due_on: date | None = self.due_on.data
        return due_on

    def validate_assignee(self, field: RowField) -> None:
        if field.data and not field.row:
            raise ValidationError(_l("Choose who takes care of it."))

    def validate_deputy(self, field: RowField) -> None:
        if not field.data:
            return
        if not field.row:
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
    kind = ChangeKind.SNOOZED
    day = day_field(
        _l("Until this day"), only_with_its_button, replace_process_error(_l("Choose a day."))
    )
    until = button_field(Choice, default=Choice.DAY)

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
    note = text_box(
        _l("Note"),
        most=LONGEST_BODY,
        missing=_l("Write the note first."),
        description=_l("Only staff read this."),
    )


def assign_form(concern: Concern) -> AssignForm:
    member = g.staff_member
    return AssignForm(concern, triage_of(concern, member), colleagues(member, concern))


def snooze_form(concern: Concern) -> SnoozeForm:
    return SnoozeForm(triage_of(concern, g.staff_member))


def triage_context(concern: Concern, colleagues: Iterable[StaffMember]) -> dict[str, Any]:
    triage = triage_of(concern, g.staff_member)
    return {
        "triage": triage,
        "version": triage.version,
        "notes": notes_of(concern),
        "assign_form": AssignForm(concern, triage, colleagues, formdata=None),
        "snooze_form": SnoozeForm(triage, formdata=None),
        "note_form": NoteForm(formdata=None),
    }
