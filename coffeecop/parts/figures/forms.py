"""The form of a figure, and of the file of a speed sign that it is read from."""

from typing import Any, ClassVar

from babel import Locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import HiddenField, SelectChoice, SelectField, SelectMultipleField
from wtforms.validators import Length, Optional

from coffeecop.models.matters import LONGEST_COUNTED
from coffeecop.parts.figures import speed_sign
from coffeecop.parts.figures.speed_sign import LARGEST_FILE, SignTable
from coffeecop.staff.matters.forms import MatterForm
from coffeecop.web.fields import number_field
from coffeecop.web.forms import IN_ONE_LANGUAGE, SPANISH_LATER, WholeNumberField, optional_line
from coffeecop.web.i18n import current_language

MOST_COUNTED = 10_000
FRIDAY = 4
FIRST_HOUR, LAST_HOUR = 18, 24
SHOWN_ROWS = 3
COUNTS = ("before_count", "before_total", "after_count", "after_total")


def count_field(label: Any) -> WholeNumberField:
    whole = _l("Write a number from 0 to 10,000.")
    return number_field(label, 0, MOST_COUNTED, whole, is_optional=True)


def column_field(label: Any) -> SelectField:
    return SelectField(label, coerce=int, validate_choice=False)


class FigureForm(MatterForm):
    """What was counted before and after; the file of a speed sign fills a count in."""

    takes_files: ClassVar[frozenset[str]] = frozenset({"sign"})

    counted_en = optional_line(
        _l("What was counted, in English"),
        most=LONGEST_COUNTED,
        description=_l("Such as: Cars over 30 mph on a Friday evening, by our radar sign."),
    )
    counted_es = optional_line(
        _l("What was counted, in Spanish"), most=LONGEST_COUNTED, description=SPANISH_LATER
    )
    before_count = count_field(_l("Before: how many"))
    before_total = count_field(_l("of so many"))
    after_count = count_field(_l("After: how many"))
    after_total = count_field(_l("of so many"))

    sign = FileField(
        _l("A CSV file of a speed sign"), description=_l("At most 200 KB. It is read and not kept.")
    )
    # Its text, from step to step.
    text = HiddenField(validators=[Length(max=LARGEST_FILE)])
    time_at = column_field(_l("Column of the day and time"))
    speed_at = column_field(_l("Column of the speed"))
    limit = WholeNumberField(_l("Count cars faster than"), validators=[Optional()])
    days = SelectMultipleField(_l("On these days"), coerce=int, validate_choice=False)
    first_hour = WholeNumberField(_l("From this hour"), validators=[Optional()])
    last_hour = WholeNumberField(_l("To this hour"), validators=[Optional()])
    step = HiddenField()

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        names = Locale(str(current_language())).days["stand-alone"]["wide"]
        self.days.choices = [SelectChoice(day, names[day]) for day in range(7)]
        self.time_at.choices = self.speed_at.choices = []
        self.table: SignTable | None = None
        self.counted: speed_sign.SpeedCount | None = None

    @property
    def is_reading(self) -> bool:
        """Return whether a file is to be read, not the figure saved."""
        return bool(self.step.data)

    @property
    def values(self) -> dict[str, Any]:
        return {name: self[name].data for name in ("counted_en", "counted_es", *COUNTS)}

    def read_sign(self) -> None:
        """Read the file, then count in it, and put what was counted where the person says."""
        text = self._text()
        if not text:
            self.sign.errors = [_("Choose a file.")]
            return
        if len(text.encode()) > LARGEST_FILE:
            self.sign.errors = [_("This file is too large. Keep the evenings that count.")]
            return
        try:
            self.table = speed_sign.read_table(text)
        except speed_sign.NotATable:
            self.sign.errors = [_("We can't find any columns in this file. Choose a CSV file.")]
            return
        self.text.data = text
        self._offer(self.table)
        self._count(self.table)

    def _text(self) -> str:
        if self.sign.data:
            return speed_sign.decoded(self.sign.data.stream.read(LARGEST_FILE * 2))
        return self.text.data or ""

    def _offer(self, table: SignTable) -> None:
        choices = [SelectChoice(at, name or str(at + 1)) for at, name in enumerate(table.columns)]
        self.time_at.choices = self.speed_at.choices = choices
        if self.step.data != "read":
            return
        self.time_at.data, self.speed_at.data = speed_sign.likely_columns(table)
        self.days.data = self.days.data or [FRIDAY]
        for field, value in ((self.first_hour, FIRST_HOUR), (self.last_hour, LAST_HOUR)):
            _put(field, value)

    def _count(self, table: SignTable) -> None:
        columns = range(len(table.columns))
        time_at, speed_at, limit = self.time_at.data, self.speed_at.data, self.limit.data
        if time_at not in columns or speed_at not in columns or limit is None:
            return
        hours = speed_sign.SignHours(
            frozenset(self.days.data or ()),
            (self.first_hour.data or 0) % 24,
            (self.last_hour.data or 0) % 24,
        )
        self.counted = speed_sign.count_over(
            table, time_at=time_at, speed_at=speed_at, limit=limit, hours=hours
        )
        if self.step.data in ("before", "after"):
            _put(self[f"{self.step.data}_count"], self.counted.over)
            _put(self[f"{self.step.data}_total"], self.counted.all)

    @property
    def first_rows(self) -> list[list[str]]:
        return [list(row) for row in self.table.rows[:SHOWN_ROWS]] if self.table else []

    def validate(self, extra_validators: Any = None) -> bool:
        super().validate(extra_validators)
        like_this = [_("Write it like this: 31 of 226.")]
        for name in ("before", "after"):
            count, total = self[f"{name}_count"].data, self[f"{name}_total"].data
            if (count is None) != (total is None) or (count or 0) > (total or 0):
                self[f"{name}_count"].errors = like_this
        before, after = self.before_count.data, self.after_count.data
        if after is not None and before is None:
            self.before_count.errors = [_("Write first what was counted before.")]
        named = self.counted_en.data or self.counted_es.data
        if before is not None and not named:
            self.counted_en.errors = [IN_ONE_LANGUAGE]
        if named and before is None and not self.errors:
            self.before_count.errors = like_this
        return not self.errors


def _put(field: Any, number: int) -> None:
    """Show this number, whatever was sent."""
    field.data, field.raw_data = number, [str(number)]
