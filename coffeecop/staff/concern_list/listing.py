"""The list of concerns that a filter finds: in order, a page at a time, and what stands where."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import Any

from flask import abort, g
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import ColumnElement, Select, bindparam, select

from coffeecop.db import db
from coffeecop.engine.examples import encoder_name
from coffeecop.models import Concern, Event, Matter, Topic, Venue
from coffeecop.parts import comparer
from coffeecop.parts.hooks import Alike
from coffeecop.staff.concern_list.excerpts import excerpts
from coffeecop.staff.concern_list.filters import ConcernFilter, in_order, matching
from coffeecop.staff.concern_list.rows import rows_of
from coffeecop.staff.concern_list.search import QUOTATION_MARKS, matches, matches_kindred
from coffeecop.staff.concern_list.work import AGENCY_ID, events_by_id, events_of
from coffeecop.staff.identity.auth import own_or_404
from coffeecop.staff.summaries.quotes import mention_labels
from coffeecop.web.i18n import localized
from coffeecop.web.paging import PAGE_SIZE, ListPage

MOST_LISTED = 1000
# Whoever has so many to read is not kept waiting for those that are alike in meaning alone.
ENOUGH_BY_WORDS = 10
# Limits the events searched: a rare filter would otherwise scan all concerns. Words have an index.
EVENTS_SEARCHED = 500
# The start of the newest event that is not searched; NULL if all are searched.
NEWEST_FIRST = events_of(AGENCY_ID).with_only_columns(Event.starts_at)
LEFT_OUT = NEWEST_FIRST.offset(bindparam("searched")).limit(1).correlate(None).scalar_subquery()
IS_SEARCHED = LEFT_OUT.is_(None) | (Event.starts_at > LEFT_OUT)


@dataclass(frozen=True)
class Listing:
    """The ids of the concerns that a filter finds, in order, at most MOST_LISTED."""

    chosen: ConcernFilter
    ids: Sequence[int]
    is_capped: bool = False
    leaves_out_old_events: bool = False
    # What they were ordered by, if it is how alike they are.
    alike: Alike | None = None
    # So many have all words of a search; then come those like them.
    exact: int = 0
    # If meanings were asked for: those that come last.
    meant: Alike | None = None

    @property
    def total(self) -> int:
        return len(self.ids)

    @property
    def newest_compared(self) -> int:
        """Return how many meanings were compared, those of the newest; 0: all, or none."""
        return (self.alike or self.meant or Alike()).newest

    def place(self, concern_id: int) -> int | None:
        """Return the place of a concern, counted from 1."""
        return self.ids.index(concern_id) + 1 if concern_id in self.ids else None

    def next_after(self, concern_id: int) -> int | None:
        """Return the next concern; the first for one that is not in the list."""
        place = self.place(concern_id) or 0
        return self.ids[place] if place < self.total else None

    def previous_before(self, concern_id: int) -> int | None:
        place = self.place(concern_id) or 0
        return self.ids[place - 2] if place > 1 else None


def listing(chosen: ConcernFilter) -> Listing:
    member = g.staff_member
    if chosen.like_ids:
        if compares := comparer(member.agency):
            return _most_alike(chosen, compares.alike(chosen.like_ids, chosen.unlike_ids, member))
        return Listing(chosen, ids=[])
    return _searched(chosen) if chosen.search else _in_order(chosen)


def _searched(chosen: ConcernFilter) -> Listing:
    """Return what has the words, then what has others like them, then what means the same.

    Meanings are compared only if the words find few, as that takes a second; not those of
    complaints, and not if words are quoted.
    """
    words = chosen.search
    found = _in_order(chosen, matches(words))
    if found.is_capped:
        return replace(found, exact=found.total)
    kindred = _in_order(chosen, matches_kindred(words), ~matches(words))
    ids = [*found.ids, *kindred.ids]
    with_words = replace(
        found,
        ids=ids[:MOST_LISTED],
        is_capped=kindred.is_capped or len(ids) > MOST_LISTED,
        exact=found.total,
    )
    compares = comparer(g.staff_member.agency)
    is_by_words = bool(chosen.is_by_words or QUOTATION_MARKS & set(words)) or encoder_name() is None
    if len(ids) >= ENOUGH_BY_WORDS or is_by_words or compares is None:
        return with_words
    meant = compares.close_in_meaning(words, g.staff_member)
    present = _present(chosen, [*meant.sentences], ~matches_kindred(words))
    return replace(with_words, ids=[*ids, *present[:PAGE_SIZE]], meant=meant)


def _in_order(chosen: ConcernFilter, *conditions: ColumnElement[bool]) -> Listing:
    given = {"agency_id": g.staff_member.agency_id, "searched": EVENTS_SEARCHED}
    query = _ids(chosen, *conditions).add_columns(LEFT_OUT).limit(MOST_LISTED + 1)
    query = query.order_by(*in_order(chosen, g.staff_member))
    searches_all = bool(chosen.event_ids or chosen.search)
    if not searches_all:
        query = query.where(IS_SEARCHED)
    rows = db.session.execute(query, given).all()
    found = Listing(
        chosen, ids=[row[0] for row in rows[:MOST_LISTED]], is_capped=len(rows) > MOST_LISTED
    )
    if searches_all:
        return found
    oldest = rows[0][1] if rows else db.session.scalar(select(LEFT_OUT), given)
    return replace(found, leaves_out_old_events=oldest is not None)


def _most_alike(chosen: ConcernFilter, found: Alike) -> Listing:
    """Return those that a filter also finds now, the most alike first, on one page."""
    words = [matches_kindred(chosen.search)] if chosen.search else []
    ids = _present(chosen, [*found.sentences], *words)
    return Listing(chosen, ids[:PAGE_SIZE], is_capped=len(ids) > PAGE_SIZE, alike=found)


def _present(
    chosen: ConcernFilter, ids: Sequence[int], *conditions: ColumnElement[bool]
) -> list[int]:
    """Return those of these concerns that a filter finds now, in the same order."""
    query = _ids(chosen, Concern.id.in_(ids), *conditions)
    present = set(db.session.scalars(query)) if ids else set()
    return [each for each in ids if each in present]


def _ids(chosen: ConcernFilter, *conditions: ColumnElement[bool]) -> Select[Any]:
    own = Event.agency_id == g.staff_member.agency_id, *matching(chosen, g.staff_member)
    return select(Concern.id).join(Concern.event).where(*own, *conditions)


def list_context(chosen: ConcernFilter, found: Listing, *, page: int) -> dict[str, Any]:
    """Return the template context of a list. Aborts with 404 for other agencies' ids."""
    agency_id = g.staff_member.agency_id
    events = events_by_id(agency_id, chosen.event_ids) if chosen.event_ids else []
    if len(events) < len(chosen.event_ids):
        abort(404)
    last = ceil(found.total / PAGE_SIZE)
    shown = ListPage(max(1, min(page, last)), PAGE_SIZE, error_out=False, rows=found.ids)
    shown.items = rows_of(shown.items)
    return {
        "chosen": chosen,
        "chosen_events": events,
        "chosen_topics": {
            each: localized(own_or_404(Topic, each), "name") for each in chosen.topic_ids
        },
        "chosen_venue": own_or_404(Venue, chosen.venue_id) if chosen.venue_id else None,
        "chosen_matter": own_or_404(Matter, chosen.matter_id) if chosen.matter_id else None,
        "chosen_mentions": mention_labels(agency_id, chosen.mentions),
        "events_searched": EVENTS_SEARCHED,
        "listing": found,
        "count": _count(found),
        "page": shown,
        "excerpts": excerpts(
            [row.concern for row in shown.items],
            chosen.search,
            exact_ids=found.ids[: found.exact],
            sentences=found.meant.sentences if found.meant else {},
        ),
        "compares": comparer(g.staff_member.agency) is not None,
        "has_encoder": encoder_name() is not None,
    }


def _count(found: Listing) -> str:
    if found.alike and found.is_capped:
        return _("The %(number)s most alike", number=found.total)
    if found.alike:
        return ngettext("%(num)s concern is alike", "%(num)s concerns are alike", found.total)
    if found.is_capped:
        return _("More than %(number)s concerns", number=found.total)
    return ngettext("%(num)s concern", "%(num)s concerns", found.total)


def page_with(found: Listing, concern_id: int) -> int:
    """Return the number of the page on which a concern stands; 1 for one that is not listed."""
    return ceil((found.place(concern_id) or 1) / PAGE_SIZE)
