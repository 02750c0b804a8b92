import pytest

from coffeecop.engine import assigner_process


@pytest.fixture(autouse=True)
def assigner_in_this_process(monkeypatch):
    """Answer questions here: a process of its own takes seconds; test_assigner_process has some."""
    monkeypatch.setattr(assigner_process, "run", assigner_process.answer)
