"""How much of what people write about danger is found, by staff's flags and by the reader."""

from functools import cache, partial

import pytest

from benchmarks.danger.texts import FOLDER, NONE, SENTENCES, lines_of
from benchmarks.detectors import danger_read, flags_found
from coffeecop.engine.detectors.emergency import dangers_in
from coffeecop.engine.text import fold_line
from tests.engine.danger import DANGER, FILES, READER, SETS, score
from tests.engine.texts import read_sample, read_texts

# The held halves were scored when the weights were done; they are of texts told indirectly.
LEAST_RECALL = {"tuned": 0.9, "held": 0.5, "new.held": 0.5, "third.held": 0.35}
LEAST_RECALL_OF_ANY = {"tuned": 0.95, "held": 0.75, "new.held": 0.75, "third.held": 0.75}
# Without meaning less of them is found.
LEAST_RECALL_BY_WORDS = {"tuned": 0.75, "held": 0.25, "new.held": 0.3, "third.held": 0.25}
# One kind of danger taken for another counts here, and matters less than a near miss.
LEAST_PRECISION_OF_ANY = 0.8
LEAST_PRECISION = {"tuned": 0.5, "held": 0.5, "new.held": 0.5, "third.held": 0.4}
MOST_NEAR_MISSES = 0.15
SHORTEST_OWN = 4
LEAST_FOUND_WHILE_WRITING = {"tuned": 0.85, "held": 0.65, "new.held": 0.75, "third.held": 0.7}
LEAST_PRECISION_WHILE_WRITING = 0.7
# Where it is known for each text whether its writer should be shown help.
OF_READER = [(name, half) for name, half in FILES if name != "flags"]


@cache
def flags_by(has_vectors, text):
    """Return the flags of a text, for which several tests ask."""
    return flags_found(text)


@pytest.mark.parametrize(("name", "half"), FILES)
def test_flags_are_found_and_near_misses_left_alone(has_vectors, name, half, record_property):
    by, least = ("", LEAST_RECALL) if has_vectors else (" by words", LEAST_RECALL_BY_WORDS)
    scores = score(name, half, f"Flags{by}", partial(flags_by, has_vectors), SETS[name])
    record_property("scores", str(scores))

    near = [text for head, text in read_texts(name, half) if head.endswith(" none")]
    flagged = sum(bool(flags_by(has_vectors, text)) for text in near)
    assert flagged <= MOST_NEAR_MISSES * len(near)
    for kind in SETS[name]:
        assert scores.recall(kind) >= least[half], str(scores)
        assert scores.precision(kind) >= LEAST_PRECISION[half], str(scores)


def any_flag(text):
    return {DANGER} if flags_by(True, text) else set()


@pytest.mark.usefixtures("encoder_installed")
@pytest.mark.parametrize("half", LEAST_RECALL_OF_ANY)
def test_danger_is_flagged_though_its_kind_may_be_wrong(half, record_property):
    scores = score("danger", half, "Any flag", any_flag, {DANGER})
    record_property("scores", str(scores))

    assert scores.recall(DANGER) >= LEAST_RECALL_OF_ANY[half], str(scores)
    assert scores.precision(DANGER) >= LEAST_PRECISION_OF_ANY, str(scores)


@pytest.mark.parametrize(("name", "half"), OF_READER)
def test_danger_is_seen_while_somebody_writes(name, half, record_property):
    scores = score(name, half, "Reader", danger_read, {READER})
    record_property("scores", str(scores))

    assert scores.recall(READER) >= LEAST_FOUND_WHILE_WRITING[half], str(scores)
    assert scores.precision(READER) >= LEAST_PRECISION_WHILE_WRITING, str(scores)


@pytest.mark.parametrize("half", ["plain", "plain.held"])
def test_short_plain_sentences_bring_up_the_card_and_their_neighbors_do_not(half):
    rows = [*lines_of(FOLDER / f"{half}.txt")]
    harmless = [text for _, kind, text in rows if kind == NONE]
    others = [(kind, dangers_in(text)) for _, kind, text in rows if kind != NONE]

    assert sum(bool(found) for _, found in others) >= 0.95 * len(others)
    assert sum(kind in found for kind, found in others) >= 0.9 * len(others)
    assert sum(map(bool, map(dangers_in, harmless))) <= 0.06 * len(harmless)


def test_there_are_enough_texts_and_half_of_them_are_harmless():
    heads = [head for name, half in FILES for head, _ in read_texts(name, half)]

    assert len(heads) >= 600
    for language in ("en", "es"):
        mine = [head for head in heads if head.startswith(language)]
        assert sum(head.endswith("none") for head in mine) >= 0.35 * len(mine)


def test_nothing_was_learnt_from_the_sample_or_a_held_half():
    learnt = {fold_line(text) for text in SENTENCES.read_text("utf-8").splitlines()}
    held = [
        text for name, half in FILES if half.endswith("held") for _, text in read_texts(name, half)
    ]
    sample = [case["text"] for case in read_sample("flags")]

    # Anybody may write the shortest.
    longer = [fold_line(text) for text in [*held, *sample] if len(text.split()) > SHORTEST_OWN]
    assert learnt.isdisjoint(longer)
