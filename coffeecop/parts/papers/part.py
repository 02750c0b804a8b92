"""Papers: what a town asks for before it takes the program, filled in from its settings."""

from flask_babel import lazy_gettext as _l

from coffeecop.models import Role
from coffeecop.parts import Part
from coffeecop.parts.links import Entry, Section, Spot
from coffeecop.parts.papers.departments import NAME, with_papers
from coffeecop.parts.papers.views import bp, report_bp

PART = Part(
    name=NAME,
    title=_l("Papers"),
    purpose=_l("For the clerk, the attorney, the insurer and IT"),
    blueprints=[bp, report_bp],
    links=[
        Entry(
            "clipboard-list",
            "papers.index",
            _l("Papers"),
            _l("For the clerk, the attorney, the insurer and IT"),
            (Role.ADMIN, Role.RECORDS),
        ),
        Section(Spot.ACCESSIBILITY, "papers/report_links.html", with_papers),
    ],
)
