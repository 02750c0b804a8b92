"""Texts are compared in a process of its own, one at a time, whatever becomes of it."""

import sys
from contextlib import ExitStack

import pytest

from coffeecop.engine import likeness_process, own_process
from coffeecop.engine.encoder import encode, pack
from coffeecop.engine.likeness_process import Candidate, NotCompared, Question, compare

BODIES = {7: "Dirt bikes on the trail", 9: "Trash in the alley", 8: "The dirt bikes are back"}


@pytest.fixture(autouse=True)
def patience(monkeypatch):
    """A loaded machine takes its time."""
    monkeypatch.setattr(likeness_process, "TIMEOUT", 600)


@pytest.fixture
def candidates():
    vectors = encode(list(BODIES.values()))
    pairs = zip(BODIES.items(), vectors, strict=True)
    return [Candidate(each, body, pack(vector)) for (each, body), vector in pairs]


@pytest.mark.slow
def test_it_answers_with_ids(candidates):
    assert [each.id for each in compare(Question(like=(7,)), candidates)] == [8]
    found = compare(Question(like=(), words="motos de motocross"), candidates)
    assert [(each.id, each.sentence) for each in found] == [(7, BODIES[7]), (8, BODIES[8])]


@pytest.mark.parametrize("ends", ["kill -SEGV $$", "exec sleep 1000"], ids=["crash", "hangs"])
def test_a_process_that_crashes_or_hangs_ends_alone(monkeypatch, tmp_path, candidates, ends):
    python = tmp_path / "python"
    python.write_text(f"#!/bin/sh\n{ends}\n")
    python.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(python))
    monkeypatch.setattr(likeness_process, "TIMEOUT", 0.1 if "sleep" in ends else 600)

    with pytest.raises(NotCompared):
        compare(Question(like=(7,)), candidates * 10_000)


def test_what_fails_while_the_texts_are_read_ends_the_process_too(candidates):
    def broken():
        yield from candidates
        raise LookupError

    with pytest.raises(LookupError):
        compare(Question(like=(7,)), broken())
    assert own_process._lock.acquire(blocking=False)
    own_process._lock.release()


def test_few_wait_for_their_turn(candidates):
    with ExitStack() as line:
        for _ in range(own_process.MOST_WAITING + 1):
            line.enter_context(own_process._places)
        with pytest.raises(NotCompared):
            compare(Question(like=(7,)), candidates)


def test_without_the_encoder_words_have_no_meaning(monkeypatch):
    monkeypatch.setattr("coffeecop.engine.encoder._is_disabled", True)
    lines = likeness_process._lines(Question(like=(), words="motos"), [])
    monkeypatch.setattr(likeness_process, "run", lambda _lines: likeness_process.answer(lines))

    with pytest.raises(NotCompared):
        compare(Question(like=(), words="motos"), [])
