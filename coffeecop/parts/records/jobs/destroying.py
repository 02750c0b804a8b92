"""Destroy what two people have approved and could stop for a week, and what is kept for days.

Records go some at a time, each with its counts kept, and then the files of the database are
written anew. Whatever stops the work, the next run of the job goes on from there.
"""

import logging
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import current_app
from sqlalchemy import Select, delete, func, select, update

from coffeecop.concerns.locks import lock_concerns
from coffeecop.concerns.verbs import destroy as destroy_concern
from coffeecop.db import db, db_writes, execute_bulk, now
from coffeecop.db.erasing import erase_deleted
from coffeecop.maintenance import remove_remains
from coffeecop.models import (
    Agency,
    Arrival,
    AuditAction,
    AuditEntry,
    Concern,
    ConcernTopic,
    Contact,
    Kept,
    Matter,
    MatterConcern,
    OutboxMessage,
    Rsvp,
    RsvpStatus,
    SurveyAnswer,
)
from coffeecop.models.agency import lock_agency
from coffeecop.models.audit import record
from coffeecop.models.concern.conditions import in_event_stream
from coffeecop.models.concern.counts import keep_counts
from coffeecop.models.event.attendance import QUESTIONS
from coffeecop.models.matters.queries import is_published
from coffeecop.parts.records.audit import RecordsAction
from coffeecop.parts.records.due import due
from coffeecop.parts.records.models.destructions import Destruction, DestructionItem
from coffeecop.parts.records.models.holds import Hold
from coffeecop.parts.records.models.requests import RecordsRequest
from coffeecop.parts.records.models.schedule import NAME, OF_CONCERNS, Series, own_rules, rule_of
from coffeecop.parts.records.requests.found import forget_packs
from coffeecop.staff.concern_list.filters import language_of_text

AT_A_TIME = 100

logger = logging.getLogger("coffeecop.records")

Numbers = Sequence[int]


def keep_records() -> None:
    # What is destroyed must not live on in it.
    remove_remains(current_app.config["INSTANCE_PATH"])
    keep_schedule()


def keep_schedule() -> None:
    """Do what the schedules of all departments ask for now, each on its own. Commits."""
    for agency_id in db.session.scalars(select(Agency.id).order_by(Agency.id)).all():
        try:
            agency = db.session.get_one(Agency, agency_id)
            if NAME not in agency.parts_off:
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
                _delete(rule.series, numbers)
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
            detail = {"destruction": destruction.id}
            record(RecordsAction.RECORDS_DESTROYED, by=None, subject=destruction, detail=detail)


def _destroy_some(destruction_id: int) -> bool:
    with db_writes():
        destruction = db.session.get_one(Destruction, destruction_id)
        # So that no case holds them meanwhile, and no other worker takes the same.
        lock_agency(destruction.agency_id)
        of_this = DestructionItem.destruction_id == destruction_id
        numbers = db.session.scalars(_next_items(destruction)).all()
        if not numbers:
            return False
        agency = db.session.get_one(Agency, destruction.agency_id)
        rule = rule_of(agency, destruction.series)
        chosen = due(agency, rule).subquery()
        wanted = select(chosen.c.number).where(chosen.c.number.in_(numbers))
        # A case may need it by now, somebody may have written, the schedule may have changed.
        still_due = db.session.scalars(wanted).all() if rule.version else []
        _delete(destruction.series, still_due)
        destruction.destroyed += len(still_due)
        execute_bulk(delete(DestructionItem).where(of_this, DestructionItem.number.in_(numbers)))
    return True


def _next_items(destruction: Destruction) -> Select[Any]:
    items = select(DestructionItem.number).where(DestructionItem.destruction_id == destruction.id)
    return items.order_by(DestructionItem.number).limit(AT_A_TIME)


def _delete(series: Series, numbers: Numbers) -> None:
    if not numbers:
        return
    forget_packs(series, numbers)
    if series in OF_CONCERNS:
        _delete_concerns(numbers)
    else:
        _DELETERS[series](numbers)


def _delete_concerns(numbers: Numbers) -> None:
    concerns = lock_concerns(numbers)
    _keep_concern_counts(numbers)
    for concern in concerns:
        destroy_concern(concern, by=None)


