"""Which departments share their events: one feed and one first page are of all of them."""

from sqlalchemy import select

from coffeecop.db import db
from coffeecop.models import Agency

NAME = "sharing"


def sharing_departments() -> list[int]:
    departments = db.session.execute(select(Agency.id, Agency.parts_off))
    return [each.id for each in departments if NAME not in each.parts_off]
