import json

import pytest

from tests.mail.test_digest import clock  # noqa: F401  (a fixture)


@pytest.fixture
def record(event, visitor):
    return json.loads(visitor.get(f"/events/{event.slug}/record.json").body)
