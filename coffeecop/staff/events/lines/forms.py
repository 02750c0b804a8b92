from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField, StringField

from coffeecop.models.event.parts import LONGEST_LINE
from coffeecop.web.fields import AsksAboutDetailsMixin
from coffeecop.web.forms import TOO_LONG, StaffForm, strip


class LineForm(AsksAboutDetailsMixin, StaffForm):
    """What somebody heard at an event: words, ticked groups of its concerns, or both."""

    body = StringField(
        _l("In one line: what did you hear?"),
        description=_l("Leave out anything that shows who it was. Others read it, too."),
        filters=[strip],
    )
    # Names of groups as Today shows them.
    ticked = SelectMultipleField(validate_choice=False)
    longest = LONGEST_LINE

    @property
    def written(self) -> str:
        """Return the words, and the ticked groups that the script has not added to them."""
        words = " ".join((self.body.data or "").split())
        missing = [name for name in self.ticked.data or () if name not in words]
        return strip(", ".join([words, *missing] if words else missing)) or ""

    def join(self) -> None:
        """Show in the field what would be saved."""
        self.body.data, self.ticked.data = self.written, []

    def validate(self, extra_validators: Any = None) -> bool:
        if not super().validate(extra_validators):
            return False
        if not self.written:
            self.body.errors = [_l("Write a few words, or tap one.")]
        elif len(self.written) > LONGEST_LINE:
            self.body.errors = [TOO_LONG % {"max": LONGEST_LINE}]
        return not self.body.errors
