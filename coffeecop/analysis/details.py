"""Find the personal details of concerns that the engine could not read, or read without them."""

from collections.abc import Collection

from sqlalchemy import select, update

from coffeecop.db import db, db_writes, execute_bulk
from coffeecop.engine.detectors.personal import OF_OFFICERS, Personal, find_personal
from coffeecop.models import Concern

BATCH = 200


def columns_of(details: Collection[Personal]) -> dict[str, bool]:
    """Return what a concern stores of the details in its text."""
    of_officers = OF_OFFICERS.intersection(details)
    return {
        "has_personal_details": bool(set(details) - of_officers),
        "names_officer": bool(of_officers),
    }


def find_details_due() -> int:
    """Find the details of concerns of which they are not known, and return how many."""
    count = 0
    is_due = (Concern.has_personal_details.is_(None), Concern.suggested_at.is_not(None))
    due = select(Concern.id, Concern.body).where(*is_due).order_by(Concern.id.desc()).limit(BATCH)
    while rows := db.session.execute(due).all():
        db.session.rollback()
        found = {row: columns_of({each.kind for each in find_personal(row.body)}) for row in rows}
        with db_writes():
            # In the order in which the classification locks them.
            for row, columns in sorted(found.items(), key=lambda each: each[0].id):
                is_unchanged = (Concern.id == row.id, Concern.body == row.body)
                execute_bulk(update(Concern).where(*is_unchanged).values(columns))
        count += len(rows)
    return count
