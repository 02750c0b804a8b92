"""How many personal details are found in texts by people who did not write the rules.

`pytest -s tests/engine/detectors/test_personal.py` prints recall and precision of each kind.
"""

import re

import pytest

from coffeecop.engine.detectors.personal import Personal, find_personal
from tests.engine.detectors.scores import Scores
from tests.engine.texts import HALVES, ODD_TEXTS, read_sample, read_texts

MARKED = re.compile(r"\{(\w+):([^}]+)\}")
# The held half was scored once, after the detector was finished.
FLOORS = {
    "tuned": dict.fromkeys(Personal, 0.95) | {"badge": 0.85},
    "held": dict.fromkeys(Personal, 0.8)
    | {"address": 0.5, "badge": 0.7, "birth_date": 0.6, "handle": 0.6, "plate": 0.7},
}
LEAST_PRECISION = {"tuned": 0.95, "held": 0.7}


def unmarked(marked):
    """Return the text as a resident wrote it, and where in it each detail is: start, end, kind."""
    text, details = "", []
    for number, part in enumerate(re.split(r"(\{\w+:[^}]+\})", marked)):
        kind, words = MARKED.fullmatch(part).groups() if number % 2 else (None, part)
        if kind:
            details.append((len(text), len(text) + len(words), kind))
        text += words
    return text, details


def covers(found, wanted, text):
    """Return whether all letters and digits of the wanted detail are in what was found."""
    start, end, kind = wanted
    characters = [at for at in range(start, end) if text[at].isalnum()]
    return found.kind == kind and found.start <= characters[0] and characters[-1] < found.end


def scores_of(half):
    """A detail is found if all of it would be taken out; a title before a name may go with it."""
    scores = Scores(f"Personal details, {half} texts")
    for language, marked in read_texts("detectors/personal", half):
        text, details = unmarked(marked)
        findings = find_personal(text)
        pairs = [
            (one, detail) for one in findings for detail in details if covers(one, detail, text)
        ]
        right = [one for one, _ in pairs]
        reached = {(detail[2], text[detail[0] : detail[1]]) for _, detail in pairs}
        wrong = {(str(one.kind), text[one.start : one.end]) for one in findings if one not in right}
        wanted = {(kind, text[start:end]) for start, end, kind in details}
        scores.note(text, language=language, wanted=wanted, got=reached | wrong)
    return scores


@pytest.mark.parametrize("half", HALVES)
def test_personal_details_are_found_and_other_numbers_left_alone(half, record_property):
    scores = scores_of(half)
    record_property("scores", str(scores))

    for kind, floor in FLOORS[half].items():
        assert scores.recall(kind) >= floor, (kind, scores)
        assert scores.precision(kind) >= LEAST_PRECISION[half], (kind, scores)
    assert scores.precision("all") >= 0.9, scores


def test_the_details_of_the_sample_are_found_and_its_near_misses_left_alone():
    found = [
        set(line["details"]) <= {str(each.kind) for each in find_personal(line["text"])}
        for line in read_sample("details")
    ]
    harmless = [line for line in read_sample("flags") if not line["flags"]]

    assert sum(found) >= 0.85 * len(found)
    assert [line["text"] for line in harmless if find_personal(line["text"])] == []


def test_there_are_enough_texts_in_both_languages():
    languages = [language for language, _ in read_texts("detectors/personal", "tuned")]

    assert len(languages) >= 140
    assert languages.count("es") >= 0.4 * len(languages)


def test_several_details_are_told_in_order_and_never_overlap():
    text = "Officer Sample, 1420 Maple Court, ana@example.org or 805 555 0100, plate 8ABC123"

    findings = find_personal(text)

    kinds = [str(kind) for _, _, kind in findings]
    assert kinds == ["officer", "address", "email", "phone", "plate"]
    assert all(one.end <= other.start for one, other in zip(findings, findings[1:], strict=False))


@pytest.mark.parametrize("text", [*ODD_TEXTS, "@", "1" * 4000, "a@" * 2000])
def test_odd_texts_hold_none(text):
    assert find_personal(text) == []
