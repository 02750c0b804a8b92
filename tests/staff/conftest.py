import pytest

from coffeecop.engine import likeness_process, ranking_process


@pytest.fixture(autouse=True)
def compared_here(monkeypatch):
    """Compare texts here, where the encoder is loaded once; the processes have their own tests."""
    for process in (likeness_process, ranking_process):
        monkeypatch.setattr(process, "run", process.answer)
