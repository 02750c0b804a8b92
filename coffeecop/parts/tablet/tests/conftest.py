import pytest

from tests.factories import make_running


@pytest.fixture
def event(app):
    """An event that is going on."""
    return make_running()
