"""What each staff member wants to be told by mail, and when it was last told."""

import enum
from collections.abc import Collection, Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ForeignKey, select, true
from sqlalchemy.orm import (
    Mapped,
    contains_eager,
    joinedload,
    mapped_column,
    relationship,
    selectinload,
)

from coffeecop.db import Model, db, now
from coffeecop.models.staff import Role, StaffMember

QUIET_FROM = time(22)
QUIET_UNTIL = time(7)
DIGEST_TIME = time(7)
MONDAY = 0
BETWEEN_ALERTS = timedelta(minutes=10)


class Alert(enum.StrEnum):
    """What a person is told at once: asks for an answer, has an urgent flag, is a complaint."""

    ANSWERS = "answers"
    FLAGS = "flags"
    COMPLAINTS = "complaints"


class DigestDays(enum.StrEnum):
    MONDAY = "monday"
    DAILY = "daily"
    NEVER = "never"


# Who is told where nobody has chosen.
DEFAULT_ALERTS = {
    Alert.ANSWERS: Role.ORGANIZER,
    Alert.FLAGS: Role.ORGANIZER,
    Alert.COMPLAINTS: Role.COMPLAINTS,
}
DIGEST_ON_MONDAY = (Role.ORGANIZER, Role.ADMIN, Role.RECORDS)


class StaffNotifications(Model):
    __tablename__ = "staff_notifications"

    staff_id: Mapped[int] = mapped_column(
        ForeignKey("staff.id", ondelete="CASCADE"), primary_key=True
    )
    # What the person chose. None: as the roles suggest, also when they change.
    answers: Mapped[bool | None]
    flags: Mapped[bool | None]
    complaints: Mapped[bool | None]
    digest: Mapped[DigestDays | None]
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
        roles = self.staff_member.roles
        return {
            alert
            for alert, role in DEFAULT_ALERTS.items()
            if alert in self.possible_alerts and self._is_chosen(alert, role in roles)
        }

    @property
    def possible_alerts(self) -> list[Alert]:
        """Return what the person may choose: only those who read complaints hear of them."""
        reads_complaints = self.staff_member.has_any(Role.COMPLAINTS)
        return [each for each in Alert if each is not Alert.COMPLAINTS or reads_complaints]

    @property
    def digest_days(self) -> DigestDays:
        if self.digest:
            return self.digest
        by_role = self.staff_member.has_any(*DIGEST_ON_MONDAY)
        return DigestDays.MONDAY if by_role else DigestDays.NEVER

    def choose(
        self,
        *,
        alerts: Collection[Alert],
        digest: DigestDays,
        quiet_from: time,
        quiet_until: time,
        flags_break_quiet: bool,
    ) -> None:
        for alert in self.possible_alerts:
            setattr(self, alert.value, alert in alerts)
        self.quiet_from, self.quiet_until = quiet_from, quiet_until
        self.flags_break_quiet = flags_break_quiet
        was_due = self.is_digest_due()
        self.digest = digest
        if self.is_digest_due() and not was_due:
            # Today's time is over: the first one comes on another day.
            self.digest_at = now()

    def is_quiet(self) -> bool:
        local_time = self._local(now()).time()
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= local_time < self.quiet_until
        return not self.quiet_until <= local_time < self.quiet_from

    def is_digest_due(self) -> bool:
        """Return whether today's digest is to be written: once a local day, never days later."""
        due_at = self.todays_digest_at()
        if self.digest_days is DigestDays.NEVER or now() < due_at:
            return False
        if self.digest_days is DigestDays.MONDAY and due_at.weekday() != MONDAY:
            return False
        if self.staff_member.created_at > due_at:
            return False
        return self.digest_at is None or self._local(self.digest_at).date() < due_at.date()

    def todays_digest_at(self) -> datetime:
        today = self._local(now())
        return datetime.combine(today.date(), DIGEST_TIME, today.tzinfo)

    def _is_chosen(self, alert: Alert, default: bool) -> bool:
        choice: bool | None = getattr(self, alert.value)
        return default if choice is None else choice

    def _local(self, moment: datetime) -> datetime:
        return moment.astimezone(ZoneInfo(self.staff_member.agency.time_zone))


def notifications_of(member: StaffMember) -> StaffNotifications:
    stored = db.session.get(StaffNotifications, member.id)
    return stored or StaffNotifications.defaults_for(member)


def notifications_of_all() -> Sequence[StaffNotifications]:
    """Return those of every active person."""
    active = StaffMember.disabled_at.is_(None), StaffMember.is_demo.is_(False)
    needed = joinedload(StaffMember.agency), selectinload(StaffMember.role_rows)
    stored = (
        select(StaffNotifications)
        .join(StaffNotifications.staff_member)
        .where(*active)
        .options(contains_eager(StaffNotifications.staff_member).options(*needed))
    )
    others = (
        select(StaffMember)
        .outerjoin(StaffNotifications)
        .where(StaffNotifications.staff_id.is_(None), *active)
        .options(*needed)
    )
    return [
        *db.session.scalars(stored),
        *map(StaffNotifications.defaults_for, db.session.scalars(others)),
    ]


def lock_notifications(staff_id: int) -> StaffNotifications | None:
    """Lock the person until commit and return a row to change; None if not active.

    Other workers wait here, also for a row that does not exist yet.
    """
    # key_share still lets others insert rows that refer to the person.
    member = db.session.get(StaffMember, staff_id, with_for_update={"key_share": True})
    if member is None or not member.is_active:
        return None
    told = notifications_of(member)
    db.session.add(told)
    return told
