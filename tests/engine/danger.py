"""Texts of danger and near to it, scored by kind and language."""

from tests.engine.detectors.scores import Scores
from tests.engine.texts import HALVES, read_texts

READER, DANGER = "reader", "danger"
# Kinds that came after the texts were written, and what they were marked as then.
LATER = {"child_abuse": "domestic_violence", "welfare": "emergency"}
# The weights were learnt from the tuned halves. The files of older texts name fewer kinds.
SETS = {
    "danger": {"self_harm", "threat", "emergency", "domestic_violence"},
    "flags": {"self_harm", "threat"},
    "detectors/emergency": {"self_harm", "emergency", "domestic_violence"},
}
# The new held half was written after, by others.
FILES = [
    *((name, half) for name in SETS for half in HALVES),
    ("danger", "new.held"),
    ("danger", "third.held"),
]


def score(name, half, title, find, kinds):
    """Return the scores of what `find` returns for a text, among `kinds`."""
    scores = Scores(f"{title}, {name}, {half} texts")
    for head, text in read_texts(name, half):
        language, labels = head.split()
        wanted = set(labels.split("+"))
        if name != "danger" and wanted - {"none", "threat"}:
            wanted.add(READER)
        if wanted != {"none"}:
            wanted.add(DANGER)
        got = {LATER.get(str(kind), str(kind)) for kind in find(text)}
        # When these were written, a threat to the writer was an emergency.
        if name == "detectors/emergency" and "threat" in got:
            got.add("emergency")
        scores.note(text, language=language, wanted=wanted & kinds, got=got & kinds)
    return scores
