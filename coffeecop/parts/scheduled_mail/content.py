"""What a digest tells: counts for its reader, the next event, and what administrators look after.

Never a word that a resident wrote.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select

from coffeecop.db import db, now
from coffeecop.models import (
    AuditEntry,
    Concern,
    ConcernFlag,
    Event,
    FlagLevel,
    Installation,
    Matter,
    OutboxMessage,
    Role,
    StaffMember,
)
from coffeecop.models.audit import audit_head
from coffeecop.models.checklist import Checklist, ChecklistLine, checklists_of, read_checklists
from coffeecop.models.concern.conditions import (
    flags_readable_by,
    in_event_stream,
    is_complaint_to_handle,
    is_in,
    is_open,
    is_to_answer,
    is_with_complaints,
    oldest_wait,
)
from coffeecop.models.event import last_event_id, soonest_event_id
from coffeecop.models.event.attendance import LanguageNeed, needs_of
from coffeecop.models.installation import the_installation
from coffeecop.models.mail import is_waiting
from coffeecop.parts import TodayLine, backup_program, sections_at, today_lines
from coffeecop.parts.links import Spot, Words

EVENT_SOON = timedelta(days=14)
# Past the due date: earlier than that, whoever has it and their deputy are reminded.
ORGANIZERS_AFTER = timedelta(days=7)
# Mail that waits longer, or a text that is not read, is a fault of the server.
STUCK = timedelta(hours=1)


# News that is no reason to write by themselves.
NO_NEWS = {"oldest", "oldest_held", "oldest_complaint", "event", "last"}


@dataclass(frozen=True)
class ServerNews:
    """What administrators look after. Zero or None: all is well."""

    failed_mail: int
    stuck_mail: int
    unread: int
    # The digest comes late, because no worker ran.
    was_late: bool
    # Where nothing makes backups, nothing is said of them.
    backups: Installation | None
    backup_line: str

    @property
    def has_news(self) -> bool:
        return any(
            (
                self.failed_mail,
                self.stuck_mail,
                self.unread,
                self.was_late,
                self.backups and (self.backups.backup_is_late or self.backups.copies_are_late),
            )
        )


@dataclass(frozen=True)
class DigestContent:
    """What one person is told. Complaints are 0, and `server` None, for who must not know."""

    new: int
    to_answer: int
    oldest: datetime | None
    # With a flag that nobody has decided: those that are urgent, and those to read first.
    flagged: int
    to_read_first: int
    to_review: int
    oldest_held: datetime | None
    # So long past their due date that organizers are told.
    overdue: int
    new_complaints: int
    complaints_to_handle: int
    oldest_complaint: datetime | None
    event: Event | None
    lacks_spanish: bool = False
    # What is late or due soon for that event.
    steps: list[ChecklistLine] = field(default_factory=list)
    # What is still to be done after the last event.
    last: Event | None = None
    steps_after: list[ChecklistLine] = field(default_factory=list)
    unmet_languages: list[LanguageNeed] = field(default_factory=list)
    overdue_matters: int = 0
    # Of parts: what to tell, and the endpoint where it is.
    lines: list[tuple[Words, TodayLine]] = field(default_factory=list)
    server: ServerNews | None = None
    anchor: str | None = None
    # Of parts: a template of each with what it tells.
    of_parts: list[tuple[str, Sequence[Any]]] = field(default_factory=list)

    @property
    def has_news(self) -> bool:
        content = {**vars(self), "server": self.server and self.server.has_news}
        is_draft = self.event is not None and self.event.is_draft
        return is_draft or any(content[name] for name in content.keys() - NO_NEWS)


def digest_content(member: StaffMember, *, since: datetime, due_at: datetime) -> DigestContent:
    ahead, last = _next_and_last(member.agency_id)
    is_told = ahead and (ahead.near or ahead.event.starts_at < now() + EVENT_SOON)
    event = ahead.event if ahead and is_told else None
    reads_complaints = member.reads_complaints
    keeps_records = member.has_any(Role.ADMIN, Role.RECORDS)
    today = member.agency.today
    to_answer, oldest = _waiting(member, in_event_stream(), is_to_answer(today))
    to_review, oldest_held = _waiting(member, Concern.is_held.is_(True), is_in())
    complaints, oldest_complaint = (
        _waiting(member, is_complaint_to_handle(today)) if reads_complaints else (0, None)
    )
    complaint = is_with_complaints(), is_in()
    is_late = Concern.due_on <= today - ORGANIZERS_AFTER
    return DigestContent(
        new=_count(member, in_event_stream(), Concern.created_at > since),
        to_answer=to_answer,
        oldest=oldest,
        flagged=_flagged(member, FlagLevel.NOW),
        to_read_first=_flagged(member, FlagLevel.FIRST),
        to_review=to_review,
        oldest_held=oldest_held,
        overdue=_count(member, in_event_stream(), is_late, is_open()) if member.is_organizer else 0,
        new_complaints=_count(member, *complaint, Concern.created_at > since)
        if reads_complaints
        else 0,
        complaints_to_handle=complaints,
        oldest_complaint=oldest_complaint,
        event=event,
        lacks_spanish=event is not None and _lacks_spanish(event),
        steps=ahead.near if ahead else [],
        last=last.event if last else None,
        steps_after=last.open if last else [],
        unmet_languages=(
            [need for need in needs_of(event).languages if not need.is_met] if event else []
        ),
        overdue_matters=_overdue_matters(member),
        lines=_lines_of_today(member),
        server=_server_news(member, since, due_at) if member.is_admin else None,
        anchor=str(audit_head()) if keeps_records and _is_audited_since(since) else None,
        of_parts=[*sections_at(Spot.DIGEST, member.agency, member, since).items()],
    )


def _lines_of_today(member: StaffMember) -> list[tuple[Words, TodayLine]]:
    told: list[tuple[Words, TodayLine]] = []
    for line in [each for each in today_lines(member) if each.in_digest]:
        columns = [column(member) for column in (line.number, line.other) if column]
        number, *others = db.session.execute(select(*columns)).one()
        if number:
            told.append((f"{line.text(number, *others)}:", line))
    return told


def _is_audited_since(since: datetime) -> bool:
    newest = select(AuditEntry.created_at).order_by(AuditEntry.id.desc()).limit(1)
    audited_at = db.session.scalar(newest)
    return audited_at is not None and audited_at > since


def _of_agency(member: StaffMember, *conditions: ColumnElement[bool]) -> Select[int]:
    counted = select(func.count(Concern.id)).join(Concern.event)
    return counted.where(Event.agency_id == member.agency_id, *conditions)


def _count(member: StaffMember, *conditions: ColumnElement[bool]) -> int:
    return db.session.scalar(_of_agency(member, *conditions)) or 0


def _waiting(member: StaffMember, *conditions: ColumnElement[bool]) -> tuple[int, datetime | None]:
    waiting = _of_agency(member, *conditions).add_columns(oldest_wait())
    number, since = db.session.execute(waiting).one()
    return number, since


def _flagged(member: StaffMember, level: FlagLevel) -> int:
    flagged = select(func.count(ConcernFlag.concern_id.distinct())).join(
        Concern, Concern.id == ConcernFlag.concern_id
    )
    are_open = ConcernFlag.seen_at.is_(None), ConcernFlag.level == level
    readable = flagged.join(Concern.event).where(*are_open, flags_readable_by(member))
    return db.session.scalar(readable) or 0


def _overdue_matters(member: StaffMember) -> int:
    """Return how many promises are late: of whoever does them, of all for who runs events."""
    late = Matter.agency_id == member.agency_id, Matter.due_on < member.agency.today
    overdue = select(func.count(Matter.id)).where(*late)
    if not member.has_any(Role.ORGANIZER):
        overdue = overdue.where(or_(Matter.owner_id == member.id, Matter.deputy_id == member.id))
    return db.session.scalar(overdue) or 0


def _next_and_last(agency_id: int) -> tuple[Checklist | None, Checklist | None]:
    is_next, is_last = (
        Event.id == event_id(agency_id) for event_id in (soonest_event_id, last_event_id)
    )
    by_time = {
        each.event.is_over: each for each in read_checklists(checklists_of(or_(is_next, is_last)))
    }
    return by_time.get(False), by_time.get(True)


def _lacks_spanish(event: Event) -> bool:
    return not (event.title_es and (event.description_es or not event.description_en))


def _server_news(member: StaffMember, since: datetime, due_at: datetime) -> ServerNews:
    waiting = is_waiting(), OutboxMessage.created_at < now() - STUCK
    mail = select(func.count(OutboxMessage.id))
    # Not older ones, which a change of the topics or an import may have queued just now.
    unread = (
        Concern.suggested_at.is_(None),
        Concern.created_at > since,
        Concern.created_at < now() - STUCK,
    )
    program, installation = backup_program(member.agency), the_installation()
    return ServerNews(
        failed_mail=db.session.scalar(mail.where(OutboxMessage.failed_at > since)) or 0,
        stuck_mail=db.session.scalar(mail.where(*waiting)) or 0,
        unread=_count(member, *unread),
        was_late=now() > due_at + STUCK,
        backups=installation if program else None,
        backup_line=program.line(installation) if program else "",
    )
