"""Papers: what a town asks for before it takes the program, filled in from its settings."""

from flask_babel import lazy_gettext as _l

from coffeecop.models import Role
from coffeecop.parts import Part
from coffeecop.parts.links import Entry
from coffeecop.parts.papers.views import bp

PART = Part(
    name="papers",
    title=_l("Papers"),
    purpose=_l("For the clerk, the attorney, the insurer and IT"),
    blueprints=[bp],
    links=[
        Entry(
            "clipboard-list",
            "papers.index",
            _l("Papers"),
            _l("For the clerk, the attorney, the insurer and IT"),
            (Role.ADMIN, Role.RECORDS),
        )
    ],
)
