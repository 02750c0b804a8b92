import pytest

from coffeecop.db import db
from coffeecop.models.audit import record


@pytest.fixture
def recorded(app):
    """Record an action and commit it."""

    def add(action, **facts):
        record(action, **{"by": None, **facts})
        db.session.commit()

    return add
