"""Likeness: what texts mean is compared, which takes a second and much memory each time."""

from flask_babel import lazy_gettext as _l

from coffeecop.parts import Part
from coffeecop.parts.hooks import Comparer
from coffeecop.parts.likeness.questions import may_belong
from coffeecop.parts.likeness.ranking import likely_for_each
from coffeecop.parts.likeness.search import alike, close_in_meaning
from coffeecop.parts.likeness.views import bp
from coffeecop.parts.links import Section, Spot

PART = Part(
    name="likeness",
    title=_l("What means the same"),
    purpose=_l("Finds concerns that say the same in other words"),
    starts_on=True,
    blueprints=[bp],
    links=[
        Comparer(likely_for_each, alike, close_in_meaning),
        Section(Spot.MATTER, "likeness/ask.html", lambda matter: {"matter": matter}),
        Section(Spot.CONCERN_MORE, "likeness/more.html", may_belong),
    ],
)
