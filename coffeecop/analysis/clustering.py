"""Find quotes for each topic and new themes among the concerns of an event.

Runs in the background process after `classification`, which marks the events that are due.
"""

import logging
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select, update

from coffeecop.analysis.mentions import mentions_of, write_mentions
from coffeecop.analysis.quotes import quotes_of, write_quotes
from coffeecop.analysis.training_data import examples_of, texts_of, topic_texts
from coffeecop.db import db, db_writes, execute_bulk, now
from coffeecop.engine.examples import Text
from coffeecop.engine.themes import FEWEST_RAISING, find_themes, same_theme
from coffeecop.models import (
    AssignedBy,
    Concern,
    ConcernTopic,
    Event,
    Language,
    Theme,
    ThemeConcern,
    ThemeStatus,
    Topic,
)
from coffeecop.models.concern.conditions import in_event_stream
from coffeecop.models.suggestions import MOST_SEARCHED_FOR_THEMES, has_stale_themes
from coffeecop.models.topics import OTHER, topics_in_use

logger = logging.getLogger("coffeecop.analysis.clustering")

EVENTS_PER_RUN = 20
# Any number not used for other advisory locks of two numbers.
TURNS = 20260227
MOST_CONCERNS = MOST_SEARCHED_FOR_THEMES
THEMES_REMEMBERED = 100
TEXTS_PER_THEME = 20
# Fewer do not make a new theme; a theme that is known takes a single one.
FEWEST_OF_NEW = FEWEST_RAISING


@dataclass(frozen=True)
class FoundTheme:
    """Concerns of an event that form a theme, the most representative first."""

    concern_ids: list[int]
    names: Mapping[str, str]
    # The id of the existing theme that it matches, if any.
    theme_id: int | None


def find_themes_due() -> int:
    """Cluster some of the events with newly classified concerns and return how many."""
    due = db.session.execute(
        select(Event.id, Event.agency_id)
        .where(has_stale_themes())
        .order_by(Event.id.desc())
        .limit(EVENTS_PER_RUN)
    ).all()
    for event_id, agency_id in due:
        last_classified_at = _last_classified_at(event_id)
        try:
            found = quotes_of(event_id), mentions_of(event_id), themes_of(event_id, agency_id)
        except Exception:
            # A failure does not block other events, and what was found before stays; the next new
            # concern triggers a retry.
            logger.exception("an event's themes could not be sought", extra={"event": event_id})
            found = None
        # Clustering is slow; do not hold a transaction open during it.
        db.session.rollback()
        with db_writes():
            if not _is_still_due(event_id):
                continue
            if found is not None:
                quotes, mentions, themes = found
                write_quotes(event_id, quotes)
                write_mentions(event_id, mentions)
                _write_themes(event_id, agency_id, themes)
            _lock_event(event_id)
            # Otherwise the event is still due.
            if _last_classified_at(event_id) == last_classified_at:
                execute_bulk(
                    update(Event).where(Event.id == event_id).values(themes_found_at=now())
                )
    return len(due)


def _is_still_due(event_id: int) -> bool:
    """Wait for another worker that writes to this event; return whether it left something to do."""
    if db.engine.dialect.name == "postgresql":
        # SQLite has one writer at a time.
        db.session.execute(select(func.pg_advisory_xact_lock(TURNS, event_id)))
    due = select(Event.id).where(Event.id == event_id, has_stale_themes())
    return db.session.scalar(due) is not None


def themes_of(event_id: int, agency_id: int) -> list[FoundTheme]:
    """Return groups of similar concerns of an event that no topic covers."""
    ids = list(
        db.session.scalars(
            select(Concern.id)
            .where(Concern.event_id == event_id, in_event_stream())
            .order_by(Concern.id.desc())
            .limit(MOST_CONCERNS)
        )
    )
    texts = texts_of(ids)
    at_this_event = _themes_at(event_id, ids)
    elsewhere = _known_themes(agency_id)
    found = []
    topics = topic_texts(topic for topic in topics_in_use(agency_id) if topic.key != OTHER)
    examples = examples_of(agency_id)
    known = list(at_this_event.values())
    for theme in find_themes(texts, topics, examples, _settled(ids), known):
        members = [ids[place] for place in theme.members]
        if theme.known is not None:
            theme_id: int | None = list(at_this_event)[theme.known]
        else:
            theme_id = same_theme([texts[place] for place in theme.members], elsewhere)
        found.append(FoundTheme(members, theme.names, theme_id))
    return found


def _last_classified_at(event_id: int) -> datetime | None:
    return db.session.scalar(
        select(func.max(Concern.suggested_at)).where(Concern.event_id == event_id)
    )


def _settled(concern_ids: Sequence[int]) -> set[int]:
    """Return the indexes of concerns under a topic of the list that staff chose.

    Residents choose quickly, from names alone: what they chose says little against a theme.
    """
    chosen = set(
        db.session.scalars(
            select(ConcernTopic.concern_id)
            .join(ConcernTopic.topic)
            .where(
                ConcernTopic.concern_id.in_(concern_ids),
                ConcernTopic.assigned_by == AssignedBy.STAFF,
                Topic.key != OTHER,
            )
        )
    )
    return {place for place, concern_id in enumerate(concern_ids) if concern_id in chosen}


