"""Answers while somebody writes: what is published already and fits their question is offered."""

from flask_babel import lazy_gettext as _l

from coffeecop.parts import Part
from coffeecop.parts.answers_while_writing.answers import place_of_answers
from coffeecop.parts.answers_while_writing.views import bp
from coffeecop.parts.links import Section, Spot

PART = Part(
    name="answers_while_writing",
    title=_l("Answers while somebody writes"),
    purpose=_l("Offers residents what you have answered already, as they write a question"),
    starts_on=True,
    blueprints=[bp],
    links=[Section(Spot.WRITING, "answers_while_writing/place.html", place_of_answers)],
)
