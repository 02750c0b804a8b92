"""What the log says of the records, in words."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms.fields.core import UnboundField

from coffeecop.parts.links import Labelled, Words
from coffeecop.parts.records.forms import RuleForm
from coffeecop.parts.records.kinds import KeepUnit, Series, Trigger
from coffeecop.parts.records.requests.forms import DeadlineForm

FIELDS: dict[str, Words] = {
    **{
        name: field.args[0]
        for form in (RuleForm, DeadlineForm)
        for name, field in vars(form).items()
        if isinstance(field, UnboundField) and name != "item"
    },
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
}
VALUES: dict[str, type[Labelled]] = {"series": Series, "trigger": Trigger, "unit": KeepUnit}


def value_in_words(name: str, value: Any) -> Words:
    kind = VALUES.get(name)
    words: Words = kind(value).label if kind and value in [*kind] else value
    return words
