import pytest

from tests.shared_words import compare_shared_words
from tests.staff.events.conftest import event  # noqa: F401  (a fixture)


@pytest.fixture
def ranks(monkeypatch):
    compare_shared_words(monkeypatch)
