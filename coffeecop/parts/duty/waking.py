"""Who is rung for what came, and what waits for them. Never a word of a concern.

As for mail, what is new since the last alert is counted when the next one may be written. Nobody
has looked at a concern if no member of the staff has done anything with it since it came: taken or
decided its flag, answered, assigned, noted, or anything else that the audit log has.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, exists

from coffeecop.db import db, now
from coffeecop.mail.alerts import (
    AGAIN_AFTER,
    LONGEST_BACK,
    SETTLING,
    Counted,
    News,
    count_came,
    count_flagged,
    is_between,
)
from coffeecop.models import (
    Agency,
    Alert,
    AuditEntry,
    Concern,
    ConcernFlag,
    Event,
    StaffMember,
    StaffNotifications,
)
from coffeecop.models.concern.conditions import (
    in_event_stream,
    is_complaint_to_handle,
    is_for_complaint_staff,
    is_to_answer,
)
from coffeecop.models.mail import BETWEEN_ALERTS
from coffeecop.parts.duty.models import DutyChoice, OnDuty, last_card_at, on_duty


class Came(NamedTuple):
    """What may wake somebody: of which kind, and whether only those with a role may read it."""

    kind: Alert
    is_for_complaint_staff: bool = False

    def may_be_read_by(self, member: StaffMember) -> bool:
        return not self.is_for_complaint_staff or member.reads_complaints


ANSWER, FLAG = Came(Alert.ANSWERS), Came(Alert.FLAGS)
FLAG_OF_COMPLAINT, COMPLAINT = Came(Alert.FLAGS, True), Came(Alert.COMPLAINTS, True)
# Whoever may read complaints is not known of a channel.
ON_CARDS = {ANSWER: SETTLING, FLAG: SETTLING}


class Waiting(NamedTuple):
    """How many came of each kind, and when the first of each did."""

    news: News
    since: dict[Alert, datetime]
    # Nobody has looked, so it goes to the deputy.
    is_late: bool = False

    @property
    def oldest(self) -> datetime:
        return min(self.since.values())


def who_is_woken(
    came: Came, people: Iterable[StaffMember], duty: OnDuty
) -> dict[StaffMember, timedelta]:
    """Return who of these is rung for it, and how long after it came: the deputy only if late."""
    readers = [each for each in people if came.may_be_read_by(each)]
    first, deputy = duty
    # Danger is not kept from everybody because who is on duty may not read it.
    is_kept_back = first and came.kind is Alert.FLAGS and not came.may_be_read_by(first)
    if first is None or is_kept_back:
        return dict.fromkeys(readers, SETTLING)
    turns = {first: SETTLING, deputy: AGAIN_AFTER}
    return {each: turns[each] for each in readers if each in turns}


def to_wake(settings: StaffNotifications, choice: DutyChoice) -> Waiting | None:
    """Return with what to wake this person now; None if with nothing, or not yet."""
    if is_too_soon(choice.woken_at):
        return None
    member = settings.staff_member
    duty = on_duty(member.agency)
    turns = {
        came: who_is_woken(came, [member], duty).get(member)
        for came in (ANSWER, FLAG, FLAG_OF_COMPLAINT, COMPLAINT)
        if came.kind in choice.alerts
    }
    theirs = {came: delay for came, delay in turns.items() if delay is not None}
    waiting = _waiting(member.agency, theirs, choice.woken_at or member.created_at)
    is_quiet = settings.is_quiet() and not (waiting.news.flags and settings.flags_break_quiet)
    return waiting if any(waiting.news) and not is_quiet else None


def to_post(agency: Agency) -> Waiting | None:
    last = last_card_at(agency)
    if is_too_soon(last):
        return None
    waiting = _waiting(agency, ON_CARDS, last or agency.created_at)
    return waiting if any(waiting.news) else None


def is_too_soon(last: datetime | None) -> bool:
    return last is not None and now() < last + BETWEEN_ALERTS


def _waiting(agency: Agency, turns: Mapping[Came, timedelta], last: datetime) -> Waiting:
    """Count what came since the last alert, each kind until so long ago."""
    numbers: dict[Alert, int] = {}
    moments: dict[Alert, datetime] = {}
    any_late = False
    for came, delay in turns.items():
        until, is_late = now() - delay, delay == AGAIN_AFTER
        counted = _counted(came, agency, max(last - delay, until - LONGEST_BACK), until, is_late)
        number, moment = db.session.execute(counted).one()
        if number:
            numbers[came.kind] = numbers.get(came.kind, 0) + number
            moments[came.kind] = min(moment, moments.get(came.kind, moment))
            any_late |= is_late
    return Waiting(News(**numbers), moments, any_late)


def _counted(
    came: Came, agency: Agency, since: datetime, until: datetime, is_late: bool
) -> Counted:
    """Count the concerns of a kind that came in this time; if late, not looked at since."""
    moment: ColumnElement[datetime] | Any = ConcernFlag.created_at
    if came.kind is Alert.FLAGS:
        is_theirs = is_for_complaint_staff()
        is_told = is_theirs if came.is_for_complaint_staff else ~is_theirs
        is_untaken = ConcernFlag.taken_at.is_(None)
        counted = count_flagged(is_between(moment, since, until), is_untaken, is_told)
    else:
        counted, moment = count_came(since, until)
        is_complaint = came.kind is Alert.COMPLAINTS
        counted = counted.where(
            is_complaint_to_handle(agency.today)
            if is_complaint
            else in_event_stream() & is_to_answer(agency.today)
        )
    if is_late:
        counted = counted.where(~_was_looked_at(moment))
    return counted.where(Event.agency_id == agency.id)


def _was_looked_at(moment: ColumnElement[Any] | Any) -> ColumnElement[bool]:
    """Match concerns with which somebody of the staff has done something since."""
    return (
        exists()
        .where(
            AuditEntry.subject_table == Concern.__tablename__,
            AuditEntry.subject_id == Concern.id,
            AuditEntry.staff_id.is_not(None),
            AuditEntry.created_at >= moment,
        )
        .correlate_except(AuditEntry)
    )
