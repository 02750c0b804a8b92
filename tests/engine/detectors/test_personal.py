import re

import pytest

from coffeecop.engine.detectors.personal import find_personal
from tests.engine.detectors.scores import Scores
from tests.engine.texts import HALVES, read_texts

MARKED = re.compile(r"\{(\w+):([^}]+)\}")
FLOORS = {"email": 1, "ssn": 1, "phone": 0.9, "card": 0.9, "address": 0.8, "plate": 0.7}


def unmarked(text):
    """Return the text as a resident wrote it, and what is to be found in it."""
    return MARKED.sub(r"\2", text), {(kind, words) for kind, words in MARKED.findall(text)}


@pytest.mark.parametrize("half", HALVES)
def test_personal_details_are_found_and_other_numbers_left_alone(half, record_property):
    scores = Scores(f"Redaction helper, {half} texts")
    for language, marked in read_texts("detectors/personal", half):
        text, wanted = unmarked(marked)
        got = {(str(kind), text[start:end]) for start, end, kind in find_personal(text)}
        scores.note(text, language=language, wanted=wanted, got=got)
    record_property("scores", str(scores))

    for kind, floor in FLOORS.items():
        assert scores.recall(kind) >= floor, scores
        assert scores.precision(kind) >= 0.9, scores
    assert scores.precision("all") >= 0.9, scores


def test_there_are_enough_texts_in_both_languages():
    texts = [text for half in HALVES for text in read_texts("detectors/personal", half)]
    languages = [language for language, _ in texts]

    assert len(languages) >= 140
    assert languages.count("es") >= 0.4 * len(languages)


def test_several_details_are_told_in_order_and_never_overlap():
    text = "Officer Sample, 1420 Maple Court, ana@example.org or 805 555 0100, plate 8ABC123"

    findings = find_personal(text)

    kinds = [str(kind) for _, _, kind in findings]
    assert kinds == ["officer", "address", "email", "phone", "plate"]
    assert all(one.end <= other.start for one, other in zip(findings, findings[1:], strict=False))
