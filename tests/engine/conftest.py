import pytest

from coffeecop.engine import encoder
from coffeecop.engine.examples import encoder_name


@pytest.fixture
def encoder_installed():
    if encoder_name() is None:
        pytest.skip("no encoder is installed")


@pytest.fixture(params=["with vectors", "without"])
def has_vectors(request, monkeypatch):
    """Whether the encoder is at work: run a test with it, and as if it were not installed."""
    if request.param == "with vectors":
        request.getfixturevalue("encoder_installed")
    monkeypatch.setattr(encoder, "_is_disabled", request.param == "without")
    return request.param == "with vectors"
