import pytest

from coffeecop.engine.examples import Example, Text, TopicText
from coffeecop.engine.keywords import MAX_KEYWORDS, MIN_TEXTS, KeywordIndex, suggest_keywords

ANIMALS = TopicText(1, names=("Animals", "Animales"), keywords=("dog", "perro"))


def examples(*bodies, topic=1):
    return [Example(Text(body), frozenset({topic} if topic else ())) for body in bodies]


OTHERS = examples(
    *(f"The neighbor parks a truck on the street, number {n}." for n in range(12)), topic=2
)


@pytest.mark.parametrize(
    ("bodies", "keywords"),
    [
        (
            ["A coyote ran at the neighbor.", "Coyote on the street!", "We saw a coyote.", "Ill."],
            ["coyote"],
        ),
        # The topic has it.
        (["The dog left.", "The dog ran.", "The dog slept.", "The dog ate."], []),
        # Numbers and small words.
        ([f"Where are they, at 805 555 0100, {n}?" for n in range(5)], []),
        # One word, as most people write it.
        (["Los murciélagos.", "Murciélagos.", "murcielagos", "Hay MURCIÉLAGOS"], ["murciélagos"]),
    ],
)
def test_words_that_only_texts_of_the_topic_have_are_suggested(bodies, keywords):
    assert suggest_keywords(ANIMALS, [*examples(*bodies), *OTHERS]) == keywords


def test_a_word_of_few_texts_may_be_a_person_and_is_left_out():
    told = "Mr. Sample shouts at us. Sample! Sample!"

    for number in range(MIN_TEXTS):
        ours = examples(*(f"{told} {n}" for n in range(number)), "Bats.", "Bees.")
        assert suggest_keywords(ANIMALS, [*ours, *OTHERS]) == []


def test_a_pair_of_words_comes_once():
    ours = examples(*(f"A mountain lion {verb} us" for verb in ("saw", "met", "ran at", "hurt")))

    found = suggest_keywords(ANIMALS, [*ours, *OTHERS])

    assert len(found) <= 2
    assert {word for phrase in found for word in phrase.split()} == {"mountain", "lion"}


def test_there_are_not_too_many():
    words = [f"word{'abcdefghijklmnop'[n]}" for n in range(16)]
    ours = examples(*(f"{one}, and {two}." for one in words for two in words))

    assert len(suggest_keywords(ANIMALS, [*ours, *OTHERS])) <= MAX_KEYWORDS


def test_without_texts_there_is_nothing_to_suggest():
    assert suggest_keywords(ANIMALS, []) == []
    assert suggest_keywords(ANIMALS, OTHERS) == []


def test_a_name_or_a_figure_of_speech_is_no_keyword_but_may_be_one_as_a_phrase():
    index = KeywordIndex([("park", "ice", "complaint"), ("cedar park",), ("patrol",)])

    assert set(index.weights("No complaints, park a patrol car at Cedar Park, ice cream!")) == {
        1,
        2,
    }
    assert set(index.weights("Where do I park? ICE was here. A complaint.")) == {0}
