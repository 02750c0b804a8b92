import pytest

from tests.factories import make_event, make_topic


@pytest.fixture
def event(app):
    """An event that is to come."""
    return make_event()


@pytest.fixture
def topic(app):
    return make_topic()
