import pytest

from tests.shared_words import compare_shared_words


@pytest.fixture
def ranks(monkeypatch):
    compare_shared_words(monkeypatch)
