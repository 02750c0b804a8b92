"""Concerns that a person has picked, and ids and choices in the addresses of staff pages."""

import enum
from collections.abc import Iterable, Sequence
from typing import TypeVar

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager, selectinload
from sqlalchemy.orm.interfaces import ORMOption
from werkzeug.datastructures import MultiDict

from coffeecop.db import db
from coffeecop.models import Concern, ConcernTopic, Event
from coffeecop.models.concern.conditions import in_event_stream
from coffeecop.web.security import parse_id

# Concerns that a person picks at a time: more make an address too long.
MOST_PICKED = 60
# Concerns that are changed in one step: of more, nobody reads what they change.
MOST_AT_ONCE = 100

Choice = TypeVar("Choice", bound=enum.StrEnum)


def parse_ids(text: str) -> tuple[int, ...]:
    """Parse one id, or several as in 7-5-2."""
    ids = dict.fromkeys(map(parse_id, text.split("-")))
    return tuple(found for found in ids if found is not None)


def join_ids(ids: Iterable[int]) -> str:
    return "-".join(map(str, ids))


def picked_ids(args: MultiDict[str, str]) -> tuple[int, ...]:
    """Return the concerns that a person has ticked: ?like=7&like=5, or ?like=7-5."""
    return parse_ids("-".join(args.getlist("like")))


def parse_choice(choices: type[Choice], text: str | None) -> Choice | None:
    return choices(text) if text in list(choices) else None


class PickGone(Exception):
    """A concern that was picked is withdrawn, hidden or a complaint by now."""


def picked_concerns(ids: Sequence[int], agency_id: int, *options: ORMOption) -> list[Concern]:
    """Return those of these concerns that count, in this order; never a complaint."""
    return _in_order(ids, _select(ids, agency_id).options(*options))


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
