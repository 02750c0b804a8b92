"""The database itself lets nobody delete what a hold keeps."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from coffeecop.db import db
from tests.factories import make_one_of_each

pytestmark = pytest.mark.both_databases


def test_what_a_hold_keeps_cannot_be_deleted(app, database_name):
    expected = "FOREIGN KEY" if database_name == "sqlite" else "held_records"

    make_one_of_each()

    for table in ("concerns", "events", "rsvps", "survey_answers", "matters"):
        with pytest.raises(IntegrityError, match=expected):
            db.session.execute(text(f"DELETE FROM {table}"))  # noqa: S608
        db.session.rollback()
