"""A ranking that a person can foresee, in place of that of a part."""

from dataclasses import replace

from coffeecop import parts
from coffeecop.db import db
from coffeecop.models import Concern
from coffeecop.parts.hooks import Alike, Comparer


def shared_words(event, matter):
    """Return by concern how many words it shares with a matter's name, the most first."""
    wanted = set(f"{matter.name} {matter.also or ''}".lower().split())
    texts = db.session.query(Concern).filter_by(event_id=event.id)
    found = {each.id: len(wanted & set(each.body.lower().split())) for each in texts}
    return dict(sorted(found.items(), key=lambda each: (-each[1], -each[0])))


def rank(event, matters, _reader):
    return {
        matter.id: {each: number > 0 for each, number in shared_words(event, matter).items()}
        for matter in matters
    }


NOTHING = Alike(is_unknown=True)
COMPARER = Comparer(rank, lambda *_asked: NOTHING, lambda *_asked: NOTHING)


def compare_by(monkeypatch, *comparers):
    """Let this compare texts, or nothing, whatever the parts can do."""
    others = [
        replace(part, links=[each for each in part.links if not isinstance(each, Comparer)])
        for part in parts.parts()
    ]
    tea = parts.Part("tea", "Tea", "For those who do not drink coffee", links=comparers)
    monkeypatch.setattr(parts, "parts", lambda: (tea, *others))


def compare_shared_words(monkeypatch):
    compare_by(monkeypatch, COMPARER)
