from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, RadioField, SelectChoice, SelectMultipleField
from wtforms.validators import NumberRange, StopValidation

from coffeecop.models import Event
from coffeecop.models.keys import ConcurrentSave
from coffeecop.models.staff import somebody_handles_complaints
from coffeecop.parts.series_of_events.recurrence import (
    Recurrence,
    monthly_and_yearly,
    recurrence_label,
)
from coffeecop.parts.series_of_events.series import MOST_AT_ONCE, hours_of, next_days
from coffeecop.staff.events.blueprint import NOBODY_READS
from coffeecop.staff.events.forms import YEARS
from coffeecop.staff.events.hours import SkippedTime
from coffeecop.web.fields import optional_day
from coffeecop.web.forms import SeenForm, WholeNumberField, replace_process_error
from coffeecop.web.i18n import full_day

WEEKS = "weeks"
MOST_WEEKS = 52


def in_range(most: int) -> list[Any]:
    return [
        replace_process_error(_l("Write a whole number.")),
        NumberRange(1, most, message=_l("Write a number from %(min)s to %(max)s.")),
    ]


def if_weekly(form: "SeriesForm", field: Field) -> None:
    if form.repeats.data != WEEKS:
        field.errors.clear()
        raise StopValidation


class DatesForm(SeenForm):
    """Asks how far a series goes on. `seen` holds the days that the page offered."""

    most = WholeNumberField(_l("How many dates"), default=8, validators=in_range(MOST_AT_ONCE))
    until = optional_day(_l("Not after"))
    # Which days there may be follows from the rule: the view offers them.
    days = SelectMultipleField(
        _l("Dates"),
        description=_l("To leave one out, such as a holiday, uncheck it."),
        coerce=date.fromisoformat,
        choices=[],
        validate_choice=False,
    )
    publishes = BooleanField(
        _l("Publish them at once"), description=_l("Leave this unchecked to keep them drafts.")
    )

    recurrence: Recurrence

    def __init__(self, event: Event, **values: Any) -> None:
        super().__init__(**values)
        self.event = event

    @property
    def may_publish(self) -> bool:
        return self.event.is_published and somebody_handles_complaints(self.event.agency_id)

    @property
    def seen_days(self) -> list[date]:
        try:
            days = [date.fromisoformat(day) for day in (self.seen.data or "").split()]
        except ValueError:
            return []
        return days if all(day.year in YEARS for day in days) else []

    def is_complete(self) -> bool:
        """Return whether it is valid, and its days are still those that the person saw."""
        self.validate_on_submit()
        seen = self.seen_days
        self.offer_next()
        if not self.errors and self.seen_days != seen:
            self.days.errors = [_("These dates are new. Look at them, then save.")]
        elif not self.errors and not self.days.data:
            self.days.errors = [_("Leave at least one date.")]
        return not self.errors

    def refuse(self, refusal: Exception) -> None:
        if isinstance(refusal, SkippedTime):
            day = full_day(refusal.day)
            self.days.errors = [_("On %(day)s the clocks skip this time. Leave it out.", day=day)]
        elif isinstance(refusal, ConcurrentSave):
            self.offer_next()
            self.days.errors = [
                _("A colleague added dates at the same moment. Look at what is left.")
            ]
        else:
            self.form_errors.append(NOBODY_READS)

    def offer_next(self) -> None:
        """Offer the next days, all ticked but what was left out and what the clocks skip."""
        days, hours = self.seen_days, hours_of(self.event)
        if not self.errors:
            limits = {"most": self.most.data, "until": self.until.data}
            days = next_days(self.event, self.recurrence, **limits)
        ticked = set(self.days.data or ())
        left_out = set(self.seen_days) - ticked
        skipped = {day for day in days if not hours.exist_on(day)}
        self.days.choices = [
            SelectChoice(str(day), _skipped(day) if day in skipped else full_day(day))
            for day in days
        ]
        self.days.data = [day for day in days if day not in left_out | (skipped - ticked)]
        self.seen.data = " ".join(map(str, days))


class MoreDatesForm(DatesForm):
    """Continues a series by its rule."""

    def __init__(self, event: Event, rule: str, **values: Any) -> None:
        super().__init__(event, **values)
        self.recurrence = Recurrence.parse(rule)


class SeriesForm(DatesForm):
    """Asks for the rule too, by which an event of this day is repeated."""

    repeats = RadioField(
        _l("How often"),
        description=_l("For another weekday, duplicate the event to such a day first."),
        default=WEEKS,
    )
    weeks = WholeNumberField(
        _l("Weeks from one to the next"), default=6, validators=[if_weekly, *in_range(MOST_WEEKS)]
    )

    def __init__(self, event: Event, **values: Any) -> None:
        super().__init__(event, **values)
        self.repeats.choices = [
            SelectChoice(WEEKS, _("Every so many weeks")),
            *(
                SelectChoice(each.rule, recurrence_label(each))
                for each in monthly_and_yearly(event.day)
            ),
        ]

    @property
    def recurrence(self) -> Recurrence:  # type: ignore[override]
        if self.repeats.data == WEEKS:
            return Recurrence(weeks=self.weeks.data)
        return Recurrence.parse(self.repeats.data)


def _skipped(day: date) -> str:
    return _("%(day)s: the clocks go forward and skip this time", day=full_day(day))


def dates_form(event: Event) -> DatesForm:
    return MoreDatesForm(event, event.series.rule) if event.series else SeriesForm(event)
