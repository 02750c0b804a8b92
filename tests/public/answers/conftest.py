import pytest

from coffeecop.engine import answers_process
from coffeecop.engine.answers import Question, answers_to


@pytest.fixture(autouse=True)
def answered_in_this_process(monkeypatch):
    """The process itself is tested in tests/engine/test_answers_process.py."""

    class AnswerFinder:
        def answers_to(self, text, questions):
            return answers_to(text, [Question(each, tuple(two)) for each, two in questions])

    monkeypatch.setattr("coffeecop.public.answers.queries.answer_finder", AnswerFinder())
    assert answers_process.answer_finder
