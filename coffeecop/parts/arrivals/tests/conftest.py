import pytest

from tests.factories import make_running
from tests.staff.conftest import compared_here  # noqa: F401  (a fixture)


@pytest.fixture
def event(app):
    """An event that is going on."""
    return make_running()
