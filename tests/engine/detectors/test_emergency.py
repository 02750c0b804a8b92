import pytest

from coffeecop.engine.detectors.emergency import find_emergency
from tests.engine.detectors.scores import Scores
from tests.engine.texts import HALVES, read_texts


@pytest.mark.parametrize("half", HALVES)
def test_emergencies_are_found_and_idioms_left_alone(half, record_property):
    scores = Scores(f"Emergency reader, {half} texts")
    for head, text in read_texts("detectors/emergency", half):
        language, kinds = head.split()
        wanted = set(kinds.split("+")) - {"none"}
        got = {str(kind) for kind in find_emergency(text)}
        scores.note(text, language=language, wanted=wanted, got=got)
    record_property("scores", str(scores))

    assert scores.recall("emergency") >= 0.93, scores
    assert scores.precision("emergency") >= 0.93, scores
    assert scores.recall("self_harm") >= 0.9, scores
    assert scores.precision("self_harm") >= 0.9, scores
    assert scores.recall("domestic_violence") >= 0.9, scores
    assert scores.precision("domestic_violence") >= 0.9, scores


def test_there_are_enough_texts_and_half_of_them_are_harmless():
    heads = [head for half in HALVES for head, _ in read_texts("detectors/emergency", half)]

    assert len(heads) >= 160
    for language in ("en", "es"):
        mine = [head for head in heads if head.startswith(language)]
        assert sum(head.endswith("none") for head in mine) >= 0.4 * len(mine)


@pytest.mark.parametrize(
    "text",
    [
        "HE HAS A GUN!!!",
        "he’s got a gun",
        "Cars speed.\n\nAlso he has a gun.",
        "MI ESPOSO ME PEGA",
        "Mi esposo me pega",
        "heee has a gun",
        "mi ezpozo me pega, mi marídó me pega",
    ],
)
def test_case_accents_stretched_letters_and_other_sentences_hide_nothing(text):
    assert find_emergency(text)


@pytest.mark.parametrize("text", ["", " ", "...", "\u202e\u200b", "🙂" * 4000, "a" * 4000])
def test_odd_texts_are_about_nothing(text):
    assert find_emergency(text) == set()
