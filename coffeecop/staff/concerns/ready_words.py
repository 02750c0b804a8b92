"""Words to begin an answer with: for danger, of the department's templates, and said before."""

from collections.abc import Iterator
from typing import NamedTuple

from flask_babel import gettext as _
from sqlalchemy import exists, select
from sqlalchemy.orm import selectinload

from coffeecop.db import db
from coffeecop.engine.text import tokens
from coffeecop.models import Concern, ConcernTopic, Matter
from coffeecop.models.concern.work import templates_of
from coffeecop.models.matters.queries import is_published
from coffeecop.staff.concerns.danger import ready_answer

MOST_SHOWN = 20
MOST_MATTERS = 200


class ReadyWords(NamedTuple):
    """A text in the language of a concern; its key stands in addresses: ?ready=template-3."""

    key: str
    name: str
    text: str


def ready_words(concern: Concern, words: str = "") -> list[ReadyWords]:
    """Return those that have all these words, or the beginnings of them."""
    wanted = tokens(words)
    return [each for each in _all_of(concern) if _has(each, wanted)][:MOST_SHOWN]


def ready_text(concern: Concern, key: str) -> str | None:
    return next((each.text for each in _all_of(concern) if each.key == key), None)


def _has(each: ReadyWords, wanted: list[str]) -> bool:
    found = tokens(f"{each.name} {each.text}")
    return all(any(word.startswith(begin) for word in found) for begin in wanted)


def _all_of(concern: Concern) -> Iterator[ReadyWords]:
    if concern.open_flags:
        yield ReadyWords("danger", _("For somebody in danger"), ready_answer(concern))
    for each in templates_of(concern.agency_id):
        yield ReadyWords(f"template-{each.id}", each.name, each.bodies[concern.language])
    for matter in _matters(concern):
        said = matter.said and matter.said.words_in(concern.language)
        asked = getattr(matter, f"asked_{concern.language}") or matter.name
        if said:
            yield ReadyWords(f"matter-{matter.id}", asked, said)


def _matters(concern: Concern) -> Iterator[Matter]:
    """Yield what residents read already, first of the concern's topics, then the newest."""
    is_own = exists().where(
        ConcernTopic.topic_id == Matter.topic_id, ConcernTopic.concern_id == concern.id
    )
    published = (
        select(Matter)
        .where(Matter.agency_id == concern.agency_id, is_published())
        .order_by(is_own.desc(), Matter.published_at.desc(), Matter.id)
        .limit(MOST_MATTERS)
        .options(selectinload(Matter.steps))
    )
    yield from db.session.scalars(published)
