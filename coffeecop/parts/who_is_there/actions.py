"""A department's answers, sealed for each event in the audit log, which is a chain of hashes."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select

from coffeecop.db import db, now
from coffeecop.models import Agency, AuditEntry, Event, EventStatus, StaffMember
from coffeecop.models.agency import lock_agency
from coffeecop.models.audit import record
from coffeecop.parts.who_is_there.models import (
    Asks,
    Cameras,
    Invited,
    RoomAction,
    RoomAnswers,
    RoomCheck,
)
from coffeecop.parts.who_is_there.sentences import CHOSEN, kept_code

Codes = Mapping[str, str]


class SealedCodes(NamedTuple):
    """What was told of an event from a moment on."""

    at: datetime
    codes: Codes


def answers_of(agency_id: int) -> RoomAnswers | None:
    return db.session.get(RoomAnswers, agency_id)


def current_codes(agency: Agency) -> Codes | None:
    """Return what the department tells today; None until it has answered."""
    answers = answers_of(agency.id)
    if answers is None:
        return None
    return {**{name: str(getattr(answers, name)) for name in CHOSEN}, "kept": kept_code(agency)}


def can_be_said(event: Event) -> bool:
    return event.is_published and event.is_over and bool(seals_of(event))


def is_asked(event: Event, member: StaffMember) -> bool:
    """Return whether they are on the roster, and can say now whether it was so."""
    return any(entry.is_of(member) for entry in event.roster) and can_be_said(event)


def seals_of(event: Event) -> list[SealedCodes]:
    """Return what was told of an event, the first first."""
    entries = db.session.scalars(
        select(AuditEntry)
        .where(
            AuditEntry.subject_table == Event.__tablename__,
            AuditEntry.subject_id == event.id,
            AuditEntry.action == RoomAction.SEALED,
        )
        .order_by(AuditEntry.id)
    )
    return [SealedCodes(entry.created_at, entry.details) for entry in entries]


def seal(event: Event, by: StaffMember | None) -> None:
    """Write down what is told of an event from now on, if it is not what was told before."""
    codes, sealed = current_codes(event.agency), seals_of(event)
    if codes and not (sealed and sealed[-1].codes == codes):
        record(RoomAction.SEALED, by=by, subject=event, detail=codes)


def answer(
    agency: Agency, *, invited: Invited, asks: Asks, cameras: Cameras, by: StaffMember
) -> None:
    """Store the answers, which the attorney has read, and seal them for the events to come."""
    lock_agency(agency.id)
    chosen = {"invited": invited, "asks": asks, "cameras": cameras}
    answers = answers_of(agency.id)
    if answers is None:
        db.session.add(RoomAnswers(agency_id=agency.id, answered_by_id=by.id, **chosen))
    else:
        for name, value in chosen.items():
            setattr(answers, name, value)
        answers.answered_by_id, answers.answered_at = by.id, now()
    db.session.flush()
    record(RoomAction.ANSWERED, by=by, subject=agency, detail=chosen)
    seal_those_to_come(agency, by)


def seal_those_to_come(agency: Agency, by: StaffMember | None) -> None:
    """Seal anew what tells something else by now."""
    to_come = select(Event).where(
        Event.agency_id == agency.id, Event.status == EventStatus.PUBLISHED, Event.ends_at > now()
    )
    for event in db.session.scalars(to_come.order_by(Event.id)):
        seal(event, by)


def say(event: Event, *, was_so: bool, by: StaffMember) -> None:
    """Store what one who was there says; it can be changed."""
    lock_agency(event.agency_id)
    check = db.session.get(RoomCheck, (event.id, by.id))
    if check and check.was_so == was_so:
        return
    if check:
        check.was_so = was_so
    else:
        db.session.add(RoomCheck(event_id=event.id, staff_id=by.id, was_so=was_so))
    record(RoomAction.SEEN, by=by, subject=event, detail={"was_so": was_so})


def said_of(event: Event) -> dict[bool, int]:
    """Return how many who were there say that it was so, and that it was not."""
    rows = db.session.execute(
        select(RoomCheck.was_so, func.count())
        .where(RoomCheck.event_id == event.id)
        .group_by(RoomCheck.was_so)
    )
    return {True: 0, False: 0, **{was_so: number for was_so, number in rows}}
