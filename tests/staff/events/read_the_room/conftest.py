import pytest

from coffeecop.matters import ranking
from tests.staff.matters.shared_words import shared_words


@pytest.fixture
def ranks(monkeypatch):
    monkeypatch.setattr(ranking, "rank", shared_words)
