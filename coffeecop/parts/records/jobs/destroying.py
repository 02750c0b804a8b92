"""Destroy what two people have approved and could stop for a week, and what is kept for days.

Records go some at a time: of what is counted a row stays with that alone. Then the files of the
database are written anew. Whatever stops the work, the next run of the job goes on from there.
"""

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app
from sqlalchemy import ColumnElement, delete, exists, select, tuple_, update

from coffeecop.concerns.locks import lock_concerns
from coffeecop.concerns.verbs import destroy as destroy_concern
from coffeecop.db import db, db_writes, execute_bulk, now
from coffeecop.models import (
    Agency,
    Arrival,
    AuditAction,
    AuditEntry,
    Concern,
    ConcernTopic,
    Event,
    EventLine,
    MatterConcern,
    Rsvp,
    RsvpStatus,
    SurveyAnswer,
)
from coffeecop.models.agency import lock_agency
from coffeecop.models.audit import record
from coffeecop.models.concern.conditions import in_event_stream
from coffeecop.models.keys import start_of_day
from coffeecop.models.may_go import MustStay, may_go_condition
from coffeecop.models.suggestions import TopicSuggestion, is_sure
from coffeecop.parts import run_hooks
from coffeecop.parts.hooks import When
from coffeecop.parts.records.due import RECORDS, due
from coffeecop.parts.records.erasing import erase_deleted
from coffeecop.parts.records.kinds import OF_CONCERNS, OF_LOG, RecordsAction, Series
from coffeecop.parts.records.models.destructions import Destruction, DestructionItem
from coffeecop.parts.records.models.holds import Hold
from coffeecop.parts.records.models.requests import RecordsRequest
from coffeecop.parts.records.models.schedule import NAME, own_rules, rule_of
from coffeecop.parts.records.requests.found import forget_packs
from coffeecop.signals import concern_destroyed

AT_A_TIME = 100
# Tables that say what a concern is counted by.
COUNTED_BY: tuple[Any, ...] = (ConcernTopic, MatterConcern, TopicSuggestion)

logger = logging.getLogger("coffeecop.records")

Numbers = Sequence[int]


def keep_records() -> None:
    # What is destroyed must not live on in it.
    run_hooks(When.CLEANED, None, current_app.config["INSTANCE_PATH"])
    keep_schedule()


def keep_schedule() -> None:
    """Do what the schedules of all departments ask for now, each on its own. Commits."""
    for agency_id in db.session.scalars(select(Agency.id).order_by(Agency.id)).all():
        try:
            agency = db.session.get_one(Agency, agency_id)
            if agency.has_on(NAME):
                _keep_schedule_of(agency)
        except Exception:
            logger.exception("the schedule of a department failed", extra={"agency": agency_id})
        db.session.rollback()


def _keep_schedule_of(agency: Agency) -> None:
    open_ones = select(Destruction.id).where(
        Destruction.agency_id == agency.id,
        Destruction.due_at <= now(),
        Destruction.stopped_at.is_(None),
        Destruction.destroyed_at.is_(None),
    )
    remove_transitory(agency)
    for destruction_id in db.session.scalars(open_ones.order_by(Destruction.id)).all():
        destroy(destruction_id)


def remove_transitory(agency: Agency) -> None:
    """Remove what is no record and whose time is over: nobody approves that. Commits."""
    for rule in list(own_rules(agency)):
        if rule.needs_approval:
            continue
        while True:
            with db_writes():
                lock_agency(agency.id)
                chosen = due(agency, rule).subquery()
                numbers = db.session.scalars(select(chosen.c.number).limit(AT_A_TIME)).all()
                if not numbers:
                    break
                destroy_records(rule.series, numbers)
                detail = {"series": rule.series, "records": len(numbers)}
                record(RecordsAction.TRANSITORY_REMOVED, by=None, subject=agency, detail=detail)


def destroy(destruction_id: int) -> None:
    """Destroy what of a destruction is still due and not held, and complete its certificate."""
    with db_writes():
        destruction = db.session.get_one(Destruction, destruction_id, with_for_update=True)
        if destruction.is_stopped or destruction.due_at is None or destruction.due_at > now():
            return
        destruction.begun_at = destruction.begun_at or now()
    while _destroy_some(destruction_id):
        pass
    method = erase_deleted()
    with db_writes():
        destruction = db.session.get_one(Destruction, destruction_id, with_for_update=True)
        if destruction.destroyed_at is None:
            destruction.destroyed_at, destruction.method = now(), method
            destruction.record(RecordsAction.RECORDS_DESTROYED, by=None)


def _destroy_some(destruction_id: int) -> bool:
    with db_writes():
        destruction = db.session.get_one(Destruction, destruction_id)
        # So that no case holds them meanwhile, and no other worker takes the same.
        lock_agency(destruction.agency_id)
        of_this = DestructionItem.destruction_id == destruction_id
        items = select(DestructionItem.number).where(of_this).order_by(DestructionItem.number)
        numbers = db.session.scalars(items.limit(AT_A_TIME)).all()
        if not numbers:
            return False
        agency = db.session.get_one(Agency, destruction.agency_id)
        rule = rule_of(agency, destruction.series)
        chosen = due(agency, rule).subquery()
        wanted = select(chosen.c.number).where(chosen.c.number.in_(numbers))
        # A case may need it by now, somebody may have written, the schedule may have changed.
        still_due = db.session.scalars(wanted).all() if rule.version else []
        destroy_records(destruction.series, still_due)
        destruction.destroyed += len(still_due)
        execute_bulk(delete(DestructionItem).where(of_this, DestructionItem.number.in_(numbers)))
    return True


