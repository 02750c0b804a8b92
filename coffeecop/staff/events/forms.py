from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    FormField,
    RadioField,
    SelectChoice,
    SelectField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
    Optional,
    ValidationError,
)

from coffeecop.parts.links import OtherEvents
from coffeecop.staff.events.actions import Officer
from coffeecop.staff.events.hours import SkippedTime, to_utc
from coffeecop.staff.events.roster_form import RosterRow, check_rows
from coffeecop.web.forms import (
    TOO_LONG,
    NumberedRows,
    StaffForm,
    VersionForm,
    WholeNumberField,
    keep_paragraphs,
    optional_line,
    replace_process_error,
    required_line,
)
from coffeecop.web.time_zones import time_zone_choices

LONGEST_ROSTER = 12
EMPTY_ROWS = 3
LARGEST_CAPACITY = 10_000
# Catches mistyped years, and years outside the range of datetime.
YEARS = range(2000, 2100)
# Which events a change is for.
ONLY_THIS = "one"
SAME_IN_SPANISH = _l("Where this is empty, people who read Spanish see the English text.")


def paragraphs_field(label: Any, description: Any, *, most: int) -> TextAreaField:
    return TextAreaField(
        label,
        description=description,
        filters=[keep_paragraphs],
        validators=[Optional(), Length(max=most, message=TOO_LONG)],
    )


def clock_field(label: Any, missing: Any) -> TimeField:
    formats = ["%H:%M", "%H:%M:%S", "%I:%M %p"]
    return TimeField(label, format=formats, validators=[DataRequired(missing)])


def existing_time(day: date, clock: time, time_zone: str) -> datetime:
    """Convert a local time to UTC. Raises ValidationError if the clocks skip it."""
    try:
        return to_utc(day, clock, time_zone)
    except SkippedTime:
        raise ValidationError(
            _l("The clocks go forward that day and skip this time. Choose another.")
        ) from None


class PartForm(VersionForm):
    """One part of an event, and perhaps of others too."""

    applies_to = RadioField(
        _l("What to change"),
        choices=[SelectChoice(ONLY_THIS, _l("Only this event"))],
        default=ONLY_THIS,
    )

    def offer(self, others: Iterable[OtherEvents]) -> None:
        for each in others:
            self.applies_to.choices.append(SelectChoice(each.name, each.text))
            self.applies_to.description = each.hint

    @property
    def values(self) -> dict[str, Any]:
        """Return what the part says, by the fields of a plan."""
        other = ("applies_to", "version", "csrf_token")
        return {field.name: field.data for field in self if field.name not in other}


class WordsForm(PartForm):
    title_en = required_line(_l("Title in English"), _l("Write a title in English."), most=120)
    title_es = optional_line(_l("Title in Spanish"), most=120, description=SAME_IN_SPANISH)
    description_en = paragraphs_field(
        _l("Text in English"),
        _l(
            "Residents read this above the form where they say they are coming. "
            "Use short sentences. Leave an empty line to start a new paragraph."
        ),
        most=2000,
    )
    description_es = paragraphs_field(_l("Text in Spanish"), SAME_IN_SPANISH, most=2000)


