"""Alerts to whoever is on duty: their phones, and a card in Teams."""

from sqlalchemy import select

from coffeecop.db import db, db_writes, now
from coffeecop.models import Agency, StaffMember
from coffeecop.models.agency import lock_agency
from coffeecop.models.mail import lock_notifications, notifications_of
from coffeecop.parts.duty.messages import card_for, notification_for
from coffeecop.parts.duty.models import (
    DutyAlert,
    PushSubscription,
    channel_of,
    channels,
    choice_of,
    phones,
)
from coffeecop.parts.duty.waking import to_post, to_wake


def write_duty_alerts() -> None:
    """Queue alerts to the phones and the channels for which something has come. Commits."""
    ringing: dict[int, list[int]] = {}
    for phone in phones():
        ringing.setdefault(phone.session.staff_id, []).append(phone.id)
    agency_ids = channels()
    db.session.rollback()
    for staff_id in sorted(ringing):
        _wake(staff_id, ringing[staff_id])
    for agency_id in agency_ids:
        _post_card(agency_id)


def _wake(staff_id: int, phone_ids: list[int]) -> None:
    member = db.session.get_one(StaffMember, staff_id)
    waiting = to_wake(notifications_of(member), choice_of(member))
    db.session.rollback()
    if not waiting:
        return
    with db_writes():
        # Another worker may have written it since.
        settings = lock_notifications(staff_id)
        choice = choice_of(settings.staff_member) if settings else None
        if settings and choice and (waiting := to_wake(settings, choice)):
            payload = notification_for(settings.staff_member, waiting)
            # What is still turned on, and stays until commit.
            still = select(PushSubscription.id).where(PushSubscription.id.in_(phone_ids))
            for phone_id in db.session.scalars(still.with_for_update(read=True, key_share=True)):
                db.session.add(DutyAlert(subscription_id=phone_id, payload=payload))
            choice.woken_at = now()
            db.session.add(choice)


def _post_card(agency_id: int) -> None:
    waiting = to_post(db.session.get_one(Agency, agency_id))
    db.session.rollback()
    if not waiting:
        return
    with db_writes():
        lock_agency(agency_id)
        agency = db.session.get_one(Agency, agency_id)
        if channel_of(agency) and (waiting := to_post(agency)):
            db.session.add(DutyAlert(agency_id=agency.id, payload=card_for(agency, waiting)))
