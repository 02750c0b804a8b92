import pytest

from tests.factories import make_past_event


@pytest.fixture
def event(app):
    return make_past_event()
