import pytest

from coffeecop.engine.detectors.linear import LONG, SHORT, Model, lexicon


@pytest.mark.parametrize(
    ("text", "features"),
    [
        # Words stand for concepts that are near each other.
        ("My husband hits me", {"PARTNER", "HIT", "HIT PARTNER", "husband", "husband hits"}),
        # What happens now differs from what did.
        ("he is hitting her", {"HIT_NOW"}),
        ("la golpearon", {"HIT_BEFORE"}),
        # Variants of a phrase are known.
        ("he has his hands around my neck", {"HIT"}),
        ("hands around her throat", {"HIT"}),
        # A year is past, and a question is one.
        ("Was there a fire in 2019?", {"PAST", "QUESTION"}),
    ],
)
def test_a_text_has_features_of_meaning(text, features):
    assert features <= lexicon("danger").features(text)


def test_a_long_text_must_score_more_than_a_short_one_and_more_still_not_to_wait():
    model = Model(("danger",), (0.0,), ((1.0, 3.0),), {"danger": (1.0, 5.0)}, {"HIT": (2.0,)})
    middle = (SHORT + LONG) // 2

    excess = [model.excess({"HIT"}, words)["danger"] for words in (3, SHORT, middle, LONG, 400)]

    assert excess == [1.0, 1.0, 0.0, -1.0, -1.0]
    assert model.is_now(excess[0], "danger", 3)
    assert not model.is_now(excess[0], "danger", middle)
