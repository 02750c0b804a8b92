"""Accuracy: how well the computer sorts concerns into topics, and what staff corrected."""

from flask import Blueprint
from flask_babel import lazy_gettext as _l

from coffeecop.parts import Part
from coffeecop.parts.links import PageLink, Section, Spot
from coffeecop.parts.sorting_accuracy.accuracy import opened_page

TITLE = _l("How well the computer sorts")

PART = Part(
    name="sorting_accuracy",
    title=TITLE,
    purpose=_l("Who chose the topics of concerns, and what staff corrected"),
    starts_on=True,
    blueprints=[Blueprint("sorting_accuracy", __name__, template_folder="templates")],
    links=[
        PageLink(Spot.TOPICS, "topics.index", TITLE, "circle-check", opens="accuracy"),
        Section(Spot.TOPICS, "sorting_accuracy/show.html", opened_page),
    ],
)
