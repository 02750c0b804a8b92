"""Concerns that a person has picked, to make a theme or a topic of them."""

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager, selectinload

from coffeecop.db import db
from coffeecop.models import Concern, ConcernTopic, Event
from coffeecop.models.concern_conditions import in_event_stream


class PickGone(Exception):
    """A concern that was picked is withdrawn, hidden or a complaint by now."""


def picked_concerns(ids: Sequence[int], agency_id: int) -> list[Concern]:
    """Return those of these concerns that count, in this order."""
    return _in_order(ids, _select(ids, agency_id))


def locked_picks(ids: Sequence[int], agency_id: int) -> list[Concern]:
    """Return and lock these concerns with their topics, in this order. Raises PickGone."""
    wanted = (
        _select(ids, agency_id)
        # A fixed order, so that concurrent requests cannot deadlock.
        .order_by(Concern.id)
        .with_for_update(of=Concern)
        .options(selectinload(Concern.topic_rows).joinedload(ConcernTopic.topic))
        .execution_options(populate_existing=True)
    )
    found = _in_order(ids, wanted)
    if len(found) < len(ids):
        raise PickGone
    return found


def _select(ids: Sequence[int], agency_id: int) -> Select[Concern]:
    return (
        select(Concern)
        .join(Concern.event)
        .where(Concern.id.in_(ids), Event.agency_id == agency_id, in_event_stream())
        .options(contains_eager(Concern.event))
    )


def _in_order(ids: Sequence[int], wanted: Select[Concern]) -> list[Concern]:
    found = {concern.id: concern for concern in db.session.scalars(wanted)} if ids else {}
    return [found[each] for each in ids if each in found]
