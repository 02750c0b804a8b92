from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from coffeecop.db import db
from coffeecop.models import Concern, ConcernTopic, Event, Theme, ThemeConcern, ThemeStatus
from coffeecop.models.concern.conditions import in_event_stream, is_doubtful
from coffeecop.web.paging import paginated


@dataclass(frozen=True)
class ListedTheme:
    """A theme with its concerns in the event stream."""

    theme: Theme
    concerns: int
    # The most representative concern.
    quote: Concern
    # Newest first; without the event by which the list is filtered.
    events: Sequence[Event]


def theme_page(
    agency_id: int, status: ThemeStatus, *, event: Event | None, page: int
) -> Pagination:
    """Return a page of ListedThemes, those of most concerns first."""
    own = _of(agency_id)
    there = (own & (Concern.event_id == event.id)) if event else own
    sizes = _members(there, ThemeConcern.theme_id, func.count().label("concerns"))
    size = sizes.group_by(ThemeConcern.theme_id).subquery()
    found = paginated(
        select(Theme)
        .join(size, size.c.theme_id == Theme.id)
        .where(Theme.agency_id == agency_id, Theme.status == status)
        .order_by(size.c.concerns.desc(), Theme.id.desc())
        .options(joinedload(Theme.decided_by), joinedload(Theme.topic)),
        page,
    )
    listed = ThemeConcern.theme_id.in_([theme.id for theme in found.items])
    counted = db.session.execute(sizes.where(listed).group_by(ThemeConcern.theme_id))
    concerns: dict[int, int] = dict(counted.all())
    quotes, events = _quotes(there & listed), _events(own & listed, event)
    # Omit themes that have just lost their last concern.
    found.items = [
        ListedTheme(theme, concerns[theme.id], quotes[theme.id], events[theme.id])
        for theme in found.items
        if theme.id in quotes and theme.id in concerns
    ]
    return found


def theme_of(theme_id: int, agency_id: int) -> Theme | None:
    return db.session.scalars(
        select(Theme).where(Theme.id == theme_id, Theme.agency_id == agency_id)
    ).one_or_none()


def concerns_of(theme: Theme, *, for_update: bool = False) -> Sequence[Concern]:
    """Return the theme's concerns that are in the event stream."""
    wanted = (
        _members(_of(theme.agency_id) & (ThemeConcern.theme_id == theme.id), Concern)
        .order_by(Concern.id)
        .options(contains_eager(Concern.event))
    )
    if for_update:
        # A fixed order, so that concurrent requests cannot deadlock.
        wanted = wanted.with_for_update(of=Concern).options(
            selectinload(Concern.topic_rows).joinedload(ConcernTopic.topic)
        )
    return db.session.scalars(wanted).all()


def themes_with(concerns: Sequence[Concern]) -> Sequence[Theme]:
    """Return the themes in which these concerns are."""
    ids = [concern.id for concern in concerns]
    own = select(ThemeConcern.theme_id).where(ThemeConcern.concern_id.in_(ids))
    return db.session.scalars(select(Theme).where(Theme.id.in_(own)).order_by(Theme.id)).all()


def _of(agency_id: int) -> ColumnElement[bool]:
    return (Event.agency_id == agency_id) & in_event_stream()


def _members(condition: ColumnElement[bool], *columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .select_from(ThemeConcern)
        .join(ThemeConcern.concern)
        .join(Concern.event)
        .where(condition)
    )


def _quotes(condition: ColumnElement[bool]) -> dict[int, Concern]:
    place = func.row_number().over(
        partition_by=ThemeConcern.theme_id,
        order_by=(is_doubtful(), ThemeConcern.rank, Event.starts_at.desc(), Concern.id.desc()),
    )
    ranked = _members(
        condition, ThemeConcern.theme_id, ThemeConcern.concern_id, place.label("place")
    ).subquery()
    rows = db.session.execute(
        select(ranked.c.theme_id, Concern)
        .join(Concern, Concern.id == ranked.c.concern_id)
        .where(ranked.c.place == 1)
        .options(joinedload(Concern.event))
    )
    return dict(rows.all())


def _events(condition: ColumnElement[bool], but: Event | None) -> dict[int, list[Event]]:
    pairs = _members(condition, ThemeConcern.theme_id, Concern.event_id).distinct().subquery()
    events: dict[int, list[Event]] = defaultdict(list)
    for theme_id, event in db.session.execute(
        select(pairs.c.theme_id, Event)
        .join(Event, Event.id == pairs.c.event_id)
        .order_by(Event.starts_at.desc(), Event.id.desc())
    ):
        if event is not but:
            events[theme_id].append(event)
    return events
