import pytest

from tests.factories import make_topic


@pytest.fixture
def topic(app):
    return make_topic()
