from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import ValidationError

from coffeecop.engine.detectors.complaint import sounds_like_complaint

YES, NO = "y", "n"


def officer_field(label: Any) -> StringField:
    """Return the field "y" or "n"; its data is None if nothing was said."""
    return StringField(label, filters=[lambda value: value if value in (YES, NO) else None])


class AsksAboutOfficerMixin:
    about_officer: Any
    body: Any

    @property
    def said_about_officer(self) -> bool | None:
        return None if self.about_officer.data is None else self.about_officer.data == YES

    def validate_about_officer(self, field: StringField) -> None:
        if field.data is None and sounds_like_complaint(self.body.data or ""):
            raise ValidationError(_l("Say whether this is about an officer."))
