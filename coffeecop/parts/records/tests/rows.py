from datetime import timedelta
from itertools import count

from coffeecop.db import db, now
from coffeecop.models import Concern, ConcernNote, Event, Matter, Role, Rsvp, SurveyAnswer
from coffeecop.parts.records.erasing import EraseMethod
from coffeecop.parts.records.kinds import (
    HELD_KINDS,
    Decision,
    KeepUnit,
    RecordKind,
    Series,
    Trigger,
)
from coffeecop.parts.records.models.destructions import Destruction, DestructionItem
from coffeecop.parts.records.models.holds import HeldRecord, Hold
from coffeecop.parts.records.models.requests import (
    RecordsRequest,
    Redaction,
    RequestItem,
    RequestPack,
)
from coffeecop.parts.records.models.schedule import RetentionRule
from coffeecop.parts.records.models.settings import RecordsSettings
from tests.factories import first_id, make_staff, save, the_agency

numbers = count(1)


def make_rule(series, *, agency=None, **values):
    """Make a line of the schedule: two years after the last message, unless it says otherwise."""
    agency = agency or the_agency()
    defaults = {"trigger": Trigger.LAST_MESSAGE, "keep": 2, "unit": KeepUnit.YEARS}
    rule = save(RetentionRule(agency_id=agency.id, series=series, **{**defaults, **values}))
    db.session.expire(agency, ["retention_rules"])
    return rule


def make_hold(*records, event=None, by=None, **values):
    """Make a hold of these records, and of all of an event."""
    by = by or make_staff(Role.RECORDS)
    defaults = {"name": "Request 2026-014", "reason": "A newspaper asked.", "created_by": by}
    key = f"hold {next(numbers)}"
    hold = save(Hold(agency_id=by.agency_id, form_key_hash=key, **{**defaults, **values}))
    for each in [*records, *([event] if event else [])]:
        save(HeldRecord(hold_id=hold.id, **record_columns(each)))
    return hold


def record_columns(row):
    """Return how a hold or a request refers to a record."""
    kind = KINDS_OF_RECORDS[type(row)]
    refers = {f"{kind}_id": row.id} if kind in HELD_KINDS else {"concern_id": row.concern_id}
    return {"kind": kind, "number": row.id, **refers}


def make_destruction(rule, *numbers_of_records, by=None, **values):
    """Make a destruction that somebody has asked for, of the records with these numbers."""
    by = by or make_staff(Role.RECORDS)
    defaults = {
        "agency_id": by.agency_id,
        "form_key_hash": f"destruction {next(numbers)}",
        **{name: getattr(rule, name) for name in ("series", "trigger", "keep", "unit", "item")},
        "first_day": by.agency.today,
        "last_day": by.agency.today,
        "records": len(numbers_of_records),
        "asked_by": by,
    }
    destruction = save(Destruction(**{**defaults, **values}))
    for each in numbers_of_records:
        save(DestructionItem(destruction_id=destruction.id, number=each))
    return destruction


def make_request(*records, by=None, **values):
    """Make a request for records that found these records, which a hold keeps."""
    by = by or make_staff(Role.RECORDS)
    defaults = {
        "agency_id": by.agency_id,
        "form_key_hash": f"request {next(numbers)}",
        "words": "maple",
        "received_on": by.agency.today,
        "due_on": by.agency.today + timedelta(days=10),
        "hold_id": values.get("hold_id") or make_hold(*records, by=by).id,
        "created_by": by,
    }
    request = save(RecordsRequest(**{**defaults, **values}))
    for each in records:
        save(RequestItem(request_id=request.id, **record_columns(each)))
    return request


def make_note(concern, body, *, by=None):
    values = {"concern_id": concern.id, "staff_id": (by or make_staff()).id, "body": body}
    return save(ConcernNote(form_key_hash=f"note {next(numbers)}", **values))


def key_of(row):
    """Return what stands for a record in the forms of a request."""
    return f"{KINDS_OF_RECORDS[type(row)]}-{row.id}"


KINDS_OF_RECORDS = {
    Concern: RecordKind.CONCERN,
    ConcernNote: RecordKind.NOTE,
    Event: RecordKind.EVENT,
    Matter: RecordKind.MATTER,
    Rsvp: RecordKind.RSVP,
    SurveyAnswer: RecordKind.SURVEY,
}


def make_one_of_each(event, officer):
    save(RecordsSettings(agency_id=event.agency_id))
    concern = db.session.get(Concern, first_id(Concern))
    rule = make_rule(Series.CONCERN, item="100-1", source="Our own schedule")
    others = [
        db.session.get(each, first_id(each))
        for each in KINDS_OF_RECORDS
        if each not in (Concern, Event)
    ]
    held = [each for each in others if not isinstance(each, ConcernNote)]
    make_hold(concern, *held, event=event)
    week_ago, approved = now() - timedelta(days=7), now() - timedelta(days=14)
    make_destruction(
        rule,
        concern.id,
        created_at=approved,
        approved_by=make_staff(Role.RECORDS),
        approved_at=approved,
        confirmed_by=make_staff(Role.RECORDS),
        confirmed_at=approved,
        due_at=week_ago,
        begun_at=week_ago,
        destroyed_at=week_ago,
        destroyed=1,
        method=EraseMethod.SQLITE,
    )
    make_destruction(rule, concern.id, stopped_by=officer, stopped_at=now())
    lifted = make_hold(lifted_at=now(), lifted_by=officer)
    save(HeldRecord(hold_id=lifted.id, kind=RecordKind.CONCERN, number=concern.id))
    request = make_request(
        concern,
        event,
        *others,
        hold_id=first_id(Hold),
        asked_by="The Sample Gazette",
        first_day=event.day,
        last_day=event.day,
        closed_at=now(),
        closed_by=officer,
    )
    item = db.session.get(RequestItem, (request.id, RecordKind.CONCERN, concern.id))
    item.decision, item.code, item.pack = Decision.WITHHOLD, "Privacy", 1
    item.decided_at, item.decided_by_id, item.seen_hash = now(), officer.id, "5" * 64
    db.session.flush()
    ids = {"request_id": request.id, "kind": RecordKind.CONCERN, "number": concern.id}
    save(Redaction(**ids, words="Maple", code="Privacy"))
    save(Redaction(request_id=request.id, words="Ann", code="Privacy"))
    save(RequestPack(request_id=request.id, number=1, made_by=officer, file=b"zip"))
    db.session.commit()


def make_pages():
    """Choose a schedule by which something is due, ask for its destruction, and for records."""
    agency, concerns = the_agency(), db.session.query(Concern).order_by(Concern.id).limit(2).all()
    rule = db.session.get(RetentionRule, (agency.id, Series.CONCERN)) or make_rule(Series.CONCERN)
    save(rule, keep=1, unit=KeepUnit.DAYS)
    asked = make_destruction(rule, concerns[0].id)
    wanted = make_request(*concerns)
    return [
        "/staff/records/due/concern",
        f"/staff/records/destructions/{asked.id}",
        f"/staff/records/requests/{wanted.id}",
        f"/staff/records/holds/new?like={concerns[0].id}-{concerns[1].id}",
    ]


MAKERS = [make_one_of_each]
PAGES_OF_ROWS = [make_pages]
IDS = [("hold_id", Hold), ("destruction_id", Destruction), ("request_id", RecordsRequest)]
SHOWN_IN_PUBLIC = [(RetentionRule, {"item": "Item 7"})]
