"""Saved filters: lists of concerns that a person comes back to, each under a name."""

from flask_babel import lazy_gettext as _l

from coffeecop.parts import Part
from coffeecop.parts.links import Section, Spot
from coffeecop.parts.saved_filters.views import bp, keep_form, opened_page, rows_of_menu

PART = Part(
    name=bp.name,
    title=_l("Kept filters"),
    purpose=_l("Filters of concerns that a person keeps under a name"),
    starts_on=True,
    blueprints=[bp],
    links=[
        Section(Spot.CONCERNS, "saved_filters/index.html", opened_page),
        Section(Spot.CONCERNS_MENU, "saved_filters/menu.html", rows_of_menu),
        Section(Spot.CONCERNS_FILTER, "saved_filters/keep.html", keep_form),
    ],
)
