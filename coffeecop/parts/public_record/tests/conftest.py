import json

import pytest


@pytest.fixture
def record(event, visitor):
    return json.loads(visitor.get(f"/events/{event.slug}/record.json").body)
