"""Names and other private details, in texts with the whole range of them and in near ones without.

Names cannot be found reliably; they only serve to ask, and to take out what is found.
`pytest -s tests/engine/detectors/test_names.py` prints recall and precision of each kind.
"""

import pytest

from coffeecop.engine.detectors.names import find_names
from coffeecop.engine.detectors.personal import OF_OFFICERS, PersonalSpan, find_personal
from tests.engine.detectors.scores import Scores
from tests.engine.detectors.test_personal import covers, unmarked
from tests.engine.texts import HALVES, ODD_TEXTS, read_texts

FLOORS = {"tuned": (0.95, 0.95), "held": (0.85, 0.9)}


def details_in(text):
    """Return the details of residents, with their names."""
    found = find_personal(text)
    names = [
        PersonalSpan(start, end, "name")
        for start, end in find_names(text)
        if not any(start < other.end and other.start < end for other in found)
    ]
    return [each for each in found if each.kind not in OF_OFFICERS] + names


def scores_of(half):
    scores = Scores(f"Private details, {half} texts")
    for language, marked in read_texts("detectors/details", half):
        text, details = unmarked(marked)
        findings = details_in(text)
        reached = [each for each in details if any(covers(one, each, text) for one in findings)]
        right = [one for one in findings if any(covers(one, each, text) for each in details)]
        wrong = {(str(one.kind), text[one.start : one.end]) for one in findings if one not in right}
        wanted = {(kind, text[start:end]) for start, end, kind in details}
        got = {(kind, text[start:end]) for start, end, kind in reached}
        scores.note(text, language=language, wanted=wanted, got=got | wrong)
    return scores


@pytest.mark.parametrize("half", HALVES)
def test_details_of_residents_are_found_and_what_is_near_left_alone(half, record_property):
    scores = scores_of(half)
    if half == "held":
        scores.mistakes = []
    record_property("scores", str(scores))
    least_recall, least_precision = FLOORS[half]

    for kind in ("name", "phone", "plate", "all"):
        assert scores.recall(kind) >= least_recall - (kind == "plate") * 0.1, (kind, str(scores))
        assert scores.precision(kind) >= least_precision, (kind, str(scores))


def names_in(text):
    return [text[start:end] for start, end in find_names(text)]


def test_a_name_is_found_where_the_words_around_it_are_about_a_person():
    named = {
        "Mr. Gomez parks on the sidewalk.": ["Mr. Gomez"],
        "They fight behind Mrs. Okafor's fence": ["Mrs. Okafor's"],
        "La Sra. Ibarra tiene miedo.": ["Sra. Ibarra"],
        "Maria Lopez says that cars speed.": ["Maria Lopez"],
        "It is loud. Juan Pérez hears it too.": ["Juan Pérez"],
        "Her neighbor John Smith deals at night.": ["John Smith"],
        "Dice que Ana María López vende drogas.": ["Ana María López"],
        "Ask for Juan de la Cruz at the shop": ["Juan de la Cruz"],
        "mi vecina Chayo y Beto gritan": ["Chayo", "Beto"],
        "MY NEIGHBOR DAVE IS LOUD": ["DAVE"],
        "maria lopez told me so": ["maria lopez"],
        "el papá de Kevin grita": ["Kevin"],
        "his name is Dmitry": ["Dmitry"],
        "le dicen El Güero": ["El Güero"],
        "call Lorna 805 555 0144": ["Lorna"],
        "Jaylen is thirteen. We gave Tommy the key": ["Jaylen", "Tommy"],
        "en la parroquia. Doña Altagracia Peña Rosario": ["Doña Altagracia Peña Rosario"],
        "My neighbor Dave and Officer Kim talked": ["Dave"],
    }

    assert {text: names_in(text) for text in named} == named


def test_officers_places_and_small_words_are_no_names():
    texts = [
        "Cars speed on Maple Court.",
        "Hay basura en la Calle Roble.",
        "Two people at the North Beach Park at night.",
        "Please Help the children.",
        "The Police never come.",
        "La Policía nunca viene.",
        "cars speed past the school",
        "Thanks to Officer Maria Lopez and officers John Smith and Ana Pérez",
        "My neighbor Always yells, and my son will too",
        "Calle de Maria Lopez, Maria Lopez School, on maria lopez street",
        "la taquería Don Pepe y Joe's Pizza",
        "on Harvey Milk and on Cesar Chavez",
        "This is Victoria Avenue",
        "turn left at St. James. Cars do not stop",
        "A street named Maple",
    ]

    assert [text for text in texts if names_in(text)] == []


@pytest.mark.parametrize("text", [*ODD_TEXTS, "Mr. " * 1000, "my neighbor " * 400])
def test_odd_texts_hold_no_names(text):
    assert names_in(text) == []


def test_numbers_without_separators_mexican_ones_and_vanity_plates():
    details = {
        "to report it call 8055550101": ["8055550101"],
        "call 805 555 0100 to report": ["805 555 0100"],
        "my number is 444 123 4567": ["444 123 4567"],
        "+52 1 664 555 0119": ["+52 1 664 555 0119"],
        "+521 664 555 0119": ["+521 664 555 0119"],
        "llama al 6641234567": ["6641234567"],
        "el 55 5550 0163": ["55 5550 0163"],
        "case 8055550101": [],
        "mi reporte es el 8055550101": [],
        "citation number 8055550101": [],
        "a claim with number 502/2024/019711": [],
        "the plate is HOT ROD": ["HOT ROD"],
        "placa ELGUERO, una troca": ["ELGUERO"],
        "a vanity plate kool1": ["kool1"],
        "plate readers DO NOT help": [],
        "his plates EXPIRED in May": [],
        "MY PLATE WAS STOLEN LAST NIGHT": [],
    }

    assert {
        text: [text[each.start : each.end] for each in find_personal(text)] for text in details
    } == details
