"""The demo: a real event, plainly fictional concerns."""

from coffeecop.db import db
from coffeecop.models import Agency


def load_demo() -> None:
    db.session.add(
        Agency(
            slug="ventura",
            name="Ventura Police Department",
            time_zone="America/Los_Angeles",
        )
    )
