"""Mail on its way, and what each staff member wants to be told."""

import enum
from collections.abc import Collection
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Index, String, Text, UniqueConstraint, select, true
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship, selectinload

from coffeecop.config.labels import N_, Labelled
from coffeecop.db import Model, db, now
from coffeecop.models.event.parts import BriefedOn
from coffeecop.models.keys import Attempted, ConcernId, RsvpId, check, to
from coffeecop.models.staff import Role, StaffMember


class MailKind(enum.StrEnum):
    """The kinds of the core; parts have kinds of their own."""

    CONFIRMATION = "confirmation"
    REMINDER = "reminder"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    ANSWER = "answer"
    # What came of an event.
    NEWS = "news"
    ALERT = "alert"
    DIGEST = "digest"
    BRIEFING = "briefing"
    SIGN_IN = "sign_in"


# To whoever sent a concern.
TO_SENDERS = (MailKind.ANSWER, MailKind.NEWS)


class OutboxMessage(Attempted, Model):
    """A mail about an RSVP or a concern, or to staff.

    Written in the transaction that causes it. Once it is sent or has failed, recipient and content
    are deleted.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        check("attempts_counted", "attempts >= 0"),
        check("sent_or_failed", "sent_at IS NULL OR failed_at IS NULL"),
        check("recipient_form", "recipient LIKE '%_@_%'"),
        check(
            "recipient_while_waiting",
            "recipient IS NOT NULL OR sent_at IS NOT NULL OR failed_at IS NOT NULL",
        ),
        check(
            "one_reason",
            "(rsvp_id IS NULL OR concern_id IS NULL) "
            "AND (staff_id IS NULL OR rsvp_id IS NULL AND concern_id IS NULL)",
        ),
        check(
            "kind_fits_reason",
            "(kind IN ('alert', 'digest', 'briefing', 'sign_in')) = (staff_id IS NOT NULL)",
        ),
        # One mail per event of its kind, however often the job that writes it runs.
        UniqueConstraint("rsvp_id", "kind", "occasion"),
        UniqueConstraint("concern_id", "kind", "occasion"),
        UniqueConstraint("staff_id", "kind", "occasion"),
        Index("ix_outbox_waiting", "sent_at", "failed_at", "next_attempt_at"),
    )

    # The same over retries, so that mail clients can drop duplicates.
    message_id: Mapped[str] = mapped_column(String(200), unique=True)
    rsvp_id: Mapped[RsvpId | None]
    concern_id: Mapped[ConcernId | None]
    staff_id: Mapped[int | None] = mapped_column(to("staff", "CASCADE"))
    kind: Mapped[str] = mapped_column(String(32))
    # Distinguishes mails of a kind: the event's sequence, an answer, a day.
    occasion: Mapped[str] = mapped_column(String(40), default="")
    recipient: Mapped[str | None] = mapped_column(String(254))
    # Keyed hashes of a resident's address and of its domain, kept after the address is deleted.
    recipient_key: Mapped[str | None] = mapped_column(String(26), index=True)
    domain_key: Mapped[str | None] = mapped_column(String(26), index=True)
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    calendar: Mapped[str | None] = mapped_column(Text)
    unsubscribe_url: Mapped[str | None] = mapped_column(String(300))

    def mark_sent(self) -> None:
        super().mark_sent()
        self._forget()

    def mark_failed(self, reason: str) -> None:
        super().mark_failed(reason)
        self._forget()

    def _forget(self) -> None:
        self.recipient = self.calendar = self.unsubscribe_url = None
        self.body = ""


def is_waiting(kind: type[Attempted] = OutboxMessage) -> ColumnElement[bool]:
    """Match what is neither sent nor failed: mail, or another kind."""
    return kind.sent_at.is_(None) & kind.failed_at.is_(None)


QUIET_FROM = time(22)
QUIET_UNTIL = time(7)
BETWEEN_ALERTS = timedelta(minutes=10)


class Alert(Labelled):
    """What a person is told at once: asks for an answer, has an urgent flag, is a complaint."""

    ANSWERS = "answers", N_("A concern asks for an answer")
    FLAGS = "flags", N_("A concern has an urgent flag: somebody may be in danger")
    COMPLAINTS = "complaints", N_("A complaint about an officer comes in")


class DigestDays(Labelled):
    MONDAY = "monday", N_("On Monday")
    DAILY = "daily", N_("Every day")
    NEVER = "never", N_("Never")


# Who is told where nobody has chosen.
DEFAULT_ALERTS = {
    Alert.ANSWERS: Role.ORGANIZER,
    Alert.FLAGS: Role.ORGANIZER,
    Alert.COMPLAINTS: Role.COMPLAINTS,
}


class StaffNotifications(Model):
    __tablename__ = "staff_notifications"

    staff_id: Mapped[int] = mapped_column(to("staff", "CASCADE"), primary_key=True)
    # What the person chose. None: as the roles suggest, also when they change.
    answers: Mapped[bool | None]
    flags: Mapped[bool | None]
    complaints: Mapped[bool | None]
    digest: Mapped[DigestDays | None]
    briefings: Mapped[BriefedOn | None]
    # In the department's time zone; the same time twice: never quiet.
    quiet_from: Mapped[time] = mapped_column(default=QUIET_FROM)
    quiet_until: Mapped[time] = mapped_column(default=QUIET_UNTIL)
    flags_break_quiet: Mapped[bool] = mapped_column(default=True, server_default=true())
    # When the last alert was written, and when the last digest was written or found empty.
    alerted_at: Mapped[datetime | None]
    digest_at: Mapped[datetime | None]

    staff_member: Mapped[StaffMember] = relationship()

    @classmethod
    def defaults_for(cls, member: StaffMember) -> "StaffNotifications":
        """Return those of a person without a row. The result is not in the session."""
        return cls(
            staff_id=member.id,
            staff_member=member,
            quiet_from=QUIET_FROM,
            quiet_until=QUIET_UNTIL,
            flags_break_quiet=True,
        )

    @property
    def alerts(self) -> set[Alert]:
        return {each for each in possible_alerts(self.staff_member) if self._is_chosen(each)}

    def choose(
        self,
        *,
        alerts: Collection[Alert],
        quiet_from: time,
        quiet_until: time,
        flags_break_quiet: bool,
    ) -> None:
        for alert in possible_alerts(self.staff_member):
            setattr(self, alert.value, alert in alerts)
        self.quiet_from, self.quiet_until = quiet_from, quiet_until
        self.flags_break_quiet = flags_break_quiet

    def is_quiet(self) -> bool:
        local_time = now().astimezone(ZoneInfo(self.staff_member.agency.time_zone)).time()
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= local_time < self.quiet_until
        return not self.quiet_until <= local_time < self.quiet_from

    def _is_chosen(self, alert: Alert) -> bool:
        choice: bool | None = getattr(self, alert.value)
        return self.staff_member.has_any(DEFAULT_ALERTS[alert]) if choice is None else choice


def possible_alerts(member: StaffMember) -> list[Alert]:
    """Return what a person may choose: only those who read complaints hear of them."""
    reads_complaints = member.reads_complaints
    return [each for each in Alert if each is not Alert.COMPLAINTS or reads_complaints]


def notifications_of(member: StaffMember) -> StaffNotifications:
    return db.session.get(StaffNotifications, member.id) or StaffNotifications.defaults_for(member)


def notifications_of_all() -> list[StaffNotifications]:
    """Return those of every active person, in one order always, as mail is written in it."""
    rows = db.session.execute(
        select(StaffMember, StaffNotifications)
        .outerjoin(StaffNotifications)
        .where(StaffMember.disabled_at.is_(None), StaffMember.is_demo.is_(False))
        .order_by(StaffMember.id)
        .options(joinedload(StaffMember.agency), selectinload(StaffMember.role_rows))
    )
    return [stored or StaffNotifications.defaults_for(member) for member, stored in rows]


def lock_notifications(staff_id: int) -> StaffNotifications | None:
    """Lock the person until commit and return a row to change; None if not active.

    Other workers wait here, also for a row that does not exist yet.
    """
    # key_share still lets others insert rows that refer to the person.
    member = db.session.get(StaffMember, staff_id, with_for_update={"key_share": True})
    if member is None or not member.is_active:
        return None
    settings = notifications_of(member)
    db.session.add(settings)
    return settings
