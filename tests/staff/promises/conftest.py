import pytest

from tests.factories import make_promise


@pytest.fixture
def promise(app):
    """A public promise that is open."""
    return make_promise()
