"""Texts are ranked for names in a process of their own."""

import pytest

from coffeecop.parts.likeness.engine import likeness_process
from coffeecop.parts.likeness.engine.likeness_process import Candidate
from coffeecop.parts.likeness.engine.ranking_process import (
    LIKELY,
    SURE,
    Fit,
    Ranked,
    StoryName,
    rank,
)

TEXTS = [
    Candidate(7, "Thank you for the coffee", None),
    Candidate(9, "Dirt bikes on the trail", None),
    Candidate(8, "Somebody dumps trash in the alley", None),
]
BY_TOPIC = [[0.0] * 3] * 2
NAMES = [StoryName(1, "Trash", "dumping"), StoryName(2, "Dirt bikes")]


@pytest.mark.slow
def test_it_answers_for_each_name_with_all_ids_the_likeliest_first(monkeypatch):
    monkeypatch.setattr(likeness_process, "TIMEOUT", 600)

    found = rank(NAMES, TEXTS, BY_TOPIC)

    assert {key: [each.id for each in ranked] for key, ranked in found.items()} == {
        1: [8, 7, 9],
        2: [9, 7, 8],
    }


def test_a_score_says_how_well_a_text_fits():
    fits = [Ranked(1, score).fit for score in (SURE, LIKELY, LIKELY - 0.1)]

    assert fits == [Fit.SURE, Fit.LIKELY, Fit.OTHER]
