"""Rows of records: how long the department keeps what it has, and a made-up request."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import uuid4

from sqlalchemy import select

from coffeecop.db import db, now
from coffeecop.models import (
    Agency,
    Concern,
    Decision,
    Event,
    HeldRecord,
    Hold,
    RecordKind,
    RecordsRequest,
    RequestItem,
    RetentionRule,
    StaffMember,
)
from coffeecop.models.concern.conditions import is_for_complaint_staff
from coffeecop.models.requests import due_day
from coffeecop.models.retention import starter_schedules

ASKED_BEFORE = timedelta(days=3)
WORDS = "crosswalk"


def add_records(agency: Agency, officer: StaffMember, _events: Sequence[Event]) -> None:
    """Choose the schedule of its state; enter a request of which one record is decided."""
    lines = starter_schedules()["california"].lines
    db.session.add_all(
        RetentionRule(agency_id=agency.id, series=series, **line) for series, line in lines.items()
    )
    received_on = agency.today - ASKED_BEFORE
    hold = Hold(
        agency_id=agency.id,
        form_key_hash=uuid4().hex,
        name=f"Request for records, {received_on.isoformat()}",
        reason="The Sample Gazette asked.",
        created_by=officer,
    )
    db.session.add(hold)
    db.session.flush()
    request = RecordsRequest(
        agency_id=agency.id,
        form_key_hash=uuid4().hex,
        asked_by="The Sample Gazette",
        words=WORDS,
        received_on=received_on,
        due_on=due_day(received_on, agency),
        hold_id=hold.id,
        created_by=officer,
    )
    db.session.add(request)
    db.session.flush()
    found = select(Concern.id).where(Concern.body.ilike(f"%{WORDS}%"), ~is_for_complaint_staff())
    numbers = db.session.scalars(found.order_by(Concern.id)).all()
    rows = [{"kind": RecordKind.CONCERN, "number": each, "concern_id": each} for each in numbers]
    items = [RequestItem(request_id=request.id, **row) for row in rows]
    items[0].decision, items[0].decided_at = Decision.RELEASE, now()
    items[0].decided_by_id = officer.id
    db.session.add_all([*items, *(HeldRecord(hold_id=hold.id, **row) for row in rows)])
