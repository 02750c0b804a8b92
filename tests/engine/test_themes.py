import numpy as np
import pytest

from coffeecop.engine import assigning, themes
from coffeecop.engine.assigning import Assigner
from coffeecop.engine.examples import Text, TopicText
from coffeecop.engine.themes import find_themes, same_theme, terms_of
from tests.engine.texts import read_sample, texts_of

SHEEP = [
    "Sheep graze on the baseball field again",
    "Who owns the sheep on the baseball field?",
    "The sheep have eaten the baseball field bare",
    "Please move the sheep off the field",
]
OTHERS = [
    "Cars speed down Alder every morning",
    "Loud music until two at night",
    "The lamp at the corner is broken",
    "Somebody stole my bicycle from the porch",
    "Thank you for the coffee",
    "Dogs run loose in the park",
]
BEST = np.array([0.3] * len(SHEEP) + [0.9] * len(OTHERS), dtype=np.float32)


def test_what_several_share_and_no_topic_covers_is_a_theme():
    (theme,) = find_themes(texts_of(SHEEP + OTHERS), BEST)

    assert set(theme.members) == {0, 1, 2, 3}
    (terms,) = theme.terms
    assert "sheep" in " ".join(terms)
    assert len(terms) <= 3


def test_what_a_topic_covers_is_no_theme():
    assert find_themes(texts_of(SHEEP + OTHERS), np.ones(10, dtype=np.float32)) == []


@pytest.mark.parametrize("number", [0, 1, 2])
def test_fewer_than_three_texts_share_nothing(number):
    assert find_themes(texts_of(SHEEP[:number]), BEST[:number]) == []


@pytest.mark.parametrize("text", ["", "12:30", "the sheep are on the field"])
def test_one_text_many_times_is_at_most_one_theme(text):
    found = find_themes(texts_of([text] * 30), np.full(30, 0.2, dtype=np.float32))

    assert len(found) <= 1


def test_the_same_is_found_again_whatever_the_order():
    texts = texts_of(SHEEP + OTHERS)
    order = np.random.default_rng(0).permutation(len(texts))

    first = find_themes(texts, BEST)
    assert find_themes(texts, BEST) == first
    (again,) = find_themes([texts[place] for place in order], BEST[order])
    assert [int(order[place]) for place in again.members] == list(first[0].members)
    assert again.terms == first[0].terms


def test_words_do_without_an_encoder(monkeypatch):
    monkeypatch.setattr(assigning, "encode", lambda texts: None)

    (theme,) = find_themes(texts_of(SHEEP + OTHERS), BEST)
    assert set(theme.members) <= {0, 1, 2, 3}


def test_no_text_is_in_two_themes_and_five_are_the_most():
    rows = read_sample("texts")
    found = find_themes(texts_of(row["text"] for row in rows), np.full(len(rows), 0.4))

    members = [place for theme in found for place in theme.members]
    assert len(members) == len(set(members))
    assert len(found) <= 5
    assert min(len(theme.members) for theme in found) >= 3


@pytest.mark.usefixtures("has_vectors")
@pytest.mark.parametrize("fit", ["badly", "by their words"])
def test_what_is_left_over_of_an_event_is_no_theme(fit):
    """A list that fits hardly any text leaves several hundred that share nothing."""
    texts = texts_of(row["text"] for row in read_sample("texts"))
    few = Assigner([TopicText(1, ("Dogs",), keywords=("dog", "perro"))])
    best = (
        few.probabilities(texts).max(axis=1)
        if fit == "by their words"
        else np.full(len(texts), 0.4)
    )

    found = find_themes(texts, best.astype(np.float32))

    assert len(found) >= 3
    assert max(len(theme.members) for theme in found) < len(texts) / 10


@pytest.mark.usefixtures("encoder_installed")
def test_the_themes_of_the_sample_are_found():
    rows = read_sample("texts")
    texts = texts_of(row["text"] for row in rows)
    best = np.array([0.9 if row["label"] else 0.4 for row in rows], dtype=np.float32)

    found = {}
    for theme in find_themes(texts, best):
        about = [rows[place]["theme"] for place in theme.members]
        commonest = max(set(about), key=about.count)
        if commonest and 2 * about.count(commonest) >= len(about):
            found[commonest] = [rows[place]["lang"] for place in theme.members]
    assert len(found) >= 2
    assert any(len(set(languages)) == 2 for languages in found.values())


def test_work_grows_with_the_square_of_the_texts(monkeypatch):
    """Each joining looks at a few rows of the likenesses, never at all of them."""
    rng = np.random.default_rng(0)
    features = rng.normal(size=(400, 8)).astype(np.float32)
    features /= np.linalg.norm(features, axis=1, keepdims=True)

    class Counting(np.ndarray):
        looks = 0

        def argmax(self, *args, **kwargs):
            Counting.looks += self.size
            return super().argmax(*args, **kwargs)

    themes.groups(features.view(Counting), np.zeros(400), range(400))

    assert 400 < Counting.looks <= 4 * 400 * 400


def test_a_theme_is_known_again_among_others():
    drains = texts_of(["The storm drain is clogged", "A clogged drain floods the corner"])
    later = texts_of(["Sheep on the field, again", "The sheep are on the baseball field"])

    assert same_theme(later, {3: drains, 7: texts_of(SHEEP)}) == 7
    assert same_theme(later, {3: drains}) is None
    assert same_theme(later, {}) is None
    assert same_theme([], {7: texts_of(SHEEP)}) is None
    assert same_theme(later, {7: []}) is None


def test_words_that_name_nothing_do_not_name_a_theme():
    bodies = [
        f"Somebody was around again last week, a {thing} over the pool"
        for thing in ("drone", "big drone", "drone")
    ]

    (terms,) = terms_of(texts_of(bodies + OTHERS), range(len(bodies)))

    assert "drone" in " ".join(terms)
    assert not {"somebody", "around", "last", "week"} & set(" ".join(terms).split())


def test_the_words_of_each_language_stand_apart():
    texts = [Text(f"The sheep are on the {place} again", "en") for place in ("field", "road")]
    texts += [Text(f"Las ovejas están otra vez en la {place}", "es") for place in ("calle", "loma")]

    english, spanish = terms_of(texts, range(4))

    assert english[0] == "sheep"
    assert spanish[0] == "ovejas"
