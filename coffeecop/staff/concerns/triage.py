"""Who takes care of a concern and by when, when it comes back, and notes among staff."""

import enum
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from flask import g
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import joinedload
from wtforms import DateField, SelectField
from wtforms.validators import StopValidation, ValidationError

from coffeecop.concerns.assignment import Assignment
from coffeecop.db import current_time, db, now
from coffeecop.models import ChangeKind, Concern, ConcernNote, EventStatus, StaffMember
from coffeecop.models.concern.conditions import BACK_BEFORE_EVENT, is_snoozed, next_event, own_event
from coffeecop.models.concern.parts import LONGEST_BODY
from coffeecop.staff.concern_list.conditions import days_late
from coffeecop.staff.concern_list.versions import Version, newest_entry, newest_message
from coffeecop.staff.concerns.colleagues import colleagues
from coffeecop.web.fields import RowField, button_field, day_field, optional_day, text_box
from coffeecop.web.forms import IdempotencyKeyMixin, SeenForm, StaffForm, replace_process_error


class Triage(NamedTuple):
    """The version of the concern on the page, and what the forms offer."""

    version: Version
    is_snoozed: bool
    # The next event at the same venue, and the day before it in its own time zone.
    next_event_at: datetime | None
    day_before_event: date | None
    # The day that it is at the department, and how long the concern is past its due date.
    today: date
    days_late: int | None

    @property
    def event_is_near(self) -> bool:
        """Return whether what waits for the next event here would not be put away at all."""
        return self.next_event_at is not None and self.next_event_at <= now() + BACK_BEFORE_EVENT

    @property
    def can_be_due_before_event(self) -> bool:
        return self.day_before_event is not None and self.day_before_event >= self.today


NOTES = (
    select(ConcernNote)
    .where(ConcernNote.concern_id == bindparam("concern_id"))
    .order_by(ConcernNote.id)
    .options(joinedload(ConcernNote.staff_member).load_only(StaffMember.name))
)


@lru_cache(maxsize=8)
def _triage(today: date) -> Select[*tuple[Any, ...]]:
    next_event_at = (
        select(func.min(next_event.starts_at))
        .where(
            own_event.id == Concern.event_id,
            next_event.venue_id == own_event.venue_id,
            next_event.status == EventStatus.PUBLISHED,
            next_event.starts_at > current_time(),
        )
        .correlate(Concern)
        .scalar_subquery()
    )
    found = select(newest_entry(), newest_message(), is_snoozed(today), next_event_at)
    return found.where(Concern.id == bindparam("concern_id"))


def triage_of(concern: Concern, reader: StaffMember) -> Triage:
    today, zone = reader.agency.today, ZoneInfo(concern.event.time_zone)
    found = db.session.execute(_triage(today), {"concern_id": concern.id}).one()
    *newest, is_away, starts_at = found
    return Triage(
        Version(*newest),
        bool(is_away),
        starts_at,
        starts_at and starts_at.astimezone(zone).date() - timedelta(days=1),
        today,
        days_late(concern, today),
    )


def notes_of(concern: Concern) -> Sequence[ConcernNote]:
    return db.session.scalars(NOTES, {"concern_id": concern.id}).all()


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
