"""A ranking that a person can foresee, in place of the engine's."""

from coffeecop.db import db
from coffeecop.engine.ranking_process import LIKELY, SURE, Ranked
from coffeecop.models import Concern


def shared_words(event, names, _member):
    """Rank by how many words a text shares with a name: one is likely, more are sure."""
    texts = db.session.query(Concern).filter_by(event_id=event.id).all()
    return {each.key: _ranked(f"{each.name} {each.also}", texts) for each in names}


def _ranked(name, texts):
    wanted = set(name.lower().split())
    shared = {each.id: len(wanted & set(each.body.lower().split())) for each in texts}
    least = {0: 0.0, 1: LIKELY}
    found = [Ranked(each, least.get(number, SURE + number)) for each, number in shared.items()]
    return sorted(found, key=lambda each: (-each.score, -each.id))
