"""Which settings stand in one form, and changing them."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from coffeecop.models import Agency, AuditAction, StaffMember
from coffeecop.models.audit import changes, record
from coffeecop.models.staff import renew_due_dates


class SettingsGroup(NamedTuple):
    """Settings that one form changes; the first of them is told beside its name."""

    icon: str
    title: LazyString
    fields: tuple[str, ...]
    intro: LazyString | str = ""

    def summary(self, agency: Agency) -> str:
        first = getattr(agency, self.fields[0])
        return first if type(first) is str else ""


GROUPS = {
    "department": SettingsGroup(
        "house",
        _l("Names, phone and website"),
        ("name", "name_es", "event_title_es", "time_zone", "phone", "website", "complaint_url"),
        _l("Residents see what you write here. Leave out what you do not have."),
    ),
    "help": SettingsGroup(
        "ear",
        _l("An interpreter, or help to get in"),
        ("accommodation_email", "accommodation_days", "accommodation_en", "accommodation_es"),
        _l(
            "On the page of each event, its poster and its calendar file. With the department's "
            "phone."
        ),
    ),
    "names": SettingsGroup("users", _l("Names on an event's page"), ("roster_shown",)),
    "complaints": SettingsGroup(
        "lock",
        _l("Complaints about an officer"),
        (
            *("complaint_unit_en", "complaint_unit_es", "complaint_phone", "complaint_days"),
            *("complaint_forms", "takes_anonymous_complaints"),
            *("outside_complaint_name", "outside_complaint_url"),
        ),
    ),
    "danger": SettingsGroup(
        "phone",
        _l("When somebody may be in danger"),
        ("crisis_phone", "advocate_phone"),
        _l("Only staff see these, on the card of an urgent concern."),
    ),
    "opening": SettingsGroup(
        "message-circle", _l("How officers open a talk"), ("opening_en", "opening_es")
    ),
    "promises": SettingsGroup("clock", _l("What you promise"), ("promise_grace_days",)),
    "sign-in": SettingsGroup("shield", _l("How staff sign in"), ("second_factor_for_all",)),
}


def change_settings(agency: Agency, values: Mapping[str, Any], *, by: StaffMember) -> None:
    before = {name: getattr(agency, name) for name in values}
    changed = {
        name: (before[name], value) for name, value in values.items() if before[name] != value
    }
    for name, (_before, value) in changed.items():
        setattr(agency, name, value)
    if changed:
        renew_due_dates(agency)
        record(AuditAction.SETTINGS_CHANGED, by=by, subject=agency, detail=changes(changed))
