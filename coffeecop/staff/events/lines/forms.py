from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField, StringField, SubmitField

from coffeecop.engine.detectors.details import details_in, without_details
from coffeecop.models.event.parts import LONGEST_LINE
from coffeecop.web.forms import TOO_LONG, StaffForm, strip


class LineForm(StaffForm):
    """What somebody heard at an event: words, ticked groups of its concerns, or both."""

    body = StringField(
        _l("In one line: what did you hear?"),
        description=_l("Leave out anything that shows who it was. Others read it, too."),
        filters=[strip],
    )
    # Names of groups as Today shows them.
    ticked = SelectMultipleField(validate_choice=False)
    # Details that the form has shown, and the button that removes them.
    seen = SelectMultipleField(validate_choice=False)
    redact = SubmitField()

    @property
    def line(self) -> str:
        """Return the words, and the ticked groups that the script has not added to them."""
        words = " ".join((self.body.data or "").split())
        missing = [name for name in self.ticked.data or () if name not in words]
        return strip(", ".join([words, *missing] if words else missing)) or ""

    @property
    def details(self) -> list[str]:
        return details_in(self.line[:LONGEST_LINE])

    @property
    def has_new_details(self) -> bool:
        """Return whether the line has details that its writer was not asked about."""
        return not set(self.details) <= set(self.seen.data or ())

    def join(self) -> None:
        """Show in the field what would be saved."""
        self.body.data, self.ticked.data = self.line, []

    def remove_details(self) -> None:
        self.body.data = without_details(self.line)

    def validate(self, extra_validators: Any = None) -> bool:
        if not super().validate(extra_validators):
            return False
        if not self.line:
            self.body.errors = [_l("Write a few words, or tap one.")]
        elif len(self.line) > LONGEST_LINE:
            self.body.errors = [TOO_LONG % {"max": LONGEST_LINE}]
        return not self.body.errors
