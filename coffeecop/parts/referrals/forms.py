from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectChoice, TextAreaField
from wtforms.validators import DataRequired, ValidationError

from coffeecop.models import Concern
from coffeecop.models.concern.parts import LONGEST_BODY
from coffeecop.parts.referrals.models import partners_in_use
from coffeecop.parts.referrals.stripping import identifying, stripped
from coffeecop.web.fields import text_box
from coffeecop.web.forms import IdempotencyKeyMixin, StaffForm
from coffeecop.web.i18n import localized


class ReferralForm(IdempotencyKeyMixin, StaffForm):
    """Who gets a concern, and the text as it will be sent."""

    partner = RadioField(
        _l("Who can take care of it?"),
        coerce=lambda value: int(value) if str(value).isdecimal() else None,
        validate_choice=False,
        validators=[DataRequired(_l("Choose a partner."))],
    )
    body = text_box(
        _l("The text that they get"),
        most=LONGEST_BODY,
        missing=_l("Write what they need to know."),
        description=_l(
            "What may tell who sent it is taken out: look for [removed]. Change the text so that "
            "it can be understood. A street or a house that needs the work may stay."
        ),
    )
    is_read = BooleanField(
        _l("I have read it: nothing in it tells who sent it"),
        validators=[DataRequired(_l("Read the text, then tick the box."))],
    )

    def __init__(self, concern: Concern, **options: Any) -> None:
        super().__init__(data={"body": stripped(concern)}, **options)
        partners = partners_in_use(concern.agency_id)
        self._contact = concern.contact
        self.partners = {partner.id: partner for partner in partners}
        self.partner.choices = [
            SelectChoice(partner.id, localized(partner, "name")) for partner in partners
        ]

    def validate_partner(self, field: RadioField) -> None:
        if field.data not in self.partners:
            raise ValidationError(_("Choose a partner."))

    def validate_body(self, field: TextAreaField) -> None:
        found = identifying(field.data, self._contact)
        if found:
            words = ", ".join(f"“{each}”" for each in found)
            raise ValidationError(
                _("This may tell who sent it. Take it out: %(words)s", words=words)
            )
