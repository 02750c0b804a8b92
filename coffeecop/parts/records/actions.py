"""What those who keep the records do: choose how long, hold for a case, ask to destroy, approve."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import delete, exists, insert, select, update

from coffeecop.db import db, execute_bulk, now
from coffeecop.models import Concern, Role, StaffMember
from coffeecop.models.agency import lock_agency
from coffeecop.models.audit import changes, record
from coffeecop.models.concern.conditions import readable_by
from coffeecop.models.keys import stored
from coffeecop.parts.records.audit import RecordsAction
from coffeecop.parts.records.due import may_read, not_asked_yet, summary
from coffeecop.parts.records.models.destructions import Destruction, DestructionItem
from coffeecop.parts.records.models.holds import HeldRecord, Hold
from coffeecop.parts.records.models.requests import RecordsRequest
from coffeecop.parts.records.models.schedule import (
    HELD_KINDS,
    RecordKind,
    Ref,
    RetentionRule,
    Schedule,
)
from coffeecop.parts.records.models.settings import change_settings

# What a line of a schedule may leave out.
EMPTY_LINE = {"needs_approval": True, "item": None, "source": None}


class NothingDue(Exception):
    """Nothing of the series is due and not asked for yet."""


class CannotApprove(Exception):
    """It was stopped or approved already, or the same person has asked for it or approved it."""


class StillRequested(Exception):
    """An open request for records needs the hold: closing the request lifts it."""


class CannotStop(Exception):
    """It was stopped already, or it has begun."""


def choose_schedule(schedule: Schedule, *, by: StaffMember) -> None:
    """Replace all lines of the department by those of a schedule that comes with the program."""
    lock_agency(by.agency_id)
    own = select(RetentionRule).where(RetentionRule.agency_id == by.agency_id)
    rules = {rule.series: rule for rule in db.session.scalars(own)}
    for series, line in schedule.lines.items():
        rule = rules.get(series) or RetentionRule(agency_id=by.agency_id, series=series)
        rule.write({**EMPTY_LINE, **line}, seen=rule.version)
        db.session.add(rule)
    names = "fiscal_year_month", "request_days", "request_in_business_days"
    change_settings(by.agency, {name: getattr(schedule, name) for name in names})
    detail = {"schedule": schedule.name}
    record(RecordsAction.SCHEDULE_CHANGED, by=by, subject=by.agency, detail=detail)


def change_rule(
    rule: RetentionRule, values: Mapping[str, Any], *, seen: str | None, by: StaffMember
) -> None:
    """Store a line as it is wanted, also one of the plain schedule. Raises ChangedByColleague."""
    is_new = rule.version is None
    changed = rule.write(values, seen=seen)
    if not (changed or is_new):
        return
    db.session.add(rule)
    detail = {
        "series": rule.series,
        **changes({("item_number" if k == "item" else k): v for k, v in changed.items()}),
    }
    record(RecordsAction.SCHEDULE_CHANGED, by=by, subject=by.agency, detail=detail)


def place_hold(
    refs: Iterable[Ref], *, name: str, reason: str, key_hash: str, by: StaffMember
) -> Hold:
    """Keep these records, and all of an event, until the hold is lifted. Idempotent."""
    # Two of one form take turns.
    lock_agency(by.agency_id)
    if earlier := stored(Hold, key_hash):
        return earlier
    hold = Hold(
        agency_id=by.agency_id, form_key_hash=key_hash, name=name, reason=reason, created_by=by
    )
    db.session.add(hold)
    db.session.flush()
    add_to_hold(hold, refs, by=by)
    return hold


def add_to_hold(hold: Hold, refs: Iterable[Ref], *, by: StaffMember) -> None:
    """Keep more for the same case; of what it has already, and of what is gone, nothing changes."""
    # Nothing is destroyed meanwhile: jobs/destroying.py locks the same row.
    lock_agency(hold.agency_id)
    db.session.refresh(hold, ["lifted_at"])
    if hold.is_lifted:
        return
    held = select(HeldRecord.kind, HeldRecord.number).where(HeldRecord.hold_id == hold.id)
    known = {(kind, number) for kind, number in db.session.execute(held)}
    wanted = {*refs}
    concern_ids = [number for kind, number in wanted if kind == RecordKind.CONCERN]
    readable = select(Concern.id).join(Concern.event).where(readable_by(by))
    found = {*db.session.scalars(readable.where(Concern.id.in_(concern_ids)))}
    new = sorted(
        (kind, number)
        for kind, number in wanted - known
        if kind != RecordKind.CONCERN or number in found
    )
    for kind, number in new:
        row = {"kind": kind, "number": number, f"{kind}_id": number}
        db.session.add(HeldRecord(hold_id=hold.id, **row))
    detail = {"hold": hold.name, "records": len(new)}
    record(RecordsAction.RECORDS_HELD, by=by, subject=hold, detail=detail)


def lift_hold(hold: Hold, *, by: StaffMember) -> None:
    """Let the schedule apply again to what no other hold keeps. Idempotent.

    Raises StillRequested.
    """
    db.session.refresh(hold, ["lifted_at"], with_for_update=True)
    if hold.is_lifted:
        return
    needs_it = RecordsRequest.hold_id == hold.id, RecordsRequest.closed_at.is_(None)
    if db.session.scalar(select(exists().where(*needs_it))):
        raise StillRequested
    hold.lifted_at, hold.lifted_by = now(), by
    own = update(HeldRecord).where(HeldRecord.hold_id == hold.id)
    execute_bulk(own.values({f"{each}_id": None for each in HELD_KINDS}))
    record(RecordsAction.HOLD_LIFTED, by=by, subject=hold, detail={"hold": hold.name})


def ask_for_destruction(rule: RetentionRule, *, key_hash: str, by: StaffMember) -> Destruction:
    """Ask that all that is due of a series is destroyed. Idempotent. Raises NothingDue."""
    lock_agency(by.agency_id)
    if earlier := stored(Destruction, key_hash):
        return earlier
    chosen = not_asked_yet(by.agency, rule)
    found = summary(by.agency, chosen)
    if found is None or not may_read(rule.series, by):
        raise NothingDue
    destruction = Destruction(
        agency_id=by.agency_id,
        form_key_hash=key_hash,
        series=rule.series,
        trigger=rule.trigger,
        keep=rule.keep,
        unit=rule.unit,
        item=rule.item,
        source=rule.source,
        first_day=found.first_day,
        last_day=found.last_day,
        records=found.number,
        asked_by=by,
    )
    db.session.add(destruction)
    db.session.flush()
    numbers = db.session.scalars(chosen.with_only_columns(chosen.selected_columns.number)).all()
    db.session.execute(
        insert(DestructionItem),
        [{"destruction_id": destruction.id, "number": number} for number in numbers],
    )
    _record(RecordsAction.DESTRUCTION_ASKED, destruction, by=by)
    return destruction


def approve(destruction: Destruction, *, by: StaffMember) -> None:
    """Raises CannotApprove."""
    db.session.refresh(destruction, with_for_update=True)
    if not destruction.may_be_approved_by(by) or not by.has_any(Role.RECORDS):
        raise CannotApprove
    destruction.approve(by=by)
    _record(RecordsAction.DESTRUCTION_APPROVED, destruction, by=by)


def stop(destruction: Destruction, *, by: StaffMember) -> None:
    """Keep what was to be destroyed, until somebody asks again. Raises CannotStop."""
    db.session.refresh(destruction, with_for_update=True)
    if not destruction.can_be_stopped:
        raise CannotStop
    destruction.stop(by=by)
    own = DestructionItem.destruction_id == destruction.id
    execute_bulk(delete(DestructionItem).where(own))
    _record(RecordsAction.DESTRUCTION_STOPPED, destruction, by=by)


def _record(action: RecordsAction, destruction: Destruction, *, by: StaffMember) -> None:
    # Without a number: who may not read complaints would count them in the log.
    detail = {"destruction": destruction.id}
    record(action, by=by, subject=destruction, detail=detail)
