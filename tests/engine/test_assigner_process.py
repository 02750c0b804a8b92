"""Topics are assigned in a process of its own, which may fail without harm to the server."""

import sys

import pytest

from coffeecop.engine import assigner_process, own_process
from coffeecop.engine.assigner_process import AssignmentFailed, Task, assign
from coffeecop.engine.assigning import Assigner
from coffeecop.engine.encoder import encode, pack
from coffeecop.engine.examples import Example, Text, TopicText

pytestmark = pytest.mark.slow

PARKING = TopicText(1, ("Parking", "Estacionamiento"), keywords=("parked", "tow"))
NOISE = TopicText(2, ("Noise", "Ruido"), keywords=("loud", "música"))
TEXTS = (Text("A car is parked here", "en"), Text("Música fuerte", "es"), Text("Hello", None))


@pytest.fixture(autouse=True)
def patience(monkeypatch):
    """A loaded machine takes its time."""
    monkeypatch.setattr(assigner_process, "TIMEOUT", 600)


def example():
    body = "The drums never stop"
    vectors = encode([body])
    vector = None if vectors is None else pack(vectors[0])
    return Example(Text(body, "en", vector), frozenset([NOISE.id]), weight=0.5)


def test_it_answers_as_this_process_would():
    task = Task([PARKING, NOISE], [example()], TEXTS)

    (answers,) = assign([task])

    known = Assigner(task.topics, task.examples).likely(TEXTS)
    assert [each.keys() for each in answers] == [each.keys() for each in known]
    for answer, here in zip(answers, known, strict=True):
        assert answer == pytest.approx(here, abs=1e-4)
    assert answers[0].keys() == {PARKING.id}


def test_a_crash_ends_that_process_alone(monkeypatch, tmp_path):
    crashing = tmp_path / "python"
    crashing.write_text("#!/bin/sh\nkill -SEGV $$\n")
    crashing.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(crashing))

    with pytest.raises(AssignmentFailed):
        assign([Task([PARKING], [], TEXTS)])


def test_after_a_failure_the_next_question_is_answered(monkeypatch):
    with monkeypatch.context() as hurried:
        hurried.setattr(assigner_process, "TIMEOUT", 0)
        with pytest.raises(AssignmentFailed):
            assign([Task([PARKING], [], TEXTS)])

    assert assign([Task([PARKING], [], [])]) == [[]]


def test_nobody_waits_in_line_without_end(monkeypatch):
    monkeypatch.setattr(assigner_process, "LOCK_TIMEOUT", 0)

    with own_process._lock, pytest.raises(AssignmentFailed):
        assign([Task([PARKING], [], TEXTS)])
