import pytest

from coffeecop.engine.asks import asks_of
from coffeecop.engine.places import believable_names, full_names, places_of
from tests.engine.marks import read_marked, recall_and_precision
from tests.engine.texts import HALVES

FLOORS = {
    ("place", "tuned"): (0.95, 0.85),
    ("place", "held"): (0.8, 0.85),
    ("ask", "tuned"): (0.95, 0.95),
    ("ask", "held"): (0.5, 0.9),
}


# The held half was scored once, after the rules were finished; they may not be changed to suit it.
@pytest.mark.parametrize("half", HALVES)
@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(("kind", "find"), [("place", places_of), ("ask", asks_of)])
def test_what_people_name_and_ask_for_is_found(kind, find, half, language, record_property):
    texts = [each for each in read_marked("asks", half) if each.language == language]

    recall, precision = recall_and_precision(texts, kind, find)

    record_property("scores", f"{kind}, {language}, {half}: {recall:.2f} at {precision:.2f}")
    assert recall >= FLOORS[kind, half][0]
    assert precision >= FLOORS[kind, half][1]


def keys(text, known=()):
    return [place.key for place in places_of(text, known)]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Cars race on Maple Court.", "maple court"),
        ("cars race on maple ct", "maple court"),
        ("RACING ON MAPLE CT", "maple court"),
        ("en la Maple Court pasan volando", "maple court"),
        ("East Maple Ct. again", "maple court"),
        ("la calle Birch está oscura", "birch street"),
        ("Birch St is dark", "birch street"),
        ("the corner of Ninth and Oak", "ninth and oak"),
        ("on Oak & 9th", "ninth and oak"),
        ("en la esquina de Oak y la Novena", "ninth and oak"),
        ("by the library", "the library"),
        ("enfrente de la biblioteca", "the library"),
        ("in front of 1423 Birch Street", "birch street"),
    ],
)
def test_a_place_has_one_key_however_it_is_spelled(text, key):
    assert keys(text) == [key]


def test_what_names_no_place():
    texts = [
        "Please replace street light 5",
        "Cars park on the wrong side of the street",
        "on Monday in English",
        "Officer Sample was kind",
        "they go the WRONG WAY",
        "on a busy street near my house",
        "",
        "🙂" * 1000,
    ]

    assert [text for text in texts if keys(text)] == []


def test_between_two_streets_is_no_corner():
    assert keys("on Elm St between Oak and Pine Street") == ["elm street", "oak", "pine street"]


def test_a_number_of_a_house_is_no_part_of_a_place():
    text = "Look at 1423 Birch Street tonight"
    (place,) = places_of(text)

    assert place.words(text) == "Birch Street"


def test_a_name_that_others_write_with_a_capital_is_believed_without():
    places = places_of("Speeding on Elm Terrace")
    known = believable_names(places)

    assert keys("they race down elm at night", known) == ["elm"]
    assert keys("they race down elm at night") == []
    assert keys("they race down elm terrace at night", known) == ["elm terrace"]
    assert keys("ON ELM TERRACE AGAIN", known) == ["elm terrace"]


def test_a_name_alone_means_the_one_street_whose_kind_people_drop():
    meant = {
        "Maple Street": {"maple": "maple street"},
        "la calle Maple": {"maple": "maple street"},
        "on Maple Blvd and Oak Ave": {"maple": "maple boulevard", "oak": "oak avenue"},
        "Maple Court": {},
        "Elm Terrace": {},
        "Maple Street and Maple Avenue": {},
        "Elm Terrace and Elm Street": {},
    }

    assert {text: full_names(places_of(text)) for text in meant} == meant
