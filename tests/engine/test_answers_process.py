"""Answers are found in a process that stays, whatever becomes of it."""

import io
import json
import sys

import pytest

from coffeecop.engine import answers_process
from coffeecop.engine.answers_process import AnswerFinder

QUESTIONS = [
    (
        3,
        [
            "How long may a car stay parked on the street?",
            "¿Cuánto tiempo puede quedarse un carro?",
        ],
    ),
    (4, ["How do I start a neighborhood watch?", "¿Cómo formo un grupo de vecinos?"]),
]
PARKING = "How long can a car be parked on my street?"


@pytest.fixture
def answer_finder(monkeypatch):
    """A loaded machine takes its time."""
    monkeypatch.setattr(answers_process, "TIMEOUT", 600)
    monkeypatch.setattr(answers_process, "PATIENCE_WITH_START", 600)
    answer_finder = AnswerFinder()
    yield answer_finder
    answer_finder.stop()


@pytest.mark.slow
def test_it_stays_and_is_started_again_when_it_has_ended(answer_finder):
    assert answer_finder.answers_to(PARKING, QUESTIONS) == [3]
    first = answer_finder._process
    assert answer_finder.answers_to("How do we form a neighborhood watch?", QUESTIONS) == [4]
    assert answer_finder._process is first

    first.kill()
    first.wait()
    assert answer_finder.answers_to(PARKING, QUESTIONS) == [3]


def test_one_that_hangs_or_crashes_answers_nothing(monkeypatch, tmp_path, answer_finder):
    monkeypatch.setattr(answers_process, "TIMEOUT", 0.1)
    monkeypatch.setattr(answers_process, "PATIENCE_WITH_START", 2)
    for script in ("exec sleep 1000", "kill -SEGV $$", "echo ready; exec sleep 1000"):
        broken = tmp_path / "python"
        broken.write_text(f"#!/bin/sh\n{script}\n")
        broken.chmod(0o700)
        monkeypatch.setattr(sys, "executable", str(broken))

        assert answer_finder.answers_to(PARKING, QUESTIONS) == []


def test_who_waits_too_long_for_others_gets_nothing(monkeypatch, answer_finder):
    monkeypatch.setattr(answers_process, "PATIENCE", 0.01)
    with answer_finder._lock:
        assert answer_finder.answers_to(PARKING, QUESTIONS) == []


def test_it_ends_when_the_server_has_ended_or_nobody_asks(monkeypatch, tmp_path):
    monkeypatch.setattr(answers_process, "SECONDS_IDLE", 0)
    lines = tmp_path / "lines"
    lines.write_text("")
    with lines.open() as nothing:
        monkeypatch.setattr(answers_process.select, "select", lambda *_: ([nothing], [], []))
        answers_process.serve(nothing, io.StringIO())
    monkeypatch.setattr(answers_process.select, "select", lambda *_: ([], [], []))
    answers_process.serve(io.StringIO(json.dumps(["", []])), io.StringIO())
