"""The survey: four questions to whoever came to an event, and what staff read of the answers."""

from flask_babel import lazy_gettext as _l

from coffeecop.parts import Part
from coffeecop.parts.links import Section, Spot
from coffeecop.parts.survey.answers import form_afterwards, results_of
from coffeecop.parts.survey.views import bp

PART = Part(
    name="survey",
    title=_l("Survey after an event"),
    purpose=_l("Four questions to whoever came, answered with a tap each"),
    starts_on=True,
    blueprints=[bp],
    links=[
        Section(Spot.AFTERWARDS, "survey/event.html", form_afterwards),
        Section(Spot.HEARD, "survey/results.html", results_of),
    ],
)
