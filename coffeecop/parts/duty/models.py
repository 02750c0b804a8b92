"""Who is on duty in which week, the phones and channels that ring, and alerts on their way."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Date, Index, String, Text, false, select, true
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from coffeecop.db import CreatedAt, HasId, Model, db, now
from coffeecop.models.agency import Agency
from coffeecop.models.keys import SECRET, AgencyId, Attempted, StaffId, check, to
from coffeecop.models.mail import Alert, possible_alerts
from coffeecop.models.staff import StaffMember, StaffSession

NAME = "duty"
WEEKS = 6


class PushSubscription(HasId, Model):
    """A phone that rings. It ends with the session in which it was turned on."""

    __tablename__ = "push_subscriptions"

    session_id: Mapped[int] = mapped_column(to("staff_sessions", "CASCADE"), unique=True)
    # An address of the browser's push service, and the keys for this browser (RFC 8291): whoever
    # has these can ring it.
    endpoint: Mapped[str] = mapped_column(String(1000), unique=True, info=SECRET)
    p256dh: Mapped[str] = mapped_column(String(100), info=SECRET)
    auth: Mapped[str] = mapped_column(String(40), info=SECRET)
    created_at: Mapped[CreatedAt]

    session: Mapped[StaffSession] = relationship()


class DutyChannel(Model):
    """Where alerts of a department are posted as cards."""

    __tablename__ = "duty_channels"

    agency_id: Mapped[AgencyId] = mapped_column(primary_key=True)
    # The address of a Workflow in Teams: whoever has it can post there.
    url: Mapped[str] = mapped_column(String(1000), info=SECRET)


class DutyChoice(Model):
    """What rings the phones of a person while they are on duty, and when they last rang."""

    __tablename__ = "duty_choices"

    staff_id: Mapped[int] = mapped_column(to("staff", "CASCADE"), primary_key=True)
    answers: Mapped[bool] = mapped_column(default=False, server_default=false())
    flags: Mapped[bool] = mapped_column(default=True, server_default=true())
    complaints: Mapped[bool] = mapped_column(default=True, server_default=true())
    woken_at: Mapped[datetime | None]

    staff_member: Mapped[StaffMember] = relationship()

    @property
    def alerts(self) -> set[Alert]:
        return {each for each in possible_alerts(self.staff_member) if getattr(self, each.value)}

    def choose(self, alerts: Collection[Alert]) -> None:
        for each in possible_alerts(self.staff_member):
            setattr(self, each.value, each in alerts)


class DutyWeek(Model):
    """Who is on duty from a Monday on, for a week of the department's own days."""

    __tablename__ = "duty_weeks"
    __table_args__ = (check("deputy_is_another", "deputy_id <> staff_id"),)

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
        check("to_a_phone_or_a_channel", "(subscription_id IS NULL) <> (agency_id IS NULL)"),
        check("attempts_counted", "attempts >= 0"),
        check("sent_or_failed", "sent_at IS NULL OR failed_at IS NULL"),
        Index("ix_duty_alerts_waiting", "sent_at", "failed_at", "next_attempt_at"),
    )

    subscription_id: Mapped[int | None] = mapped_column(
        to("push_subscriptions", "CASCADE"), index=True
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
    """Return who is on duty there now. Whoever has no account any more is skipped."""
    week = db.session.get(DutyWeek, (agency.id, monday_of(agency.today)))
    people = [week.staff_member, week.deputy] if week else []
    first, deputy, *_ = [*(each for each in people if each and each.is_active), None, None]
    return OnDuty(first, deputy)


def duty_weeks(agency: Agency) -> dict[date, DutyWeek | None]:
    """Return the next weeks by their Mondays; None: nobody is on duty then."""
    first = monday_of(agency.today)
    mondays = [first + timedelta(weeks=number) for number in range(WEEKS)]
    own = select(DutyWeek).where(DutyWeek.agency_id == agency.id, DutyWeek.monday.in_(mondays))
    stored = {week.monday: week for week in db.session.scalars(own)}
    return {monday: stored.get(monday) for monday in mondays}


def phones() -> list[PushSubscription]:
    """Return the phones of all who are signed in there and may be, in one order always."""
    member = joinedload(PushSubscription.session).joinedload(StaffSession.staff_member)
    found = db.session.scalars(
        select(PushSubscription)
        .join(PushSubscription.session)
        .join(StaffSession.staff_member)
        .where(
            StaffSession.expires_at > now(),
            StaffMember.disabled_at.is_(None),
            StaffMember.is_demo.is_(False),
        )
        .options(member.joinedload(StaffMember.agency))
        .order_by(PushSubscription.id)
    )
    return [phone for phone in found if phone.session.staff_member.agency.has_on(NAME)]


def channels() -> list[int]:
    """Return the ids of the departments that have a channel, in one order always."""
    own = select(Agency).join(DutyChannel).order_by(Agency.id)
    return [agency.id for agency in db.session.scalars(own) if agency.has_on(NAME)]


def channel_of(agency: Agency) -> str | None:
    found = db.session.get(DutyChannel, agency.id)
    return found.url if found else None


def choice_of(member: StaffMember) -> DutyChoice:
    """Return what this person chose; the caller adds what is not there, if it changes."""
    found = db.session.get(DutyChoice, member.id)
    usual = {"answers": False, "flags": True, "complaints": True}
    return found or DutyChoice(staff_id=member.id, staff_member=member, **usual)


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
    column = DutyAlert.agency_id if isinstance(to, Agency) else DutyAlert.subscription_id
    own = select(DutyAlert).where(column == to.id).order_by(DutyAlert.id.desc())
    return db.session.scalars(own.limit(1)).one_or_none()


def last_card_at(agency: Agency) -> datetime | None:
    """Return when the last card that was no test was written."""
    cards = select(DutyAlert.created_at).filter_by(agency_id=agency.id, is_test=False)
    return db.session.scalars(cards.order_by(DutyAlert.id.desc()).limit(1)).one_or_none()
