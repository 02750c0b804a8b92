import pytest

from tests.factories import make_topic


@pytest.fixture
def roads(app):
    return make_topic(key="roads", name_en="Roads")


@pytest.fixture
def noise(app):
    return make_topic(key="noise", name_en="Noise")
