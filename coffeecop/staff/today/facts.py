"""Counts beside the concerns, all of one statement: the plan, the last event, the set-up."""

from collections.abc import Collection
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, RowMapping, func, select

from coffeecop.db import db
from coffeecop.models import (
    Concern,
    Event,
    Need,
    RosterEntry,
    RosterLanguage,
    Rsvp,
    RsvpNeed,
    RsvpStatus,
    SpokenLanguage,
    StaffMember,
)
from coffeecop.models.concern_conditions import (
    asks_for_answer,
    in_event_stream,
    is_entered,
    not_sorted,
    waits_for_answer,
)
from coffeecop.staff.queries.shares import Share
from coffeecop.staff.today.set_up import SetUp, read_set_up, set_up_columns

LANGUAGES_ASKED_FOR = (Need.SPANISH, Need.OTHER_LANGUAGE, Need.SIGN_LANGUAGE)


class Plan(NamedTuple):
    """Who may come to an event, and which languages they asked for."""

    people: int
    parties: int
    asked: dict[Need, int]
    spanish_speakers: int


class Facts(NamedTuple):
    """None for what was not asked about."""

    plan: Plan | None
    still_open: Share | None
    set_up: SetUp | None
    # Captured by staff or typed in from cards, at the events with the newest concerns.
    captured: int = 0


def facts(
    *,
    upcoming: Event | None,
    last: Event | None,
    setting_up: StaffMember | None,
    active_ids: Collection[int],
) -> Facts:
    columns: dict[str, Any] = {}
    if upcoming:
        columns |= _plan(upcoming)
    if last:
        columns |= _still_open(last)
    if setting_up:
        columns |= set_up_columns(setting_up)
    if active_ids:
        columns["captured"] = _captured(active_ids)
    if not columns:
        return Facts(None, None, None)
    labelled = [column.label(name) for name, column in columns.items()]
    found = db.session.execute(select(*labelled)).mappings().one()
    return Facts(
        _read_plan(found) if upcoming else None,
        Share(found["waiting"], found["asked"]) if last else None,
        read_set_up(setting_up, found) if setting_up else None,
        found["captured"] if active_ids else 0,
    )


def _plan(event: Event) -> dict[str, ColumnElement[Any]]:
    coming = Rsvp.event_id == event.id, Rsvp.status == RsvpStatus.COMING
    speaks = select(func.count(RosterLanguage.roster_entry_id)).join(
        RosterEntry, RosterEntry.id == RosterLanguage.roster_entry_id
    )
    columns = {
        "people": select(func.coalesce(func.sum(Rsvp.party_size), 0)).where(*coming),
        "parties": select(func.count(Rsvp.id)).where(*coming),
        "spanish_speakers": speaks.where(
            RosterEntry.event_id == event.id, RosterLanguage.language == SpokenLanguage.SPANISH
        ),
    }
    for need in LANGUAGES_ASKED_FOR:
        asking = select(func.count(RsvpNeed.rsvp_id)).join(Rsvp, Rsvp.id == RsvpNeed.rsvp_id)
        columns[need.value] = asking.where(*coming, RsvpNeed.need == need)
    return {name: query.scalar_subquery() for name, query in columns.items()}


def _read_plan(found: RowMapping) -> Plan:
    asked = {need: found[need.value] for need in LANGUAGES_ASKED_FOR if found[need.value]}
    return Plan(found["people"], found["parties"], asked, found["spanish_speakers"])


def _still_open(event: Event) -> dict[str, ColumnElement[Any]]:
    of_event = select(func.count(Concern.id)).where(Concern.event_id == event.id, in_event_stream())
    return {
        "asked": of_event.where(asks_for_answer()).scalar_subquery(),
        "waiting": of_event.where(waits_for_answer()).scalar_subquery(),
    }


def _captured(event_ids: Collection[int]) -> ColumnElement[int]:
    conditions = in_event_stream(), is_entered(), not_sorted()
    captured = select(func.count(Concern.id)).where(Concern.event_id.in_(event_ids), *conditions)
    return captured.scalar_subquery()
