"""Texts are compared in a process of its own."""

import pytest

from coffeecop.engine import own_process
from coffeecop.engine.encoder import encode, pack
from coffeecop.parts.likeness.engine import likeness_process
from coffeecop.parts.likeness.engine.likeness_process import (
    Candidate,
    NotCompared,
    Question,
    compare,
)

BODIES = {7: "Dirt bikes on the trail", 9: "Trash in the alley", 8: "The dirt bikes are back"}


@pytest.fixture
def candidates():
    vectors = encode(list(BODIES.values()))
    pairs = zip(BODIES.items(), vectors, strict=True)
    return [Candidate(each, body, pack(vector)) for (each, body), vector in pairs]


@pytest.mark.slow
def test_it_answers_with_ids(candidates, monkeypatch):
    # A loaded machine takes its time.
    monkeypatch.setattr(likeness_process, "TIMEOUT", 600)

    assert compare(Question(like=(7,)), candidates) == {8: ""}
    found = compare(Question(like=(), words="motos de motocross"), candidates)
    assert [*found.items()] == [(7, BODIES[7]), (8, BODIES[8])]


def test_a_process_that_fails_has_compared_nothing(monkeypatch, candidates):
    def fail(*_asked, **_limits):
        raise own_process.ProcessFailed

    monkeypatch.setattr(own_process, "run", fail)

    with pytest.raises(NotCompared):
        compare(Question(like=(7,)), candidates)


def test_without_the_encoder_words_have_no_meaning(monkeypatch):
    monkeypatch.setattr("coffeecop.engine.encoder._is_disabled", True)
    monkeypatch.setattr(
        own_process, "run", lambda _module, lines, **_limits: likeness_process.answer(lines)
    )

    with pytest.raises(NotCompared):
        compare(Question(like=(), words="motos"), [])