class TimeAndPlace(StaffForm):
    time_zone = SelectField(
        _l("Time zone"), description=_l("The times are what clocks show there.")
    )
    date = DateField(
        _l("Date"),
        format=["%Y-%m-%d", "%m/%d/%Y"],
        validators=[DataRequired(_l("Choose the date of the event."))],
    )
    start_time = clock_field(_l("Starts at"), _l("Choose when the event starts."))
    end_time = clock_field(_l("Ends at"), _l("Choose when the event ends."))
    venue_name = required_line(
        _l("Name of the venue"),
        _l("Write the name of the venue."),
        most=120,
        description=_l("Such as a café, a library or a park."),
    )
    street = required_line(_l("Street and number"), _l("Write the street and number."), most=120)
    city = required_line(_l("City"), _l("Write the city."), most=80)

    def __init__(self, *, time_zones: Iterable[str], **values: Any) -> None:
        super().__init__(**values)
        self.time_zone.choices = time_zone_choices(*time_zones)

    @property
    def values(self) -> dict[str, Any]:
        names = ("time_zone", "venue_name", "street", "city")
        typed = {name: self[name].data for name in names}
        return {**typed, "starts_at": self.starts_at, "ends_at": self.ends_at}

    @property
    def starts_at(self) -> datetime:
        return existing_time(self.date.data, self.start_time.data, self.time_zone.data)

    @property
    def ends_at(self) -> datetime:
        return existing_time(self.date.data, self.end_time.data, self.time_zone.data)

    def validate_date(self, field: DateField) -> None:
        if field.data.year not in YEARS:
            raise ValidationError(_("Check the year."))

    def validate_start_time(self, field: TimeField) -> None:
        if self._day_is_known:
            existing_time(self.date.data, field.data, self.time_zone.data)

    def validate_end_time(self, field: TimeField) -> None:
        if not self._day_is_known:
            return
        ends_at = self.ends_at
        if self.start_time.data and not self.start_time.errors and ends_at <= self.starts_at:
            raise ValidationError(_("The event must end after it starts."))

    @property
    def _day_is_known(self) -> bool:
        return bool(self.date.data) and not self.date.errors and not self.time_zone.errors


class TimeAndPlaceForm(TimeAndPlace, PartForm):
    pass


class RosterForm(PartForm):
    roster = NumberedRows(
        FormField(RosterRow), _l("Officers and partners"), max_entries=LONGEST_ROSTER
    )
    host = RadioField(
        _l("Host"),
        choices=[SelectChoice(""), *(SelectChoice(str(row)) for row in range(LONGEST_ROSTER))],
        default="",
    )

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        if not self.is_submitted():
            rows = len(self.roster.entries)
            for _row in range(min(EMPTY_ROWS, LONGEST_ROSTER - rows)):
                self.roster.append_entry()

    @property
    def used_roster_rows(self) -> int:
        """Rows up to the last that holds a name, an error or the host."""
        used = [
            number
            for number, row in enumerate(self.roster.entries, start=1)
            if row.form.name.data or row.errors or self.host.data == str(number - 1)
        ]
        return max(used, default=0)

    @property
    def values(self) -> dict[str, Any]:
        officers = [
            Officer(
                name=row["name"],
                role=row["role"],
                is_host=self.host.data == str(place),
                languages=frozenset([*row["languages"], *row["other_languages"]]),
            )
            for place, row in enumerate(self.roster.data)
            if row["name"]
        ]
        return {"roster": tuple(officers)}

    def validate_roster(self, field: Any) -> None:
        check_rows(field, self.host.data)


class SeatsForm(PartForm):
    capacity = WholeNumberField(
        _l("Seats"),
        description=_l("Leave empty: everyone who drops in finds room."),
        validators=[
            Optional(),
            replace_process_error(_l("Write a whole number, or leave the box empty.")),
            NumberRange(
                1,
                LARGEST_CAPACITY,
                message=_l("Write a number from %(min)s to %(max)s, or leave the box empty."),
            ),
        ],
    )


class ReviewForm(PartForm):
    holds_submissions = BooleanField(
        _l("Look at new concerns before they count"),
        description=_l(
            "Each waits until somebody has looked at it, and residents are told so. "
            "Without this check mark they count at once."
        ),
    )


# The parts of an event by their addresses.
PARTS: Mapping[str, type[PartForm]] = {
    "when-and-where": TimeAndPlaceForm,
    "words": WordsForm,
    "roster": RosterForm,
    "seats": SeatsForm,
    "review": ReviewForm,
}


class TickForm(StaffForm):
    done = SelectField(choices=["yes", "no"], validators=[InputRequired()])
