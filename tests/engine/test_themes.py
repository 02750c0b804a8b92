"""What several texts share and no topic covers, and when there is nothing to find."""

import numpy as np
import pytest

from benchmarks.topics.labelled_sets import read_starters
from coffeecop.config import PROJECT
from coffeecop.engine import linkage
from coffeecop.engine.examples import Text, TopicText
from coffeecop.engine.matters import matters
from coffeecop.engine.themes import find_themes, same_theme
from tests.engine.texts import read_sample, texts_of

SHEEP = [
    "Sheep graze on the baseball field again",
    "Who owns the sheep on the baseball field?",
    "The sheep have eaten the baseball field bare",
    "Please move the sheep off the baseball field",
]
OTHERS = [
    "Cars speed down Alder every morning",
    "Loud music until two at night",
    "The lamp at the corner is broken",
    "Somebody stole my bicycle from the porch",
    "Thank you for the coffee",
    "Dogs run loose in the park",
]
TOPICS = [
    TopicText(1, ("Speeding",), keywords=("speed", "speeding cars")),
    TopicText(2, ("Noise",), keywords=("loud music", "noise")),
    TopicText(3, ("Dogs",), keywords=("dog", "loose dogs")),
]
ANIMALS = TopicText(4, ("Farm animals",), keywords=("sheep", "sheep on the field", "cattle"))
STARTERS = list(read_starters(PROJECT / "coffeecop" / "models" / "starter_topics.json").values())


@pytest.mark.usefixtures("has_vectors")
def test_what_several_share_and_no_topic_covers_is_a_theme():
    (theme,) = find_themes(texts_of(SHEEP + OTHERS), TOPICS)

    assert set(theme.members) == {0, 1, 2, 3}
    assert "baseball field" in theme.names["en"]


@pytest.mark.usefixtures("has_vectors")
def test_what_a_topic_covers_or_people_sorted_is_no_theme():
    assert find_themes(texts_of(SHEEP + OTHERS), [*TOPICS, ANIMALS]) == []
    assert find_themes(texts_of(SHEEP + OTHERS), TOPICS, settled={0, 1, 2, 3}) == []


@pytest.mark.parametrize("number", [0, 1, 2, 3])
def test_fewer_than_four_texts_are_no_theme(number):
    assert find_themes(texts_of(SHEEP[:number]), TOPICS) == []
    assert find_themes(texts_of(SHEEP[: min(number, 2)] + OTHERS), TOPICS) == []


def test_a_department_without_topics_has_themes():
    (theme,) = find_themes(texts_of(SHEEP + OTHERS), [])

    assert set(theme.members) >= {0, 1, 2, 3}


@pytest.mark.parametrize("text", ["", "12:30", "the sheep are on the field"])
def test_one_text_many_times_is_at_most_one_theme(text):
    assert len(find_themes(texts_of([text] * 30), TOPICS)) <= 1


def test_the_same_is_found_again_whatever_the_order():
    texts = texts_of(SHEEP + OTHERS)
    order = np.random.default_rng(0).permutation(len(texts))

    first = find_themes(texts, TOPICS)
    assert find_themes(texts, TOPICS) == first
    (again,) = find_themes([texts[place] for place in order], TOPICS)
    assert [int(order[place]) for place in again.members] == list(first[0].members)
    assert again.names == first[0].names


def test_no_text_is_in_two_themes_and_five_are_the_most():
    found = find_themes(texts_of(row["text"] for row in read_sample("texts")), TOPICS[:1])

    members = [place for theme in found for place in theme.members]
    assert members
    assert len(members) == len(set(members))
    assert len(found) <= 5
    assert min(len(theme.members) for theme in found) >= 4


@pytest.mark.usefixtures("has_vectors")
def test_what_is_left_over_of_an_event_is_no_theme():
    """A list that fits hardly any text leaves several hundred that share nothing."""
    texts = texts_of(row["text"] for row in read_sample("texts"))

    found = find_themes(texts, [TopicText(1, ("Dogs",), keywords=("dog", "perro"))])

    assert max((len(theme.members) for theme in found), default=0) < len(texts) / 6