def destroy_records(series: Series, numbers: Numbers) -> None:
    if not numbers:
        return
    forget_packs(series, numbers)
    delete_these = _DELETERS.get(series) or _delete_rows(RECORDS[series].model.id)
    delete_these(numbers)


def _delete_concerns(numbers: Numbers) -> None:
    concerns = lock_concerns(numbers)
    of_these = Concern.id.in_(numbers), in_event_stream()
    counted = {*db.session.scalars(select(Concern.id).where(*of_these))}
    for concern in concerns:
        if concern.id in counted:
            concern_destroyed.send(concern)
        else:
            destroy_concern(concern, by=None)
    _leave_what_is_counted(counted)
    _blank(Concern, counted)


def _leave_what_is_counted(concern_ids: Collection[int]) -> None:
    """Leave the topics of concerns, whether they are sure, and the matters, each with its day."""
    doubted = (
        select(ConcernTopic.concern_id, ConcernTopic.topic_id)
        .join(Concern, Concern.id == ConcernTopic.concern_id)
        .where(Concern.id.in_(concern_ids), ~is_sure())
    )
    suggested = tuple_(TopicSuggestion.concern_id, TopicSuggestion.topic_id)
    for model, is_counted in (
        (TopicSuggestion, suggested.in_(doubted)),
        (MatterConcern, MatterConcern.belongs),
    ):
        execute_bulk(delete(model).where(model.concern_id.in_(concern_ids), ~is_counted))
    for model in COUNTED_BY:
        rows = (
            select(model, Event.time_zone)
            .join(Concern, Concern.id == model.concern_id)
            .join(Event, Event.id == Concern.event_id)
            .where(Concern.id.in_(concern_ids))
        )
        for row, zone in db.session.execute(rows):
            row.created_at = start_of_day(row.created_at, ZoneInfo(zone))
            if isinstance(row, MatterConcern):
                row.is_quoted = False


def _blank_rows(model: Any, *is_counted: ColumnElement[bool]) -> Callable[[Numbers], None]:
    def blank_these(numbers: Numbers) -> None:
        counted = db.session.scalars(select(model.id).where(model.id.in_(numbers), *is_counted))
        _blank(model, counted.all())
        execute_bulk(delete(model).where(model.id.in_(numbers), model.is_there()))

    return blank_these


def _blank(model: Any, numbers: Collection[int]) -> None:
    """Delete all that goes with these rows, and leave in them what is counted. Raises MustStay."""
    own = model.id.in_(numbers)
    if db.session.scalar(select(exists().where(own, ~may_go_condition(model)))):
        raise MustStay
    counted_by = {each.__table__ for each in COUNTED_BY}
    for table in db.metadata.tables.values():
        for key in table.foreign_keys:
            if key.column.table is model.__table__ and table not in counted_by:
                execute_bulk(delete(table).where(key.parent.in_(numbers)))
    rows = select(model, Event.time_zone).join(Event, Event.id == model.event_id).where(own)
    for row, zone in db.session.execute(rows).all():
        row.blank(ZoneInfo(zone))
    db.session.flush()


def _delete_rows(column: Any) -> Callable[[Numbers], None]:
    def delete_these(numbers: Numbers) -> None:
        # As objects, so that pages made from them are made anew.
        for row in db.session.scalars(select(column.class_).where(column.in_(numbers))):
            db.session.delete(row)
        db.session.flush()

    return delete_these


def _delete_requests(numbers: Numbers) -> None:
    """With the words to take out, the packs, and the hold, which says who asked."""
    own = RecordsRequest.id.in_(numbers)
    hold_ids = db.session.scalars(select(RecordsRequest.hold_id).where(own)).all()
    execute_bulk(delete(RecordsRequest).where(own))
    execute_bulk(delete(Hold).where(Hold.id.in_(hold_ids)))


def _empty_entries(numbers: Numbers) -> None:
    """Leave of entries their places in the chain: `verify` counts them against the certificates."""
    own = update(AuditEntry).where(AuditEntry.id.in_(numbers))
    nothing = {"staff_id": None, "subject_table": None, "subject_id": None, "detail": None}
    execute_bulk(own.values(action=AuditAction.DESTROYED, **nothing))


# Of other series the rows themselves go.
_DELETERS: Mapping[Series, Callable[[Numbers], None]] = {
    **dict.fromkeys(OF_CONCERNS, _delete_concerns),
    **dict.fromkeys(OF_LOG, _empty_entries),
    Series.RSVP: _blank_rows(Rsvp, Rsvp.status == RsvpStatus.COMING),
    Series.SURVEY: _blank_rows(SurveyAnswer),
    Series.ARRIVALS: _blank_rows(Arrival),
    Series.REQUEST: _delete_requests,
    Series.NOTES: _delete_rows(EventLine.event_id),
}
