"""Counts beside the concerns, all of one statement: the plan, the last event, the set-up."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, RowMapping, func, select

from coffeecop.db import db
from coffeecop.models import (
    Concern,
    Event,
    Promise,
    Referral,
    Rsvp,
    RsvpNeed,
    RsvpStatus,
    StaffMember,
)
from coffeecop.models.concern.conditions import (
    asks_for_answer,
    in_event_stream,
    is_entered,
    is_to_answer,
    not_sorted,
)
from coffeecop.models.event.attendance import LANGUAGE_NEEDS, LanguageNeed, language_needs
from coffeecop.models.promise import is_due_within, is_overdue_for
from coffeecop.staff.concern_list.conditions import replies_to_use
from coffeecop.staff.summaries.counts import Share
from coffeecop.staff.today.set_up import SetUp, read_set_up, set_up_columns

SOON = timedelta(days=7)


class PromisesDue(NamedTuple):
    overdue: int
    soon: int


def promise_columns(member: StaffMember) -> dict[str, ColumnElement[Any]]:
    conditions = {
        "promises_overdue": is_overdue_for(member),
        "promises_soon": is_due_within(member, SOON),
    }
    return {
        name: select(func.count(Promise.id)).where(condition).scalar_subquery()
        for name, condition in conditions.items()
    }


def read_promises(found: RowMapping) -> PromisesDue:
    return PromisesDue(found["promises_overdue"], found["promises_soon"])


# Rows, with the one that tells how many more there are.
MOST_LANGUAGE_ROWS = 3


class Plan(NamedTuple):
    """How many may come to an event, and the languages that they asked for."""

    people: int
    parties: int
    language_needs: list[LanguageNeed]

    @property
    def shown_needs(self) -> list[LanguageNeed]:
        # Those that nobody speaks come first.
        has_room = len(self.language_needs) <= MOST_LANGUAGE_ROWS
        return self.language_needs[: MOST_LANGUAGE_ROWS if has_room else MOST_LANGUAGE_ROWS - 1]


class Facts(NamedTuple):
    """None for what was not asked about."""

    plan: Plan | None
    still_open: Share | None
    set_up: SetUp | None
    # Captured by staff or typed in from cards, at the events with the newest concerns.
    captured: int = 0
    promises: PromisesDue = PromisesDue(0, 0)
    # Partners have replied to, and nobody has taken it up.
    replied: int = 0


def facts(
    *,
    upcoming: Event | None,
    last: Event | None,
    setting_up: StaffMember | None,
    member: StaffMember,
    active_ids: Collection[int],
) -> Facts:
    columns: dict[str, Any] = promise_columns(member)
    if upcoming:
        columns |= _plan(upcoming)
    if last:
        columns |= _still_open(last)
    if setting_up:
        columns |= set_up_columns(setting_up)
    if active_ids:
        columns["captured"] = _captured(active_ids)
        replies = replies_to_use(member.agency_id).with_only_columns(func.count(Referral.id))
        columns["replied"] = replies.scalar_subquery()
    labelled = [column.label(name) for name, column in columns.items()]
    found = db.session.execute(select(*labelled)).mappings().one()
    return Facts(
        _read_plan(upcoming, found) if upcoming else None,
        Share(found["waiting"], found["asked"]) if last else None,
        read_set_up(setting_up, found) if setting_up else None,
        found["captured"] if active_ids else 0,
        read_promises(found),
        found["replied"] if active_ids else 0,
    )


def _plan(event: Event) -> dict[str, ColumnElement[Any]]:
    coming = Rsvp.event_id == event.id, Rsvp.status == RsvpStatus.COMING
    asking = select(func.count(RsvpNeed.rsvp_id)).join(Rsvp, Rsvp.id == RsvpNeed.rsvp_id)
    columns = {
        "people": select(func.coalesce(func.sum(Rsvp.party_size), 0)).where(*coming),
        "parties": select(func.count(Rsvp.id)).where(*coming),
        "asking": asking.where(*coming, RsvpNeed.need.in_(LANGUAGE_NEEDS)),
    }
    return {name: query.scalar_subquery() for name, query in columns.items()}


def _read_plan(event: Event, found: RowMapping) -> Plan:
    # Most often nobody asked, and the roster need not be read.
    needs = language_needs(event) if found["asking"] else []
    return Plan(found["people"], found["parties"], needs)


def _still_open(event: Event) -> dict[str, ColumnElement[Any]]:
    of_event = select(func.count(Concern.id)).where(Concern.event_id == event.id, in_event_stream())
    return {
        "asked": of_event.where(asks_for_answer()).scalar_subquery(),
        "waiting": of_event.where(is_to_answer()).scalar_subquery(),
    }


def _captured(event_ids: Collection[int]) -> ColumnElement[int]:
    conditions = in_event_stream(), is_entered(), not_sorted()
    captured = select(func.count(Concern.id)).where(Concern.event_id.in_(event_ids), *conditions)
    return captured.scalar_subquery()
