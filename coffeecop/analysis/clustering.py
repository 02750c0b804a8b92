"""Find quotes for each topic and new themes among the concerns of an event.

Runs in the background process after `classification`, which marks the events that are due.
"""

import logging
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, exists, func, insert, or_, select, update

from coffeecop.analysis.mentions import mentions_of, write_mentions
from coffeecop.analysis.quotes import quotes_of, write_quotes
from coffeecop.analysis.training_data import examples_of, texts_of, topic_texts
from coffeecop.db import db, db_writes, execute_bulk, now
from coffeecop.engine.examples import Text
from coffeecop.engine.themes import find_themes, same_theme
from coffeecop.models import (
    AssignedBy,
    Concern,
    ConcernTopic,
    Event,
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
MOST_CONCERNS = MOST_SEARCHED_FOR_THEMES
THEMES_REMEMBERED = 100
TEXTS_PER_THEME = 20
LONGEST_PHRASE = 200
PEOPLE = (AssignedBy.RESIDENT, AssignedBy.STAFF)


@dataclass(frozen=True)
class FoundTheme:
    """Concerns of an event that form a theme, the most representative first."""

    concern_ids: list[int]
    # None if they share none.
    phrase: str | None
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
    at_this_event, elsewhere = _known_themes(agency_id, event_id)
    found = []
    topics = topic_texts(topic for topic in topics_in_use(agency_id) if topic.key != OTHER)
    examples = examples_of(agency_id)
    for theme in find_themes(texts, topics, examples, _settled(ids)):
        members = [ids[place] for place in theme.members]
        known = _largest_overlap(members, at_this_event) or same_theme(
            [texts[place] for place in theme.members], elsewhere
        )
        phrase = "; ".join(theme.phrases)[:LONGEST_PHRASE] or None
        found.append(FoundTheme(members, phrase, known))
    return found


def _last_classified_at(event_id: int) -> datetime | None:
    return db.session.scalar(
        select(func.max(Concern.suggested_at)).where(Concern.event_id == event_id)
    )


def _settled(concern_ids: Sequence[int]) -> set[int]:
    """Return the indexes of concerns under a topic of the list that a person chose."""
    chosen = set(
        db.session.scalars(
            select(ConcernTopic.concern_id)
            .join(ConcernTopic.topic)
            .where(
                ConcernTopic.concern_id.in_(concern_ids),
                ConcernTopic.assigned_by.in_(PEOPLE),
                Topic.key != OTHER,
            )
        )
    )
    return {place for place, concern_id in enumerate(concern_ids) if concern_id in chosen}


def _known_themes(
    agency_id: int, event_id: int
) -> tuple[dict[int, set[int]], dict[int, Sequence[Text]]]:
    """Return the concerns of themes known at this event, and the texts of all known themes.

    Includes dismissed themes, so that they are not proposed again.
    """
    remembered = (
        select(Theme.id)
        .where(Theme.agency_id == agency_id, Theme.status != ThemeStatus.MADE_TOPIC)
        .order_by(Theme.id.desc())
        .limit(THEMES_REMEMBERED)
    )
    at_this_event: dict[int, set[int]] = defaultdict(set)
    members: dict[int, list[int]] = defaultdict(list)
    for theme_id, concern_id, at_event in db.session.execute(
        select(ThemeConcern.theme_id, ThemeConcern.concern_id, Concern.event_id)
        .join(ThemeConcern.concern)
        .where(ThemeConcern.theme_id.in_(db.session.scalars(remembered).all()))
        .order_by(ThemeConcern.rank, Concern.id.desc())
    ):
        if at_event == event_id:
            at_this_event[theme_id].add(concern_id)
        if len(members[theme_id]) < TEXTS_PER_THEME:
            members[theme_id].append(concern_id)
    return at_this_event, {theme_id: texts_of(ids) for theme_id, ids in members.items()}


def _largest_overlap(concern_ids: Sequence[int], themes: Mapping[int, set[int]]) -> int | None:
    """Return the theme that shares most concerns, if that is half of the smaller group."""
    shared = {
        theme_id: len(own.intersection(concern_ids))
        for theme_id, own in themes.items()
        if 2 * len(own.intersection(concern_ids)) >= min(len(own), len(concern_ids))
    }
    return max(shared, key=lambda theme_id: (shared[theme_id], -theme_id), default=None)


def _lock_event(event_id: int) -> None:
    """Make a classification that is about to mark the event as due wait until commit.

    Last of all locks: a classification holds concerns, to which quotes refer, when it takes this.
    """
    own = select(Event.id).where(Event.id == event_id)
    db.session.execute(own.with_for_update(key_share=True))


def _write_themes(event_id: int, agency_id: int, found: Sequence[FoundTheme]) -> None:
    """Replace the event's proposed themes; themes that a person decided on stay."""
    known = _lock_themes(agency_id, [each.theme_id for each in found if each.theme_id])
    proposed = [theme.id for theme in known.values() if theme.is_proposed]
    at_this_event = select(Concern.id).where(Concern.event_id == event_id)
    execute_bulk(
        delete(ThemeConcern).where(
            ThemeConcern.concern_id.in_(at_this_event), ThemeConcern.theme_id.in_(proposed)
        )
    )
    taken = set(
        db.session.scalars(
            select(ThemeConcern.concern_id).where(ThemeConcern.concern_id.in_(at_this_event))
        )
    )
    present = _existing(concern_id for each in found for concern_id in each.concern_ids)
    for each in found:
        free = [one for one in each.concern_ids if one in present - taken]
        theme = _theme(each, known, agency_id) if free else None
        if theme:
            rows = [
                {"theme_id": theme.id, "concern_id": concern_id, "rank": rank}
                for rank, concern_id in enumerate(free)
            ]
            db.session.execute(insert(ThemeConcern), rows)
    is_empty = ~exists().where(ThemeConcern.theme_id == Theme.id)
    execute_bulk(delete(Theme).where(Theme.id.in_(proposed), is_empty))


def _lock_themes(agency_id: int, theme_ids: Collection[int]) -> dict[int, Theme]:
    """Lock and return the proposed themes and those with these ids.

    Otherwise the concerns of a theme that a colleague signs off at this moment would be lost.
    """
    wanted = or_(Theme.status == ThemeStatus.PROPOSED, Theme.id.in_(theme_ids))
    themes = db.session.scalars(
        select(Theme)
        .where(Theme.agency_id == agency_id, wanted)
        .order_by(Theme.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {theme.id: theme for theme in themes}


def _theme(found: FoundTheme, known: Mapping[int, Theme], agency_id: int) -> Theme | None:
    """Return the existing or a new theme; None if it has become a topic meanwhile."""
    theme = known.get(found.theme_id) if found.theme_id else None
    if theme is None:
        theme = Theme(agency_id=agency_id, phrase=found.phrase, status=ThemeStatus.PROPOSED)
        db.session.add(theme)
        db.session.flush()
    elif theme.status is ThemeStatus.MADE_TOPIC:
        return None
    elif theme.is_proposed:
        theme.phrase = found.phrase
        db.session.flush()
    return theme


def _existing(concern_ids: Iterable[int]) -> set[int]:
    return set(db.session.scalars(select(Concern.id).where(Concern.id.in_(set(concern_ids)))))