def _keep_concern_counts(numbers: Numbers) -> None:
    """Keep what pages count of these concerns: of their event and of matters."""
    counted, topics = Counter[tuple[int, str]](), Counter[tuple[int, str]]()
    rows = db.session.execute(
        select(Concern, language_of_text())
        .join(Concern.event)
        .where(Concern.id.in_(numbers), in_event_stream())
    ).all()
    of_topics = select(ConcernTopic.concern_id, ConcernTopic.topic_id).where(
        ConcernTopic.concern_id.in_(numbers)
    )
    topic_ids: dict[int, list[int]] = {}
    for concern_id, topic_id in db.session.execute(of_topics.order_by(ConcernTopic.topic_id)):
        topic_ids.setdefault(concern_id, []).append(topic_id)
    for concern, language in rows:
        asked = "1" if concern.asked_at else "0"
        parts = (concern.phase, concern.kind, language, concern.state, asked)
        counted[concern.event_id, "|".join(parts)] += 1
        own = ",".join(map(str, topic_ids.get(concern.id, [])))
        key = "|".join((own, concern.phase, concern.kind, language))
        topics[concern.event_id, key] += 1
    keep_counts("event_id", Kept.CONCERNS, counted)
    keep_counts("event_id", Kept.TOPICS, topics)
    of_matters = (
        select(MatterConcern)
        .join(Concern, Concern.id == MatterConcern.concern_id)
        .where(MatterConcern.belongs, Concern.id.in_(numbers), in_event_stream())
    )
    belonged = of_matters.with_only_columns(
        MatterConcern.matter_id, Concern.event_id, maintain_column_froms=True
    )
    found = Counter((row[0], str(row[1])) for row in db.session.execute(belonged))
    keep_counts("matter_id", Kept.BELONGED, found)
    better = (
        of_matters.join(Matter, Matter.id == MatterConcern.matter_id)
        .with_only_columns(func.min(Matter.id), Concern.better, maintain_column_froms=True)
        .where(Concern.better.is_not(None), is_published())
        .group_by(Concern.id, Concern.better)
    )
    said = Counter((matter_id, str(each)) for matter_id, each in db.session.execute(better))
    keep_counts("matter_id", Kept.BETTER, said)


def _delete_rows(model: Any) -> Callable[[Numbers], None]:
    def delete_these(numbers: Numbers) -> None:
        # As objects, so that pages made from them are made anew.
        for row in db.session.scalars(select(model).where(model.id.in_(numbers))):
            db.session.delete(row)
        db.session.flush()

    return delete_these


def _delete_rsvps(numbers: Numbers) -> None:
    coming = select(Rsvp.event_id, func.count(), func.sum(Rsvp.party_size)).where(
        Rsvp.id.in_(numbers), Rsvp.status == RsvpStatus.COMING
    )
    counted = Counter[tuple[int, str]]()
    for event_id, parties, people in db.session.execute(coming.group_by(Rsvp.event_id)):
        counted[event_id, "parties"], counted[event_id, "people"] = parties, people
    keep_counts("event_id", Kept.RSVPS, counted)
    execute_bulk(delete(Rsvp).where(Rsvp.id.in_(numbers)))


def _delete_arrivals(numbers: Numbers) -> None:
    people = (
        select(Arrival.event_id, Arrival.counted_by, func.sum(Arrival.people))
        .where(Arrival.id.in_(numbers))
        .group_by(Arrival.event_id, Arrival.counted_by)
    )
    found = {(event_id, str(who)): number for event_id, who, number in db.session.execute(people)}
    keep_counts("event_id", Kept.ARRIVALS, found)
    execute_bulk(delete(Arrival).where(Arrival.id.in_(numbers)))


def _delete_survey_answers(numbers: Numbers) -> None:
    counted = Counter[tuple[int, str]]()
    rows = db.session.scalars(select(SurveyAnswer).where(SurveyAnswer.id.in_(numbers))).all()
    for answer in rows:
        counted[answer.event_id, "|"] += 1
        for question in QUESTIONS:
            if step := getattr(answer, question):
                counted[answer.event_id, f"{question}|{step}"] += 1
    keep_counts("event_id", Kept.SURVEY, counted)
    execute_bulk(delete(SurveyAnswer).where(SurveyAnswer.id.in_(numbers)))


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


_DELETERS: Mapping[Series, Callable[[Numbers], None]] = {
    Series.RSVP: _delete_rsvps,
    Series.CONTACT: _delete_rows(Contact),
    Series.SURVEY: _delete_survey_answers,
    Series.ARRIVALS: _delete_arrivals,
    Series.MATTER: _delete_rows(Matter),
    Series.MAIL: _delete_rows(OutboxMessage),
    Series.AUDIT: _empty_entries,
    Series.SIGN_IN: _empty_entries,
    Series.REQUEST: _delete_requests,
}
