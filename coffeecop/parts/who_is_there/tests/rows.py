from datetime import timedelta

from coffeecop.db import db, now
from coffeecop.models import StaffMember
from coffeecop.parts.who_is_there.actions import seal
from coffeecop.parts.who_is_there.models import Asks, Cameras, Invited, RoomAnswers, RoomCheck
from tests.factories import make_event, save

CHOSEN = {"invited": Invited.LOCAL, "asks": Asks.NOTHING, "cameras": Cameras.OFF}


def make_one_of_each(event, officer):
    save(RoomAnswers(agency_id=event.agency_id, answered_by_id=officer.id, **CHOSEN))
    save(RoomCheck(event_id=event.id, staff_id=officer.id, was_so=True))


def addresses():
    """Of an event that is over and of which something was told."""
    answers = db.session.query(RoomAnswers).order_by(RoomAnswers.agency_id).first()
    by = db.session.get(StaffMember, answers.answered_by_id)
    event = make_event(agency=by.agency, starts_at=now() - timedelta(days=1))
    seal(event, by)
    db.session.commit()
    told = {"event_id": event.id}
    return {"who_is_there.check": told, "who_is_there.seen": told}


MAKERS = [make_one_of_each]
ADDRESSES = [addresses]
SHOWN_IN_PUBLIC = [(RoomAnswers, {"invited": Invited.OURS}), (RoomCheck, {"was_so": False})]
