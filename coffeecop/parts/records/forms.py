from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, SelectChoice, SelectField, SelectMultipleField
from wtforms.validators import ValidationError

from coffeecop.db import db
from coffeecop.parts.records.kinds import (
    MAY_BE_TRANSITORY,
    TRIGGERS,
    KeepUnit,
    RecordKind,
    Ref,
    Trigger,
)
from coffeecop.parts.records.models.holds import LONGEST_HOLD_NAME, LONGEST_HOLD_REASON
from coffeecop.parts.records.models.schedule import (
    LONGEST_ITEM,
    LONGEST_SOURCE,
    MOST_KEPT,
    RetentionRule,
    starter_schedules,
)
from coffeecop.staff.concern_list.work import events_of
from coffeecop.web.fields import number_field, text_box
from coffeecop.web.forms import (
    IdempotencyKeyMixin,
    StaffForm,
    VersionForm,
    WholeNumberField,
    optional_line,
    required_line,
)
from coffeecop.web.i18n import local_day, localized
from coffeecop.web.security import parse_id

MOST_LINES = 100
MOST_EVENTS = 200


def needed_number(label: Any, *, most: int) -> WholeNumberField:
    wrong = _l("Write a whole number from 1 to %(most)s.", most=most)
    return number_field(label, 1, most, wrong)


class ScheduleForm(StaffForm):
    schedule = SelectField(_l("Start with a schedule"), validate_choice=False)

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        schedules = starter_schedules().values()
        self.schedule.choices = [SelectChoice(each.key, each.label) for each in schedules]

    def validate_schedule(self, field: SelectField) -> None:
        if field.data not in starter_schedules():
            raise ValidationError(_("Choose a schedule."))


def values_of(form: StaffForm) -> dict[str, Any]:
    return {field.name: field.data for field in form if not isinstance(field, HiddenField)}


class RuleForm(VersionForm):
    keep = needed_number(_l("How long"), most=MOST_KEPT)
    unit = SelectField(
        _l("Days or years"),
        choices=[SelectChoice(each, each.label) for each in KeepUnit],
        coerce=KeepUnit,
    )
    trigger = SelectField(_l("Counted from"), coerce=Trigger)
    item = optional_line(_l("Its number in your own schedule"), most=LONGEST_ITEM)
    source = optional_line(_l("The law or schedule that says so"), most=LONGEST_SOURCE)
    needs_approval = BooleanField(
        _l("It waits until two people approve"),
        description=_l(
            "Without this, records that are due are destroyed each night, and nobody is asked."
        ),
    )

    def __init__(self, rule: RetentionRule, **options: Any) -> None:
        super().__init__(obj=rule, **options)
        self.trigger.choices = [
            SelectChoice(each, each.label_of(rule.series)) for each in TRIGGERS[rule.series]
        ]
        if rule.series not in MAY_BE_TRANSITORY:
            del self.needs_approval


def event_choices(agency_id: int) -> list[SelectChoice]:
    return [
        SelectChoice(
            str(each.id),
            _(
                "%(title)s, %(day)s",
                title=localized(each, "title"),
                day=local_day(each.starts_at, each),
            ),
        )
        for each in db.session.scalars(events_of(agency_id).limit(MOST_EVENTS))
    ]


class HoldForm(IdempotencyKeyMixin, StaffForm):
    """A new hold, or more for one that there is: then it has its name and reason already."""

    name = required_line(
        _l("Name of the case"),
        _l("Give it a name first."),
        most=LONGEST_HOLD_NAME,
        description=_l("Such as: Request 2026-014, or the name of a lawsuit."),
    )
    reason = text_box(_l("Why it is kept"), most=LONGEST_HOLD_REASON, missing=_l("Write why."))
    event = SelectField(_l("All of an event"), validate_choice=False)
    concerns = SelectMultipleField(_l("Concerns"), validate_choice=False)

    def __init__(self, agency_id: int, *, is_new: bool, **options: Any) -> None:
        super().__init__(**options)
        self.event.choices = [SelectChoice("", _("No event")), *event_choices(agency_id)]
        if not is_new:
            del self.name, self.reason

    @property
    def concern_ids(self) -> list[int]:
        found = map(parse_id, self.concerns.data or [])
        return [each for each in found if each is not None]

    @property
    def refs(self) -> set[Ref]:
        found: set[Ref] = {(RecordKind.CONCERN, each) for each in self.concern_ids}
        return found | ({(RecordKind.EVENT, self.event_id)} if self.event_id else set())

    @property
    def event_id(self) -> int | None:
        offered = {choice.value for choice in self.event.choices}
        return parse_id(self.event.data or "") if self.event.data in offered else None

    def validate_concerns(self, field: SelectMultipleField) -> None:
        if not (self.concern_ids or self.event_id):
            raise ValidationError(_("Tick at least one concern, or choose an event."))


class AskForm(IdempotencyKeyMixin, StaffForm):
    """Asks for the destruction of what the page has shown."""
