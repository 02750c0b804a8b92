from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    SelectChoice,
    SelectField,
    StringField,
)
from wtforms.validators import InputRequired, Length, NumberRange, ValidationError

from coffeecop.models import ChecklistItem
from coffeecop.models.checklist import (
    LONGEST_LABEL,
    MOST_DAYS_AFTER,
    MOST_DAYS_BEFORE,
    STEPS_AFTER,
)
from coffeecop.staff.settings.checklist.actions import Line, Lines
from coffeecop.web.forms import TOO_LONG, SeenForm, WholeNumberField, replace_process_error, strip

BEFORE, AFTER = "before", "after"
# With those that are off the list.
MOST_LINES = 60
NO_NUMBER = _l("Write a number of days, such as 7. Write 0 for the day of the event.")


class LineForm(Form):  # type: ignore[misc]
    """A line of the list, or with neither id nor words one that may be added."""

    item_id = HiddenField()
    label = StringField(
        _l("What is to be done"),
        filters=[strip],
        validators=[Length(max=LONGEST_LABEL, message=TOO_LONG)],
    )
    days = WholeNumberField(
        _l("Days"),
        default=7,
        validators=[
            replace_process_error(NO_NUMBER),
            InputRequired(NO_NUMBER),
            NumberRange(0, MOST_DAYS_BEFORE, message=_l("Write a number from %(min)s to %(max)s.")),
        ],
    )
    when = SelectField(
        _l("Before or after"),
        default=BEFORE,
        choices=[
            SelectChoice(BEFORE, _l("before the event")),
            SelectChoice(AFTER, _l("after the event")),
        ],
    )
    is_on_list = BooleanField(_l("On the list"), default=True)

    def validate_days(self, field: WholeNumberField) -> None:
        if self.when.data == AFTER and field.data > MOST_DAYS_AFTER:
            raise ValidationError(
                _("Write at most %(days)s days after the event.", days=MOST_DAYS_AFTER)
            )

    @property
    def days_before(self) -> int:
        days: int = self.days.data or 0
        return -days if self.when.data == AFTER else days

    @property
    def line(self) -> Line:
        return Line(self.label.data, self.days_before, self.is_on_list.data)


class ChecklistForm(SeenForm):
    lines = FieldList(FormField(LineForm))
    added = FormField(LineForm)

    def __init__(self, items: Sequence[ChecklistItem]) -> None:
        self.items = {str(item.id): item for item in items}
        super().__init__(lines=[_written(item) for item in items], seen=Lines.of(items).fingerprint)

    @property
    def changed(self) -> dict[int, Line]:
        """The lines as they were sent, by the ids of their items."""
        return {self.item_of(row).id: row.line for row in self.known_rows}

    @property
    def added_line(self) -> Line | None:
        row = self.added.form
        return Line(row.label.data, row.days_before) if row.label.data else None

    @property
    def known_rows(self) -> list[LineForm]:
        rows = [row.form for row in self.lines.entries]
        return [row for row in rows if row.item_id.data in self.items]

    def item_of(self, row: LineForm) -> ChecklistItem:
        return self.items[row.item_id.data]

    def validate(self, extra_validators: Any = None) -> bool:
        is_valid = super().validate(extra_validators)
        if self.added_line and len(self.items) >= MOST_LINES:
            self.added.form.label.errors = [
                _("The list is full. Change a line that is off the list.")
            ]
            return False
        return is_valid

    def validate_lines(self, field: FieldList) -> None:
        for row in self.known_rows:
            item = self.item_of(row)
            if not (row.label.data or item.step):
                row.label.errors = [_("Write what is to be done, or take the line off the list.")]
            if item.step in STEPS_AFTER and row.when.data == BEFORE:
                row.when.errors = [_("This can only be done after the event.")]
        if any(row.errors for row in field.entries):
            field.errors = [row.errors for row in field.entries]


def _written(item: ChecklistItem) -> dict[str, Any]:
    return {
        "item_id": str(item.id),
        "label": item.label,
        "days": abs(item.days_before),
        "when": AFTER if item.is_after else BEFORE,
        "is_on_list": item.retired_at is None,
    }
