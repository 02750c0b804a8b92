import pytest

from coffeecop.engine.detectors.linear import MAX_WORDS, lexicon, units_of


def texts(body):
    return [unit.text for unit in units_of(body)]


def test_sentences_are_read_alone_and_with_their_neighbours():
    assert texts("One. Two? Three!") == ["One.", "Two?", "Three!", "One. Two?", "Two? Three!"] + [
        "One. Two? Three!"
    ]


def test_a_text_without_full_stops_is_read_in_parts():
    assert all(len(text.split()) <= 2 * MAX_WORDS for text in texts("word " * 500))


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
