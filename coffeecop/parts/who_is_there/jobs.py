from sqlalchemy import select

from coffeecop.db import db, db_writes
from coffeecop.models import Agency
from coffeecop.parts.who_is_there.actions import seal_those_to_come
from coffeecop.parts.who_is_there.models import NAME, RoomAnswers


def seal_what_changed() -> None:
    """Seal anew what tells something else since the schedule was changed, or is on again."""
    with db_writes():
        for agency in db.session.scalars(select(Agency).join(RoomAnswers).order_by(Agency.id)):
            if agency.has_on(NAME):
                seal_those_to_come(agency, None)
