import pytest

from coffeecop.db import db
from coffeecop.matters.ranking import Ranked
from coffeecop.models import Concern
from coffeecop.staff.events.read_the_room import room


def shared_words(event, names, asked):
    """Rank by how many words a text shares with a name; one is enough to be likely."""
    wanted = set(f"{names[asked].name} {names[asked].also or ''}".lower().split())
    found = [
        Ranked(each.id, score, score > 0)
        for each in db.session.query(Concern).filter_by(event_id=event.id)
        for score in [len(wanted & set(each.body.lower().split()))]
    ]
    return sorted(found, key=lambda each: (-each.score, -each.concern_id))


@pytest.fixture
def ranks(monkeypatch):
    monkeypatch.setattr(room, "rank_event", shared_words)
