import pytest

from tests.engine.conftest import encoder_installed, has_vectors  # noqa: F401  (fixtures)


@pytest.fixture
def compared_here():
    """Processes are started here."""
