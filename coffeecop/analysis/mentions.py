"""Find the places that the concerns of an event name and what they ask for, in the background."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from sqlalchemy import Row, delete, insert, select

from coffeecop.db import db
from coffeecop.engine.asks import asks_of
from coffeecop.engine.places import Place, believable_names, full_names, places_of
from coffeecop.engine.text import fold_line
from coffeecop.models import Concern, ConcernMention, Event, MentionKind, Venue
from coffeecop.models.concern_conditions import in_event_stream
from coffeecop.models.suggestion import LONGEST_MENTION, MOST_READ_FOR_MENTIONS

# For each concern, what it mentions: a kind and a key, with the label.
Mentions = Mapping[int, Mapping[tuple[MentionKind, str], str]]


def mentions_of(event_id: int) -> Mentions:
    """Return what each of the newest concerns of an event mentions, those without any too."""
    rows = db.session.execute(
        select(Concern.id, Concern.body, Concern.place)
        .where(Concern.event_id == event_id, in_event_stream())
        .order_by(Concern.id.desc())
        .limit(MOST_READ_FOR_MENTIONS)
    ).all()
    city = db.session.scalar(
        select(Venue.city).join(Event, Event.venue_id == Venue.id).where(Event.id == event_id)
    )
    places = _places(rows, fold_line(city or ""))
    asks = {row.id: _asks(row.body) for row in rows}
    labels = _labels(places), _labels(asks)
    return {
        row.id: {
            (kind, key): labelled[key]
            for kind, found, labelled in zip(MentionKind, (places, asks), labels, strict=True)
            for key in found[row.id]
        }
        for row in rows
    }


def write_mentions(event_id: int, found: Mentions) -> None:
    """Replace what an event's concerns mention, where it has changed."""
    of_event = select(Concern.id).where(Concern.event_id == event_id)
    stored: dict[int, dict[tuple[MentionKind, str], str]] = defaultdict(dict)
    for row in db.session.scalars(
        select(ConcernMention).where(ConcernMention.concern_id.in_(of_event))
    ):
        stored[row.concern_id][row.kind, row.key] = row.label
    changed = [each for each in {*stored, *found} if stored.get(each, {}) != found.get(each, {})]
    present = set(db.session.scalars(of_event))
    db.session.execute(delete(ConcernMention).where(ConcernMention.concern_id.in_(changed)))
    rows = [
        {"concern_id": concern_id, "kind": kind, "key": key, "label": label}
        for concern_id in changed
        if concern_id in present
        for (kind, key), label in found.get(concern_id, {}).items()
    ]
    if rows:
        db.session.execute(insert(ConcernMention), rows)


def _asks(body: str) -> dict[str, str]:
    # One word alone, such as "removed", does not say what was asked for.
    return {
        ask.key[:LONGEST_MENTION]: " ".join(ask.words(body).split()).lower()
        for ask in asks_of(body)
        if ask.is_listed or " " in ask.key
    }


def _places(rows: Sequence[Row[int, str, str | None]], city: str) -> dict[int, dict[str, str]]:
    """Return for each concern the keys of the places that it names, with its words for each."""
    texts = {row.id: (row.body, _as_text(row.place)) for row in rows}
    first = [place for text in chain(*texts.values()) for place in places_of(text)]
    known = believable_names(first)
    resolved = full_names(first)
    return {
        concern_id: {
            key[:LONGEST_MENTION]: words
            for text in both
            for key, words in _named(text, places_of(text, known), resolved)
            if key != city
        }
        for concern_id, both in texts.items()
    }


def _as_text(place: str | None) -> str:
    """Return a text in which what was written in the field for the place is found as a name."""
    return f"at {place}" if place else ""


def _named(
    text: str, places: Iterable[Place], resolved: Mapping[str, str]
) -> Iterable[tuple[str, str]]:
    """Yield key and words of each place; a corner is a place of its own beside its two streets."""
    for place in places:
        for part in place.parts or (place,):
            key = resolved.get(part.key, part.key)
            # "Maple" would be an unclear label for Maple Court.
            yield key, part.label(text) if key == part.key else ""
        if place.parts:
            keys = sorted(resolved.get(part.key, part.key) for part in place.parts)
            yield " and ".join(keys), place.label(text)


def _labels(mentioned: Mapping[int, Mapping[str, str]]) -> dict[str, str]:
    """Return for each key the words that most use."""
    words: dict[str, Counter[str]] = defaultdict(Counter)
    for each in mentioned.values():
        for key, used in each.items():
            words[key][used] += bool(used)
    return {
        key: (max(used, key=lambda one: (used[one], len(one), one)) or key)[:LONGEST_MENTION]
        for key, used in words.items()
    }
