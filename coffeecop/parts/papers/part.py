"""Papers: what a town asks for before it takes the program, filled in from its settings."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l

from coffeecop.models import Agency, Role
from coffeecop.parts import Part
from coffeecop.parts.links import Entry, Section, Spot
from coffeecop.parts.papers.views import bp, report_bp
from coffeecop.parts.papers.written import NAME


def departments_with_papers(agencies: Iterable[Agency]) -> list[Agency]:
    return [each for each in agencies if each.has_on(NAME)]


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
        Section(Spot.ACCESSIBILITY, "papers/report_links.html", departments_with_papers),
    ],
)
