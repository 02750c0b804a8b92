from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FieldList, Form, FormField, HiddenField, StringField
from wtforms.validators import Length, ValidationError

from coffeecop.models import ReferralPartner
from coffeecop.staff.settings.partners.actions import Office, Offices
from coffeecop.web.forms import TOO_LONG, SeenForm, email_address, strip

LONGEST_NAME = 80
# With those that are out of use.
MOST_PARTNERS = 40


def _line(label: Any, most: int) -> StringField:
    return StringField(label, filters=[strip], validators=[Length(max=most, message=TOO_LONG)])


class PartnerForm(Form):  # type: ignore[misc]
    """A partner, or with neither id nor name one that may be added."""

    partner_id = HiddenField()
    name_en = _line(_l("Name in English"), LONGEST_NAME)
    name_es = _line(_l("Name in Spanish"), LONGEST_NAME)
    email = _line(_l("E-mail"), 254)
    is_in_use = BooleanField(_l("In use"), default=True)

    @property
    def is_empty(self) -> bool:
        return not (self.name_en.data or self.name_es.data or self.email.data)

    @property
    def office(self) -> Office:
        return Office(
            self.name_en.data, self.name_es.data, self.email.data, bool(self.is_in_use.data)
        )

    def find_faults(self) -> None:
        """Set the errors of what is missing or is no address."""
        if not self.name_en.data:
            self.name_en.errors = [_("Write the name in English.")]
        if not self.name_es.data:
            self.name_es.errors = [_("Write the name in Spanish.")]
        try:
            self.email.data = email_address(self.email.data or "")
        except ValidationError as error:
            self.email.errors = [str(error)]


class PartnersForm(SeenForm):
    partners = FieldList(FormField(PartnerForm))
    added = FormField(PartnerForm)

    def __init__(self, partners: Sequence[ReferralPartner]) -> None:
        self.stored = {str(partner.id): partner for partner in partners}
        super().__init__(
            partners=[_written(partner) for partner in partners],
            seen=Offices.of(partners).fingerprint,
        )

    @property
    def known_rows(self) -> list[PartnerForm]:
        rows = [row.form for row in self.partners.entries]
        return [row for row in rows if row.partner_id.data in self.stored]

    @property
    def changed(self) -> dict[int, Office]:
        """The partners as they were sent, by their ids."""
        return {self.partner_of(row).id: row.office for row in self.known_rows}

    @property
    def added_office(self) -> Office | None:
        row = self.added.form
        return None if row.is_empty else Office(row.name_en.data, row.name_es.data, row.email.data)

    def partner_of(self, row: PartnerForm) -> ReferralPartner:
        return self.stored[row.partner_id.data]

    def validate(self, extra_validators: Any = None) -> bool:
        is_valid = super().validate(extra_validators)
        rows = [*self.known_rows, *([] if self.added.form.is_empty else [self.added.form])]
        for row in rows:
            row.find_faults()
        _find_same_names(rows)
        if len(rows) > MOST_PARTNERS:
            self.added.form.name_en.errors = [
                _("The list is full. Change a partner that is out of use.")
            ]
        return is_valid and not any(row.errors for row in rows)


def _find_same_names(rows: Sequence[PartnerForm]) -> None:
    seen: set[str] = set()
    for row in rows:
        name = (row.name_en.data or "").casefold()
        if name and name in seen:
            row.name_en.errors = [_("Another partner has this name.")]
        seen.add(name)


def _written(partner: ReferralPartner) -> dict[str, Any]:
    return {
        "partner_id": str(partner.id),
        "name_en": partner.name_en,
        "name_es": partner.name_es,
        "email": partner.email,
        "is_in_use": partner.retired_at is None,
    }
