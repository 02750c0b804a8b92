"""What the log says of the records, in words."""

from collections.abc import Callable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms.fields.core import UnboundField

from coffeecop.config.labels import Labelled
from coffeecop.parts.links import AuditField, Words
from coffeecop.parts.records.forms import DeadlineForm, RuleForm
from coffeecop.parts.records.kinds import KeepUnit, Series, Trigger

# Beside the fields of the forms.
FIELDS = {
    "retention_years": _l("Years to keep what residents send"),
    "complaint_retention_years": _l("Years to keep what is about an officer"),
    "schedule": _l("Schedule"),
    "series": _l("Series"),
    "item_number": RuleForm.item.args[0],
    "hold": _l("Hold"),
    "records": _l("Records"),
    "destruction": _l("Destruction"),
    "request": _l("Request"),
    "pack": _l("Pack"),
    "closed_days": DeadlineForm.closed_on.args[0],
}
VALUES: dict[str, type[Labelled]] = {"series": Series, "trigger": Trigger, "unit": KeepUnit}


def audit_fields() -> list[AuditField]:
    of_forms = {
        name: field.args[0]
        for form in (RuleForm, DeadlineForm)
        for name, field in vars(form).items()
        if isinstance(field, UnboundField) and name not in ("item", "closed_on")
    }
    return [
        AuditField(name, text, _words_of(VALUES.get(name)))
        for name, text in {**of_forms, **FIELDS}.items()
    ]


def _words_of(kind: type[Labelled] | None) -> Callable[[Any], Words]:
    return lambda value: kind(value).label if kind and value in [*kind] else value
