from coffeecop.parts.who_is_there.models import Asks, Cameras, Invited, RoomAnswers, RoomCheck
from tests.factories import save

CHOSEN = {"invited": Invited.LOCAL, "asks": Asks.NOTHING, "cameras": Cameras.OFF}


def make_one_of_each(event, officer):
    save(RoomAnswers(agency_id=event.agency_id, answered_by_id=officer.id, **CHOSEN))
    save(RoomCheck(event_id=event.id, staff_id=officer.id, was_so=True))


MAKERS = [make_one_of_each]
SHOWN_IN_PUBLIC = [(RoomAnswers, {"invited": Invited.OURS}), (RoomCheck, {"was_so": False})]
