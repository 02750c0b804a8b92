"""Which published matters answer what somebody writes, and where on the form they are loaded."""

from typing import NamedTuple

from flask import url_for

from coffeecop.db import db
from coffeecop.models import Event, Matter
from coffeecop.models.matters import SAID_STATES
from coffeecop.parts.answers_while_writing.questions import likest_questions, questions_in
from coffeecop.web.matters_shown import Pair, newest_matters, pair_of
from coffeecop.web.rendering import has_published_matters


class LoadedPlace(NamedTuple):
    name: str
    url: str


def place_of_answers(event: Event) -> LoadedPlace | None:
    """Return where answers are loaded on the form of an event, where there are any at all."""
    if not has_published_matters():
        return None
    return LoadedPlace("answers", url_for("answers_while_writing.suggest", slug=event.slug))


def suggested_pairs(text: str, agency_id: int) -> list[Pair]:
    """Return at most two that answer a question like the one in the text."""
    asked = questions_in(text)
    if not asked:
        return []
    said = newest_matters(Matter.agency_id == agency_id, Matter.state.in_(SAID_STATES))
    matters = {each.id: each for each in db.session.scalars(said)}
    wordings = {each.id: (each.asked_en, each.asked_es) for each in matters.values()}
    return [pair_of(matters[found]) for found in likest_questions(asked, wordings)]