def _themes_at(event_id: int, concern_ids: Sequence[int]) -> dict[int, list[int]]:
    """Return the themes known at this event, with the indexes of these concerns.

    Includes dismissed themes, so that they are not proposed again.
    """
    place_of = {concern_id: place for place, concern_id in enumerate(concern_ids)}
    known: dict[int, list[int]] = defaultdict(list)
    for theme_id, concern_id in db.session.execute(
        select(ThemeConcern.theme_id, ThemeConcern.concern_id)
        .join(ThemeConcern.concern)
        .join(ThemeConcern.theme)
        .where(Concern.event_id == event_id, Theme.status != ThemeStatus.MADE_TOPIC)
        .order_by(ThemeConcern.theme_id, ThemeConcern.rank, ThemeConcern.concern_id)
    ):
        if concern_id in place_of:
            known[theme_id].append(place_of[concern_id])
    return known


def _known_themes(agency_id: int) -> dict[int, Sequence[Text]]:
    """Return texts of all known themes, also of dismissed ones."""
    remembered = (
        select(Theme.id)
        .where(Theme.agency_id == agency_id, Theme.status != ThemeStatus.MADE_TOPIC)
        .order_by(Theme.id.desc())
        .limit(THEMES_REMEMBERED)
    )
    members: dict[int, list[int]] = defaultdict(list)
    for theme_id, concern_id in db.session.execute(
        select(ThemeConcern.theme_id, ThemeConcern.concern_id)
        .join(ThemeConcern.concern)
        .where(ThemeConcern.theme_id.in_(db.session.scalars(remembered).all()))
        .order_by(ThemeConcern.rank, Concern.id.desc())
    ):
        if len(members[theme_id]) < TEXTS_PER_THEME:
            members[theme_id].append(concern_id)
    return {theme_id: texts_of(ids) for theme_id, ids in members.items()}


def _lock_event(event_id: int) -> None:
    """Make a classification that is about to mark the event as due wait until commit.

    Last of all locks: a classification holds concerns, to which quotes refer, when it takes this.
    """
    own = select(Event.id).where(Event.id == event_id)
    db.session.execute(own.with_for_update(key_share=True))


def _write_themes(event_id: int, agency_id: int, found: Sequence[FoundTheme]) -> None:
    """Add what was found to the themes of an event.

    What was shown stays: no theme goes and no concern leaves one because another text came.
    """
    known = _lock_themes(agency_id, {each.theme_id for each in found if each.theme_id})
    taken = _in_a_theme(event_id)
    present = _existing(concern_id for each in found for concern_id in each.concern_ids)
    for each in found:
        free = [one for one in each.concern_ids if one in present - taken]
        theme = known.get(each.theme_id or 0) or _new_theme(free, agency_id)
        if theme and theme.status is not ThemeStatus.MADE_TOPIC:
            _grow(theme, free, each.names)
            taken.update(free)


def _lock_themes(agency_id: int, theme_ids: Collection[int]) -> dict[int, Theme]:
    """Lock and return these themes, so that nobody decides on them while they grow."""
    themes = db.session.scalars(
        select(Theme)
        .where(Theme.agency_id == agency_id, Theme.id.in_(theme_ids))
        .order_by(Theme.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {theme.id: theme for theme in themes}


def _in_a_theme(event_id: int) -> set[int]:
    own = select(ThemeConcern.concern_id).join(ThemeConcern.concern)
    return set(db.session.scalars(own.where(Concern.event_id == event_id)))


def _new_theme(free: Sequence[int], agency_id: int) -> Theme | None:
    """Return a new theme; None if too few are left because somebody took them meanwhile."""
    if len(free) < FEWEST_OF_NEW:
        return None
    theme = Theme(agency_id=agency_id, status=ThemeStatus.PROPOSED)
    db.session.add(theme)
    db.session.flush()
    return theme


def _grow(theme: Theme, concern_ids: Sequence[int], names: Mapping[str, str]) -> None:
    """Add concerns, and a name in a language in which the theme has none."""
    theme.phrase_en = theme.phrase_en or names.get(Language.ENGLISH)
    theme.phrase_es = theme.phrase_es or names.get(Language.SPANISH)
    own = select(func.max(ThemeConcern.rank)).where(ThemeConcern.theme_id == theme.id)
    last = db.session.scalar(own)
    start = 0 if last is None else last + 1
    rows = [
        {"theme_id": theme.id, "concern_id": concern_id, "rank": rank}
        for rank, concern_id in enumerate(concern_ids, start)
    ]
    if rows:
        db.session.execute(insert(ThemeConcern), rows)
    db.session.flush()


def _existing(concern_ids: Iterable[int]) -> set[int]:
    return set(db.session.scalars(select(Concern.id).where(Concern.id.in_(set(concern_ids)))))
