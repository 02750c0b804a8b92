from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from coffeecop.db import db, now
from coffeecop.models import (
    AuditAction,
    Concern,
    Promise,
    PromisePhoto,
    PromiseStatus,
    PromiseUpdate,
    StaffMember,
)
from coffeecop.models.audit import record
from coffeecop.models.keys import store_once
from coffeecop.web.photos import Photo

NOON = time(12)
CLOSED = {
    PromiseStatus.KEPT: AuditAction.PROMISE_KEPT,
    PromiseStatus.DROPPED: AuditAction.PROMISE_DROPPED,
}


class NotOpen(Exception):
    """A colleague has kept or dropped the promise, or opened it again."""


def make_promise(
    values: Mapping[str, Any], concerns: Sequence[Concern], *, key_hash: str, by: StaffMember
) -> Promise:
    """Return the promise as stored. A repeated idempotency key changes nothing."""
    promise = Promise(
        agency_id=by.agency_id,
        form_key_hash=key_hash,
        created_by_id=by.id,
        status=PromiseStatus.OPEN,
        concerns=list(concerns),
    )
    promise.write(values, seen=None)
    if not store_once(promise):
        return db.session.scalars(select(Promise).filter_by(form_key_hash=key_hash)).one()
    record(AuditAction.PROMISE_MADE, by=by, subject=promise)
    return promise


def change_promise(
    promise: Promise, values: Mapping[str, Any], *, seen: str | None, by: StaffMember
) -> None:
    """Change a promise whose row is locked. Raises ChangedByColleague."""
    if changed := promise.write(values, seen=seen):
        record(AuditAction.PROMISE_CHANGED, by=by, subject=promise, detail=dict.fromkeys(changed))


def add_update(
    promise: Promise, *, body_en: str | None, body_es: str | None, key_hash: str, by: StaffMember
) -> None:
    """Say how far it is. Idempotent by `key_hash`."""
    update = PromiseUpdate(
        promise_id=promise.id,
        staff_id=by.id,
        form_key_hash=key_hash,
        body_en=body_en,
        body_es=body_es,
    )
    if store_once(update):
        record(AuditAction.PROMISE_CHANGED, by=by, subject=promise, detail={"progress": None})


def keep_promise(
    promise: Promise, outcome: Mapping[str, str | None], *, kept_on: date, by: StaffMember
) -> None:
    """Note that it was kept, or change what was noted. The row is locked. Raises NotOpen."""
    _close(promise, PromiseStatus.KEPT, outcome, by=by)
    promise.closed_at = _moment_of(kept_on, promise)


def set_photo(
    promise: Promise, photo: Photo | None, *, alt_en: str | None, alt_es: str | None
) -> None:
    """Show this photo, or other words for the one there is."""
    if photo:
        promise.photo = None
        # One row for a promise: the old one must be gone first.
        db.session.flush()
        promise.photo = PromisePhoto(**photo._asdict(), alt_en=alt_en, alt_es=alt_es)
    elif promise.photo:
        promise.photo.alt_en, promise.photo.alt_es = alt_en, alt_es


def drop_promise(promise: Promise, outcome: Mapping[str, str | None], *, by: StaffMember) -> None:
    """Note that it cannot be kept and why, or change why. The row is locked. Raises NotOpen."""
    _close(promise, PromiseStatus.DROPPED, outcome, by=by)


def reopen_promise(promise: Promise, *, by: StaffMember) -> None:
    """Open it again; its outcome and photo stay for the next time. The row is locked."""
    if promise.is_open:
        return
    promise.status = PromiseStatus.OPEN
    promise.closed_at = promise.closed_by_id = None
    record(AuditAction.PROMISE_REOPENED, by=by, subject=promise)


def _close(
    promise: Promise, status: PromiseStatus, outcome: Mapping[str, str | None], *, by: StaffMember
) -> None:
    if promise.status not in (PromiseStatus.OPEN, status):
        raise NotOpen
    was_open = promise.is_open
    promise.status = status
    promise.closed_at, promise.closed_by_id = promise.closed_at or now(), by.id
    promise.outcome_en, promise.outcome_es = outcome["outcome_en"], outcome["outcome_es"]
    if was_open:
        record(CLOSED[status], by=by, subject=promise)
    else:
        record(AuditAction.PROMISE_CHANGED, by=by, subject=promise, detail={"outcome": None})


def _moment_of(day: date, promise: Promise) -> datetime:
    """Return now for today, else noon of a day in the department's zone."""
    if day == promise.agency.today:
        return now()
    return datetime.combine(day, NOON, ZoneInfo(promise.agency.time_zone))
