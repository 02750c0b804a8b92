"""Find the places that the concerns of an event name and what they ask for, in the background."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain

from sqlalchemy import Row, delete, func, insert, select

from coffeecop.db import db
from coffeecop.engine.asks import asks_of
from coffeecop.engine.places import STREETS, Place, believable_names, full_names, places_of
from coffeecop.engine.text import fold_line
from coffeecop.models import Concern, ConcernMention, Event, MentionKind, Venue
from coffeecop.models.concern.conditions import in_event_stream
from coffeecop.models.suggestions import LONGEST_MENTION, MOST_READ_FOR_MENTIONS

# Any number not used for other advisory locks of two numbers.
TURNS = 20260227
# What one text alone says may be a mistake of the rules.
LEAST_SHARED = 2

# For each concern, the keys of what it mentions, and its words for each.
Words = Mapping[int, Mapping[str, str]]
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
    places, in_field = _places(rows, fold_line(city or ""))
    places = _kept(places, sure=in_field)
    asks = _kept({row.id: _asks(row.body) for row in rows})
    return {
        row.id: {
            **{(MentionKind.PLACE, key): label for key, label in places[row.id].items()},
            **{(MentionKind.ASK, key): label for key, label in asks[row.id].items()},
        }
        for row in rows
    }


def write_mentions(found: Mapping[int, Mentions]) -> None:
    """Replace what the concerns of these events mention, where it has changed."""
    for event_id in sorted(found):
        _write(event_id, found[event_id])


def _write(event_id: int, found: Mentions) -> None:
    if db.engine.dialect.name == "postgresql":
        # Another worker may write to this event; SQLite has one writer at a time.
        db.session.execute(select(func.pg_advisory_xact_lock(TURNS, event_id)))
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
    # One word that no list knows, such as "removed", does not say what was asked for.
    return {
        ask.key[:LONGEST_MENTION]: " ".join(ask.words(body).split()).lower()
        for ask in asks_of(body)
        if ask.is_listed or " " in ask.key
    }


def _places(rows: Sequence[Row[int, str, str | None]], city: str) -> tuple[Words, Collection[str]]:
    """Return the places that each concern names, and those that stand in the field for them."""
    texts = {row.id: (row.body, _as_text(row.place)) for row in rows}
    first = [place for text in chain(*texts.values()) for place in places_of(text)]
    known, resolved = believable_names(first), full_names(first)
    found: dict[int, dict[str, str]] = {}
    in_field: set[str] = set()
    for concern_id, (body, field) in texts.items():
        in_body, as_field = places_of(body, known), places_of(field, known)
        # Whoever has written "Elm Terrace" means it by "Elm".
        means = resolved | full_names([*in_body, *as_field], STREETS)
        of_body, of_field = dict(_named(body, in_body, means)), dict(_named(field, as_field, means))
        in_field |= of_field.keys()
        found[concern_id] = {
            key: words for key, words in (of_body | of_field).items() if key != city
        }
    return found, in_field


def _as_text(place: str | None) -> str:
    """Return a text in which what was written in the field for the place is found as a name."""
    return f"at {place}" if place else ""


def _named(
    text: str, places: Iterable[Place], resolved: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Yield key and words of each place; a corner is a place of its own beside its two streets.

    A street that is named without its kind has no words: "Maple" is no clear label.
    """
    for place in places:
        for part in place.parts or (place,):
            key = resolved.get(part.key, part.key)
            yield key[:LONGEST_MENTION], part.label(text) if key == part.key else ""
        if place.parts:
            key = " and ".join(sorted(resolved.get(part.key, part.key) for part in place.parts))
            yield key[:LONGEST_MENTION], place.label(text)


def _kept(found: Words, *, sure: Collection[str] = ()) -> Words:
    """Return those that are sure or shared by several concerns, each with the words most used."""
    used: dict[str, Counter[str]] = defaultdict(Counter)
    for each in found.values():
        for key, words in each.items():
            used[key][words] += 1
    kept = {
        key: _label(key, words)
        for key, words in used.items()
        if key in sure or words.total() >= LEAST_SHARED
    }
    return {
        concern_id: {key: kept[key] for key in each if key in kept}
        for concern_id, each in found.items()
    }


def _label(key: str, used: Counter[str]) -> str:
    words = [each for each in used if each]
    most = max(words, key=lambda one: (used[one], len(one), one), default=key)
    return most[:LONGEST_MENTION]
