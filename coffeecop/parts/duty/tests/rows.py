from datetime import timedelta
from itertools import count

from coffeecop.db import now
from coffeecop.models import StaffSession
from coffeecop.parts.duty.models import (
    DutyAlert,
    DutyChannel,
    DutyChoice,
    DutyWeek,
    PushSubscription,
    monday_of,
)
from tests.factories import make_staff, save

numbers = count(1)


def make_phone(member, *, session=None, **values):
    """Turn alerts on where this person is signed in, or was signed in for it."""
    n = next(numbers)
    session = session or save(
        StaffSession(
            staff_id=member.id,
            token_hash=f"phone-{n}",
            is_own_device=True,
            expires_at=now() + timedelta(days=14),
        )
    )
    defaults = {"endpoint": f"https://fcm.googleapis.com/{n}", "p256dh": "BA", "auth": "AA"}
    return save(PushSubscription(session_id=session.id, **{**defaults, **values}))


def put_on_duty(member, deputy=None):
    agency = member.agency
    week = {"monday": monday_of(agency.today), "staff_id": member.id}
    return save(DutyWeek(agency_id=agency.id, deputy_id=deputy and deputy.id, **week))


def make_one_of_each(event, officer):
    agency_id = event.agency_id
    failed = {"failed_at": now(), "last_error": "answer 403"}
    put_on_duty(officer, make_staff())
    save(DutyChannel(agency_id=agency_id, url="https://example.logic.azure.com/"))
    save(DutyChoice(staff_id=officer.id, woken_at=now()))
    save(DutyAlert(agency_id=agency_id, payload="{}"))
    save(DutyAlert(subscription_id=make_phone(officer).id, payload="{}", **failed))


def addresses():
    return {"monday": str(monday_of(now().date()))}


MAKERS = [make_one_of_each]
ADDRESSES = [addresses]
