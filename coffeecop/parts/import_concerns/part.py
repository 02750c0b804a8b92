"""Importing concerns: what was collected before, from a file."""

from flask_babel import lazy_gettext as _l

from coffeecop.parts import Part
from coffeecop.parts.import_concerns.commands import bp
from coffeecop.parts.import_concerns.importing import ImportAction

PART = Part(
    name="import_concerns",
    title=_l("Importing concerns"),
    purpose=_l("Brings in concerns from a CSV file, with a command on the server"),
    blueprints=[bp],
    audit={"concerns": ImportAction},
)
