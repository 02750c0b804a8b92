import pytest

from coffeecop.engine.detectors.linear import (
    LONG,
    MAX_WORDS,
    SHORT,
    Model,
    english_forms,
    lexicon,
    parts_of,
    spanish_forms,
)


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


def judged(*looks, words):
    model = Model(
        ("danger",),
        (0.0,),
        {"danger": (1.0, 3.0)},
        {"danger": (0.0, 2.0)},
        {"danger": (2.0, 6.0)},
        {},
    )
    found = model.judge("danger", words, [{"danger": score} for score in looks])
    return found.excess["danger"], model.cannot_wait("danger", words, found.whole)


def test_a_long_text_must_score_more_than_a_short_one_and_more_still_not_to_wait():
    middle = (SHORT + LONG) // 2

    assert [judged(2.0, words=words) for words in (3, SHORT, middle, LONG, 400)] == [
        (1.0, True),
        (1.0, True),
        (0.0, False),
        (-1.0, False),
        (-1.0, False),
    ]


def test_the_surest_part_counts_though_the_whole_tells_of_nothing():
    assert judged(-4.0, 2.5, 1.0, words=400) == (0.5, False)
    assert judged(-4.0, 1.0, 1.0, words=400) == (-1.0, False)
    assert judged(6.0, 1.0, 9.0, words=400) == (7.0, True)


def test_sentences_are_read_alone_and_with_their_neighbors():
    assert parts_of("One.") == []
    assert parts_of("One. Two? Three!") == ["One.", "Two?", "Three!", "One. Two?", "Two? Three!"]


def test_a_text_without_full_stops_is_read_in_parts():
    assert all(len(text.split()) <= 2 * MAX_WORDS for text in parts_of("word " * 500))


@pytest.mark.parametrize(
    ("verb", "forms"),
    [
        ("yell", {"yell", "yells", "yelled", "yelling"}),
        ("harass", {"harass", "harasses", "harassed", "harassing"}),
        ("grab", {"grab", "grabs", "grabbed", "grabbing"}),
        ("threaten", {"threaten", "threatens", "threatened", "threatening"}),
        ("choke", {"choke", "chokes", "choked", "choking"}),
        ("bully", {"bully", "bullies", "bullied", "bullying"}),
        ("annoy", {"annoy", "annoys", "annoyed", "annoying"}),
    ],
)
def test_english_verbs_take_their_endings(verb, forms):
    assert english_forms(verb) == forms


@pytest.mark.parametrize(
    ("verb", "forms"),
    [
        ("amenazar", "amenazo amenazaron amenaza amenazaba amenazando amenazandome amenazarle"),
        ("amenazar", "amenace amenacen amenazara"),
        ("pegar", "pego pegue peguen"),
        ("sacar", "saco saque"),
        ("ofender", "ofendio ofendieron ofende ofendia ofendiendonos ofenderlo"),
        ("agredir", "agredio agreden agrediendo agredirme agredieran"),
    ],
)
def test_spanish_verbs_take_persons_tenses_and_pronouns(verb, forms):
    assert set(forms.split()) <= spanish_forms(verb)
