"""Who is on duty in which week, the phones that alerts go to, and alerts on their way."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, Text, false, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from coffeecop.db import CreatedAt, Model, db, now
from coffeecop.models.agency import Agency
from coffeecop.models.keys import AgencyId, Attempted, StaffId
from coffeecop.models.staff import StaffMember, StaffSession


class PushSubscription(Model):
    """A phone that rings. It ends with the session in which it was turned on."""

    __tablename__ = "push_subscriptions"

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(
        ForeignKey("staff_sessions.id", ondelete="CASCADE"), unique=True
    )
    # An address of the browser's push service, and the keys for this browser (RFC 8291).
    endpoint: Mapped[str] = mapped_column(String(1000), unique=True)
    p256dh: Mapped[str] = mapped_column(String(100))
    auth: Mapped[str] = mapped_column(String(40))
    created_at: Mapped[CreatedAt]

    session: Mapped[StaffSession] = relationship()


class DutyWeek(Model):
    """Who is on duty from a Monday on, for a week of the department's own days."""

    __tablename__ = "duty_weeks"
    __table_args__ = (CheckConstraint("deputy_id <> staff_id", name="deputy_is_another"),)

    agency_id: Mapped[AgencyId] = mapped_column(primary_key=True)
    monday: Mapped[date] = mapped_column(Date, primary_key=True)
    staff_id: Mapped[StaffId]
    # Rings when nobody has looked for half an hour.
    deputy_id: Mapped[StaffId | None]

    staff_member: Mapped[StaffMember] = relationship(foreign_keys="DutyWeek.staff_id")
    deputy: Mapped[StaffMember | None] = relationship(foreign_keys="DutyWeek.deputy_id")


class DutyAlert(Attempted, Model):
    """An alert on its way to a phone, or as a card to a department's channel in Teams."""

    __tablename__ = "duty_alerts"
    __table_args__ = (
        CheckConstraint(
            "(subscription_id IS NULL) <> (agency_id IS NULL)", name="to_a_phone_or_a_channel"
        ),
        CheckConstraint("attempts >= 0", name="attempts_counted"),
        CheckConstraint("sent_at IS NULL OR failed_at IS NULL", name="sent_or_failed"),
        Index("ix_duty_alerts_waiting", "sent_at", "failed_at", "next_attempt_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    subscription_id: Mapped[int | None] = mapped_column(
        ForeignKey("push_subscriptions.id", ondelete="CASCADE"), index=True
    )
    agency_id: Mapped[AgencyId | None] = mapped_column(index=True)
    # JSON: what the service worker shows, or the card. Numbers and times; no word of a resident.
    payload: Mapped[str] = mapped_column(Text)
    is_test: Mapped[bool] = mapped_column(default=False, server_default=false())

    subscription: Mapped[PushSubscription | None] = relationship()
    agency: Mapped[Agency | None] = relationship()


class OnDuty(NamedTuple):
    """Whose phones ring at once, None for all who turned it on, and who steps in for them."""

    first: StaffMember | None = None
    deputy: StaffMember | None = None


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def on_duty(agency: Agency) -> OnDuty:
    """Return who is on duty there now. Who has no account any more is skipped."""
    week = db.session.get(DutyWeek, (agency.id, monday_of(agency.today)))
    people = [week.staff_member, week.deputy] if week else []
    first, deputy, *_ = [*(each for each in people if each and each.is_active), None, None]
    return OnDuty(first, deputy)


def people_for_duty(agency: Agency) -> Sequence[StaffMember]:
    own = select(StaffMember).where(
        StaffMember.agency_id == agency.id,
        StaffMember.disabled_at.is_(None),
        StaffMember.is_demo.is_(False),
    )
    return db.session.scalars(own.order_by(StaffMember.name, StaffMember.id)).all()


def duty_weeks(agency: Agency, since: date, until: date) -> dict[date, DutyWeek]:
    """Return the weeks of these Mondays that have somebody."""
    own = select(DutyWeek).where(
        DutyWeek.agency_id == agency.id, DutyWeek.monday.between(since, until)
    )
    return {week.monday: week for week in db.session.scalars(own)}


def phones() -> Sequence[PushSubscription]:
    """Return the phones of all who are signed in there and may be, in one order always."""
    return db.session.scalars(
        select(PushSubscription)
        .join(PushSubscription.session)
        .join(StaffSession.staff_member)
        .where(
            StaffSession.expires_at > now(),
            StaffMember.disabled_at.is_(None),
            StaffMember.is_demo.is_(False),
        )
        .options(joinedload(PushSubscription.session))
        .order_by(PushSubscription.id)
    ).all()


def phone_of(session: StaffSession, *, to_stay: bool = False) -> PushSubscription | None:
    """Return the phone of this session; `to_stay` keeps it until commit."""
    own = select(PushSubscription).filter_by(session_id=session.id)
    if to_stay:
        own = own.with_for_update(read=True, key_share=True)
    return db.session.scalars(own).one_or_none()


def ringing_sessions(member: StaffMember) -> set[int]:
    """Return the ids of the sessions of this person on whose phones alerts are turned on."""
    own = select(PushSubscription.session_id).join(PushSubscription.session)
    return set(db.session.scalars(own.where(StaffSession.staff_id == member.id)))


def last_alert(to: PushSubscription | Agency) -> DutyAlert | None:
    """Return the newest alert to this phone or this department's channel."""
    column = DutyAlert.agency_id if isinstance(to, Agency) else DutyAlert.subscription_id
    own = select(DutyAlert).where(column == to.id).order_by(DutyAlert.id.desc())
    return db.session.scalars(own.limit(1)).one_or_none()


def last_card_at(agency: Agency) -> datetime | None:
    """Return when the last card that was no test was written."""
    cards = select(DutyAlert.created_at).filter_by(agency_id=agency.id, is_test=False)
    return db.session.scalars(cards.order_by(DutyAlert.id.desc()).limit(1)).one_or_none()
