from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import EmailField, HiddenField, TelField
from wtforms.validators import Length, Optional

from coffeecop.staff.settings.forms import address_field, displayed_phone, sentence_field
from coffeecop.web.forms import TOO_LONG, StaffForm, email_address, required_line, strip

LONGEST_NAME = 80
WAYS = ("phone", "url", "email")


class ServiceForm(StaffForm):
    name_en = required_line(
        _l("Name in English"), _l("Write the name in English."), most=LONGEST_NAME
    )
    name_es = required_line(
        _l("Name in Spanish"), _l("Write the name in Spanish."), most=LONGEST_NAME
    )
    description_en = sentence_field(_l("What it does, in English"))
    description_es = sentence_field(_l("What it does, in Spanish"))
    phone = TelField(
        _l("Phone"), filters=[strip], validators=[Optional(), Length(max=30, message=TOO_LONG)]
    )
    url = address_field(_l("Web page"))
    email = EmailField(
        _l("E-mail"), filters=[strip], validators=[Optional(), Length(max=254, message=TOO_LONG)]
    )

    @property
    def values(self) -> dict[str, str | None]:
        return {name: value for name, value in self.data.items() if name != "csrf_token"}

    def validate(self, extra_validators: Any = None) -> bool:
        is_valid = super().validate(extra_validators)
        if not any(self[name].data for name in WAYS):
            self.phone.errors = [_("Write a phone number, a web page or an e-mail.")]
            return False
        return is_valid

    def validate_phone(self, field: TelField) -> None:
        field.data = displayed_phone(field.data)

    def validate_email(self, field: EmailField) -> None:
        field.data = email_address(field.data)


class OrderForm(StaffForm):
    up = HiddenField()
    down = HiddenField()
