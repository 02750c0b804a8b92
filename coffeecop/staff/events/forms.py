from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import DataRequired, ValidationError

from coffeecop.db import now
from coffeecop.models import RosterEntry
from coffeecop.parts.links import OtherEvents
from coffeecop.staff.events.hours import SkippedTime, to_utc
from coffeecop.staff.events.roster_form import UnclearRoster, read_roster, typed_line
from coffeecop.web.fields import clock_field, day_field, number_field, text_box
from coffeecop.web.forms import (
    StaffForm,
    VersionForm,
    keep_paragraphs,
    optional_line,
    required_line,
)
from coffeecop.web.time_zones import time_zone_choices

LARGEST_CAPACITY = 10_000
# Catches mistyped years, and years outside the range of datetime.
YEARS = range(2000, 2100)
# Which events a change is for.
ONLY_THIS = "one"
SAME_IN_SPANISH = _l("Where this is empty, people who read Spanish see the English text.")


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
        other = ("applies_to", "version", "csrf_token")
        return {field.name: field.data for field in self if field.name not in other}


class WordsForm(PartForm):
    title_en = required_line(_l("Title in English"), _l("Write a title in English."), most=120)
    title_es = optional_line(_l("Title in Spanish"), most=120, description=SAME_IN_SPANISH)
    description_en = text_box(
        _l("Text in English"),
        most=2000,
        description=_l(
            "Residents read this above the form where they say they are coming. "
            "Use short sentences. Leave an empty line to start a new paragraph."
        ),
    )
    description_es = text_box(_l("Text in Spanish"), most=2000, description=SAME_IN_SPANISH)


class TimeAndPlace(StaffForm):
    time_zone = SelectField(
        _l("Time zone"), description=_l("The times are what clocks show there.")
    )
    date = day_field(_l("Date"), DataRequired(_l("Choose the date of the event.")))
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


class NewEventForm(TimeAndPlace):
    """Asks when and where; all else is as at an earlier event."""

    publishes = BooleanField(
        _l("Publish it at once"),
        description=_l("Leave this unchecked to keep it a draft that only staff see."),
    )

    @property
    def wishes(self) -> dict[str, Any]:
        return {"publishes": self.publishes.data}

    def validate_publishes(self, field: BooleanField) -> None:
        if field.data and self._day_is_known and not self.end_time.errors and self.ends_at <= now():
            raise ValidationError(_("Its time has passed. Look at the date again."))


class PastEventForm(TimeAndPlace):
    """An event that is over already, so that it counts."""

    heads = number_field(
        _l("About how many people came"),
        0,
        LARGEST_CAPACITY,
        _l("Write a whole number, or leave the box empty."),
        is_optional=True,
        description=_l("Leave it empty if nobody knows."),
    )
    has_page = BooleanField(
        _l("Give it a page for residents"),
        description=_l("Without this check mark only staff see it."),
    )

    @property
    def wishes(self) -> dict[str, Any]:
        return {"publishes": True, "heads": self.heads.data, "has_page": self.has_page.data}

    def validate_end_time(self, field: TimeField) -> None:
        super().validate_end_time(field)
        if self._day_is_known and self.ends_at > now():
            raise ValidationError(_("It is not over yet. Plan it as a new event."))


class RosterForm(PartForm):
    """`here` are the people of the event, `before` those of earlier ones, who can be picked."""

    roster = TextAreaField(
        _l("Who will be there"),
        description=_l(
            "A name on each line, and what there is to say about them: host, interpreter, social "
            "worker, animal control, partner, Spanish."
        ),
        filters=[keep_paragraphs],
    )
    picked = SelectMultipleField(_l("Or pick who was there before"))

    def __init__(
        self, *, here: Iterable[RosterEntry], before: Iterable[RosterEntry], **values: Any
    ) -> None:
        super().__init__(**values)
        offered = {each.name: typed_line(each, says_host=False) for each in before}
        self.picked.choices = list(offered.values())
        self.known_names = {*offered, *(each.name for each in here)}

    @property
    def values(self) -> dict[str, Any]:
        return {"roster": self.people}

    def validate_roster(self, field: TextAreaField) -> None:
        try:
            self.people = read_roster(field.data, self.picked.data, self.known_names)
        except UnclearRoster as reason:
            raise ValidationError(*reason.args) from None


class SeatsForm(PartForm):
    capacity = number_field(
        _l("Seats"),
        1,
        LARGEST_CAPACITY,
        _l("Write a whole number, or leave the box empty."),
        outside=_l("Write a number from %(min)s to %(max)s, or leave the box empty."),
        is_optional=True,
        description=_l("Leave empty: everyone who drops in finds room."),
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
