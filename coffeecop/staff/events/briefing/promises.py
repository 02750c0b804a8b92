from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from coffeecop.db import db
from coffeecop.models import Promise, PromiseStatus

# That fit on the one page.
MOST_PROMISES = 4


def promises_here(venue_id: int) -> Sequence[Promise]:
    """Return promises for people of this place: open ones by their day, then the newest kept."""
    shown = Promise.status.in_((PromiseStatus.OPEN, PromiseStatus.KEPT))
    is_kept = Promise.status == PromiseStatus.KEPT
    return db.session.scalars(
        select(Promise)
        .where(Promise.venue_id == venue_id, shown)
        .order_by(is_kept, Promise.closed_at.desc(), Promise.due_on, Promise.id)
        .limit(MOST_PROMISES)
        .options(joinedload(Promise.owner), joinedload(Promise.agency))
    ).all()
