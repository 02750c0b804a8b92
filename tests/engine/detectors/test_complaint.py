import pytest

from benchmarks.detectors import HELD, NEW_HELD, complaint_scores, is_held, shares
from coffeecop.engine.detectors.complaint import names_police, sounds_like_complaint
from tests.engine.texts import HALVES, ODD_TEXTS, read_sample, read_texts

# Recall and precision. The held texts show what the weights are worth: these may not be tuned to.
FLOORS = {
    "tuned": (0.97, 0.92),
    "held": (0.87, 0.9),
    "new.held": (0.85, 0.83),
    "third.held": (0.79, 0.78),
}
MOST_ON_OTHER_TOPICS = 0.04


@pytest.mark.parametrize("half", FLOORS)
def test_complaints_about_officers_are_told_from_all_else(half, record_property):
    scores = complaint_scores(half)
    record_property("scores", str(scores))

    recall, precision = FLOORS[half]
    assert scores.recall("conduct") >= recall, scores
    assert scores.precision("conduct") >= precision, scores


# The goals are 80 of officers and 5 of harmless texts. One half meets the one, the other the other.
@pytest.mark.parametrize(("half", "officers", "harmless"), [(HELD, 78, 5), (NEW_HELD, 81, 8)])
def test_officers_are_asked_about_and_nobody_else_is_hidden(half, officers, harmless):
    found = shares(half, "asked", "held")

    assert found["violence"]["held"] < 2
    assert found["officers"]["asked"] >= officers
    assert found["harmless"]["asked"] <= harmless


def test_children_in_danger_and_people_to_check_on_are_seen():
    found = shares(HELD, "card")

    # The goal is 90.
    assert found["children"]["card"] >= 90
    assert found["welfare"]["card"] >= 88


@pytest.mark.parametrize(
    "text",
    [
        "Someone pointed a gun at my son",
        "he hits me when he drinks",
        "He grabbed my arm and would not let me go",
        "le pegó a mi hija",
        "alguien le apuntó con una pistola a mi hijo",
        "they stole my bike at the pier",
        "he blocked my driveway",
        "somebody took my package, they came at noon",
        "rompieron el vidrio de mi troca",
    ],
)
def test_what_others_did_is_not_hidden(text):
    assert not is_held(text)


@pytest.mark.parametrize("half", HALVES)
def test_there_are_enough_texts_in_both_languages_and_half_are_harmless(half):
    heads = [head for head, _ in read_texts("detectors/complaint", half)]

    assert len(heads) >= 80
    for language in ("en", "es"):
        mine = [head for head in heads if head.startswith(language)]
        assert 0.45 * len(heads) <= len(mine)
        assert 0.45 <= sum(head.endswith("none") for head in mine) / len(mine) <= 0.55


def test_few_texts_on_other_topics_raise_the_question():
    texts = [line for line in read_sample("texts") if "police-conduct" not in line["labels"]]
    asked = [line["text"] for line in texts if sounds_like_complaint(line["text"])]

    assert len(asked) <= MOST_ON_OTHER_TOPICS * len(texts), asked


@pytest.mark.parametrize(
    "text",
    [
        # Case, accents, typos and other sentences hide nothing.
        "BADGE 412 GRABBED MY ARM!!!",
        "badge #412 grabbed my arm",
        "El oficial le gritó a mi hijo",
        "el oficial le grito a mi hijo",
        "the offiicer yeled at my son",
        "An officer wouldn’t let me explain",
        "Speeding on Elm.\n\nAlso an officer yelled at me.",
        "The officer grabbed my arm. How long may a neighbor leave a car on our street?",
        # The officer may be named in another sentence.
        "Badge 88. Yelled at my wife.",
        "He cussed at my wife. Badge number 88.",
        "Un oficial me detuvo. Me gritó.",
        "Badge no. 71 took my skateboard",
        "I went with officer Ross. He threatened me",
        "un policía empujó a mi esposo",
        "El policía me esposó sin razón",
        "el oficial acabó amenazándome",
        "los policías se pusieron a insultarnos",
        "mi hermana fue jaloneada por una oficial",
        "no me parece que un oficial le grite a un niño",
        "uno de ustedes golpeaba a mi sobrino",
    ],
)
def test_what_sounds_like_a_complaint(text):
    assert sounds_like_complaint(text)


@pytest.mark.parametrize(
    "text",
    [
        # What another person did, in another sentence.
        "The officer was kind. My neighbor yelled at me.",
        "My neighbor came out. He yelled at me. Please send an officer.",
        "El oficial fue amable. Mi vecino me gritó.",
        # News from elsewhere.
        "Lo vi en las noticias: un policía le pegó",
        # A kindness.
        "The officer covered my daughter with his jacket, so kind",
        *ODD_TEXTS,
    ],
)
def test_what_does_not_sound_like_one(text):
    assert not sounds_like_complaint(text)


@pytest.mark.parametrize(
    "text",
    [
        "an officer yelled at me",
        "the COP on Main laughed",
        "the offiicer yeled",
        "two deputies took my phone",
        "the sherif came and did nothing",
        "a patrol car hit my bike",
        "badge 412 was rude",
        "one of your guys grabbed me",
        "It was one of yours",
        "your men dragged him out",
        "el oficial le gritó a mi hijo",
        "un policía me empujó",
        "los polisias se rieron",
        "la agente no me creyó",
        "los de la patrulla me quitaron la bolsa",
        "placa 88",
        "uno de sus muchachos me insultó",
        "uno de ustedes golpeó a mi sobrino",
    ],
)
def test_police_are_named(text):
    assert names_police(text)


@pytest.mark.parametrize(
    "text",
    [
        "he hits me when he drinks",
        "a man grabbed my arm and they laughed",
        "the security officer at the mall pushed me",
        "a border patrol agent took my papers",
        "my landlord is a real estate agent",
        "the police station is near",
        "they want a police report",
        "I come to Coffee with a Cop",
        "la maestra le gritó a mi hijo",
        "un agente de bienes raíces me robó",
        "la estación de policía está lejos",
        "las placas del carro, no la placa de la troca",
        *ODD_TEXTS,
    ],
)
def test_others_are_not_police(text):
    assert not names_police(text)
