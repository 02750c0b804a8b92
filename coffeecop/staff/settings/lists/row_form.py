from collections.abc import Sequence
from typing import Any, ClassVar

from flask_babel import gettext as _

from coffeecop.web.forms import FROM_REQUEST, VersionForm
from coffeecop.web.list_forms import NamedForm

MOST_ROWS = 60


class RowForm(VersionForm):
    """The form of a row, or of a new one. `others` are the other rows of its list."""

    # The field that no two rows have alike.
    name_field: ClassVar[str | None] = None

    def __init__(
        self, row: Any, others: Sequence[Any], formdata: Any = FROM_REQUEST, **values: Any
    ) -> None:
        self.row, self.others = row, others
        super().__init__(formdata, obj=row, data=values)
        if row is None and "is_in_use" in self:
            del self.is_in_use

    @property
    def values(self) -> dict[str, Any]:
        """What is typed, by the names of the row's columns."""
        hidden = ("csrf_token", "version", "place")
        return {name: value for name, value in self.data.items() if name not in hidden}

    @property
    def twin(self) -> Any:
        """The row that a new one repeats, as after a double tap."""
        same = (other for other in self.others if self.row is None and self._repeats(other))
        return next(same, None)

    def validate(self, extra_validators: Any = None) -> bool:
        super().validate(extra_validators)
        self.check()
        if self.name_field and self._is_taken(self.name_field):
            self[self.name_field].errors = [_("Another one on this list has this name.")]
        if self.row is None and not self.twin and len(self.others) >= MOST_ROWS:
            self.form_errors.append(_("The list is full. Change or remove one first."))
        return not self.errors

    def check(self) -> None:
        """Add errors that concern several fields."""

    def _repeats(self, other: Any) -> bool:
        return all(getattr(other, name) == value for name, value in self.values.items())

    def _is_taken(self, field: str) -> bool:
        name, twin = (self.values[field] or "").casefold(), self.twin
        return any(getattr(each, field).casefold() == name for each in self.others if each != twin)


class NamedRowForm(NamedForm, RowForm):
    """The form of a row with a name in each language, or in one for both."""

    @property
    def values(self) -> dict[str, Any]:
        return {**super().values, **self.names}
