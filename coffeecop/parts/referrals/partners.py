"""The list of partners in the settings."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField

from coffeecop.parts.referrals.models import ReferralAction, ReferralPartner
from coffeecop.staff.settings.forms import email_field
from coffeecop.staff.settings.lists.forms import LONGEST_NAME, NamedRowForm
from coffeecop.staff.settings.lists.kinds import ListLine, SettingsList, rows_by
from coffeecop.web.i18n import localized
from coffeecop.web.list_forms import name_fields


class PartnerForm(NamedRowForm):
    name_field = "name_en"

    name_en, name_es = name_fields(LONGEST_NAME)
    email = email_field(_l("E-mail"))
    is_in_use = BooleanField(_l("In use"), default=True)


def _line_of(partner: ReferralPartner) -> ListLine:
    name = localized(partner, "name")
    title = name if partner.is_in_use else _("Out of use: %(name)s", name=name)
    return ListLine(title, [(partner.email, None)])


PARTNERS = SettingsList(
    name="partners",
    model=ReferralPartner,
    rows=rows_by(ReferralPartner, ReferralPartner.retired_at.is_not(None), ReferralPartner.name_en),
    form=PartnerForm,
    line=_line_of,
    audit_name=lambda partner: partner.name_en,
    action=ReferralAction.PARTNERS_CHANGED,
    icon="mail",
    title=_l("Partners"),
    intro=_l(
        "Offices outside the department, such as Public Works or Animal Control. An officer can "
        "refer a concern to them by mail, without who sent it."
    ),
    add=_l("Add a partner"),
)
