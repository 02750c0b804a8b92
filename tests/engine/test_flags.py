import pytest

from coffeecop.engine import flags
from coffeecop.engine.assigning import with_vectors
from coffeecop.engine.detectors.linear import load_weights
from coffeecop.engine.examples import FlagKind, FlagLevel, Text, encoder_name
from coffeecop.engine.flags import flags_of
from tests.engine.texts import ODD_TEXTS, read_sample


@pytest.mark.usefixtures("encoder_installed")
def test_flags_of_the_sample_are_found():
    cases = read_sample("flags")
    got = [flags_of(Text(case["text"])) for case in cases]

    def found(flag):
        hits = [
            flag in flags for flags, case in zip(got, cases, strict=True) if flag in case["flags"]
        ]
        return sum(hits) / len(hits)

    assert found(FlagKind.SELF_HARM) >= 0.9
    assert found(FlagKind.THREAT) >= 0.8
    assert found(FlagKind.EMERGENCY) >= 0.75
    harmless = [flags for flags, case in zip(got, cases, strict=True) if not case["flags"]]
    assert sum(map(bool, harmless)) <= 0.15 * len(harmless)


@pytest.mark.usefixtures("has_vectors")
def test_a_sentence_is_found_among_others():
    text = "The street lights are out. I want to die. Also, please trim the trees."

    assert set(flags_of(Text(text))) == {FlagKind.SELF_HARM}


@pytest.mark.usefixtures("has_vectors")
@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("I will put a bullet in him", FlagKind.THREAT),
        ("a guy is hitting a woman as I type this", FlagKind.EMERGENCY),
        ("he beats her every weekend", FlagKind.DOMESTIC_VIOLENCE),
        ("newspapers piling up and nobody has seen her", FlagKind.WELFARE),
        (
            "every officer who comes there will get what they deserve, I'll make sure",
            FlagKind.THREAT,
        ),
    ],
)
def test_what_happens_now_is_flagged(text, flag):
    assert flag in flags_of(Text(text))


@pytest.mark.usefixtures("has_vectors")
def test_who_somebody_is_idioms_questions_thanks_and_the_past_are_no_danger():
    texts = [
        "I'm a Black man, I run at 5 am and I've been stopped twice",
        "Soy musulmana y la gente se me queda viendo en el camión",
        "this traffic is killing me",
        "I would shoot myself for parking there",
        "mi patrón no me quiere pagar",
        "What do officers do when a person talks about suicide?",
        "Thank you to the officer who saved my dad when his heart stopped",
        "A house on our street burned down two years ago",
        "call me at 805-555-0142",
        *ODD_TEXTS,
    ]

    assert [text for text in texts if flags_of(Text(text))] == []


@pytest.mark.usefixtures("encoder_installed")
def test_a_stored_vector_gives_the_same_flags(monkeypatch):
    (text,) = with_vectors([Text("I am thinking about ending my own life")])
    monkeypatch.setattr(flags, "encode", lambda texts: pytest.fail("encoded again"))

    assert set(flags_of(text)) == {FlagKind.SELF_HARM}


@pytest.mark.usefixtures("encoder_installed")
def test_the_weights_were_learnt_with_the_encoder_installed():
    assert load_weights("danger_vectors")["encoder"] == encoder_name()


@pytest.mark.usefixtures("has_vectors")
@pytest.mark.parametrize(
    "text", ["voy a matarme", "my husband beats me and I am afraid he will kill me"]
)
def test_what_is_said_plainly_cannot_wait(text):
    assert set(flags_of(Text(text)).values()) == {FlagLevel.NOW}
