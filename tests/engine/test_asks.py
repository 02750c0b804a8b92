import pytest

from coffeecop.engine.asks import LISTED, asks_of


def keys(text):
    return [ask.key for ask in asks_of(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Please put in a speed bump or at least the radar trailer", ["speed_bumps", "radar"]),
        ("Pongan topes y más patrullas, por favor", ["speed_bumps", "patrols"]),
        ("A stop sign on the corner would help.", ["stop_sign"]),
        ("Hace falta un semáforo", ["traffic_light"]),
        ("can you fix the gate", ["repairs"]),
        ("¿Podrían mandar una patrulla?", ["patrols"]),
    ],
)
def test_the_same_thing_has_the_same_key_in_both_languages(text, expected):
    assert keys(text) == expected
    assert set(expected) <= LISTED


def test_who_asks_for_nothing_asks_for_nothing():
    texts = [
        "Cars fly down the street, no speed bumps anywhere.",
        "Thank you for the new speed bumps!",
        "Do I need a permit for a block party?",
        "Can you tell me who takes care of street lights?",
        "No hay topes en esta calle",
        "Please help",
        "",
        "please",
        "¿por favor?",
        "🙂" * 1000,
    ]

    assert [text for text in texts if keys(text)] == []


def test_who_wants_a_thing_gone_does_not_ask_for_it():
    assert "speed_bumps" not in keys("Please remove the speed bumps.")


def test_what_no_list_knows_is_called_by_its_words():
    (ask,) = asks_of("We'd love a skate night at the rink.")

    assert not ask.is_listed
    assert ask.words("We'd love a skate night at the rink.") == "a skate night at the rink"


def test_a_long_text_is_read_soon_and_whole():
    text = "cars " * 300 + "please put in a speed bump"

    assert asks_of(text)[0].words(text) == "put in a speed bump"