def test_both_languages_alone_make_no_theme():
    """The few texts in the other language have more in common than most, but only that."""
    spanish = [
        Text("Los vecinos tocan música toda la noche", "es"),
        Text("Se robaron las llantas de la camioneta de mi hermano", "es"),
        Text("Quiero saber cuándo es la próxima reunión de ustedes", "es"),
        Text("El parque está lleno de basura desde el domingo", "es"),
        Text("Mi hija tiene miedo de caminar a la escuela", "es"),
    ]
    english = [Text(text, "en") for text in [*OTHERS, "The bus is late", "My roof leaks"]]

    assert find_themes([*english, *spanish], STARTERS) == []


@pytest.mark.usefixtures("encoder_installed")
def test_a_theme_is_found_in_both_languages_at_once():
    english = [f"E-bikes race on the promenade {when}" for when in ("at night", "daily", "again")]
    spanish = ["Las bicicletas eléctricas corren en el paseo", "Bicicletas eléctricas en el paseo"]
    texts = [Text(text, "en") for text in [*english, *OTHERS]]
    texts += [Text(text, "es") for text in spanish]

    (theme,) = find_themes(texts, TOPICS)

    assert {0, 1, 2} < set(theme.members)
    assert len(set(theme.members) & {9, 10}) >= 1


@pytest.mark.usefixtures("has_vectors")
def test_other_texts_of_the_matter_join_a_theme():
    late = [f"{text}, says my neighbor {name}" for text in SHEEP for name in ("Ana", "Bo", "Cy")]
    texts = texts_of([*SHEEP, *OTHERS, *late])

    themes = find_themes(texts, TOPICS)

    assert len(themes) == 1
    assert len(themes[0].members) >= 14


def test_work_grows_with_the_square_of_the_texts():
    """Each joining looks at a few rows of the likenesses, never at all of them."""
    rng = np.random.default_rng(0)
    features = rng.normal(size=(400, 8)).astype(np.float32)
    features /= np.linalg.norm(features, axis=1, keepdims=True)

    class Counting(np.ndarray):
        looks = 0

        def argmax(self, *args, **kwargs):
            Counting.looks += self.size
            return super().argmax(*args, **kwargs)

    linkage.groups_of(features.view(Counting), range(400), 4)

    assert 400 < Counting.looks <= 4 * 400 * 400


def test_a_theme_is_known_again_among_others():
    drains = texts_of(["The storm drain is clogged", "A clogged drain floods the corner"])
    later = texts_of(["Sheep on the field, again", "The sheep are on the baseball field"])

    assert same_theme(later, {3: drains, 7: texts_of(SHEEP)}) == 7
    assert same_theme(later, {3: drains}) is None
    assert same_theme(later, {}) is None
    assert same_theme([], {7: texts_of(SHEEP)}) is None
    assert same_theme(later, {7: []}) is None


def test_texts_that_share_no_word_are_a_theme_if_they_raise_one_matter():
    vendors = [
        Text("The taco truck is the best thing about Fridays", "en"),
        Text("Nobody checks whether a vendor has a permit", "en"),
        Text("Dejen trabajar a la señora de los tamales", "es"),
    ]

    (theme,) = find_themes([*vendors, *texts_of(OTHERS)], TOPICS)

    assert set(theme.members) >= {0, 1, 2}
    assert theme.names == {"en": "Street vendors", "es": "Vendedores ambulantes"}


def test_each_matter_has_a_name_in_both_languages_and_words_of_its_own():
    listed = matters()
    for language in ("en", "es"):
        names = [each.names[language] for each in listed]
        assert len(names) == len(set(names))
        assert max(map(len, names)) <= 60
    words = [word for each in listed for word in each.words]
    assert len(words) == len(set(words))
    assert all(words)


def test_a_known_theme_stays_as_it_is_and_takes_what_joins_it():
    late = "Sheep on the baseball field, says my neighbor Ana"
    texts = texts_of([*SHEEP, *OTHERS, late])
    # Whatever the engine would have found itself.
    known = [[0, 1], [4, 5, 6], [2]]

    found = find_themes(texts, TOPICS, known=known)

    assert [theme.known for theme in found[:3]] == [0, 1, 2]
    assert all(set(own) <= set(theme.members) for own, theme in zip(known, found, strict=False))
    members = [place for theme in found for place in theme.members]
    assert len(members) == len(set(members))
    assert found[3:] == []
