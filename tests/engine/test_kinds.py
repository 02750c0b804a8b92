from collections import Counter

import pytest

from coffeecop.engine.kinds import Kind, guess_kind
from tests.engine.texts import HALVES, ODD_TEXTS, read_texts

# Macro-F1. The held half shows what the rules are worth: it may not be tuned to.
FLOORS = {"tuned": 0.95, "held": 0.7}


def f1(pairs, kind):
    right = sum(wanted == got == kind for wanted, got in pairs)
    return 2 * right / sum((wanted == kind) + (got == kind) for wanted, got in pairs)


@pytest.mark.parametrize("half", HALVES)
def test_the_kind_is_guessed(half, record_property):
    pairs = [(head.split()[1], guess_kind(text)) for head, text in read_texts("kinds", half)]
    scores = {str(kind): round(f1(pairs, kind), 2) for kind in Kind}
    record_property("scores", f"F1 of the kinds, {half} texts: {scores}")

    assert sum(scores.values()) / len(scores) >= FLOORS[half], scores


@pytest.mark.parametrize("half", HALVES)
def test_there_are_enough_texts_of_each_kind_in_both_languages(half):
    heads = Counter(head for head, _ in read_texts("kinds", half))

    assert set(heads) == {f"{language} {kind}" for language in ("en", "es") for kind in Kind}
    assert min(heads.values()) >= 7


@pytest.mark.parametrize(
    ("kind", "texts"),
    [
        (Kind.THANKS, ["Thanks!", "thank you", "Gracias", "¡Muchas gracias!"]),
        (
            # Thanks out of courtesy.
            Kind.CONCERN,
            [
                "The RV is back on Pine. Thanks!",
                "Hay mucho ruido en la noche. Gracias de antemano.",
                "Thank you for coming but the noise is back",
                "Gracias por el tope pero siguen corriendo",
            ],
        ),
        (Kind.CONCERN, [*ODD_TEXTS, "?", "?" * 4000]),
    ],
)
def test_thanks_alone_are_thanks(kind, texts):
    assert {guess_kind(text) for text in texts} == {kind}
