"""A few words of a longer text, cut where a sentence ends."""

import pytest

from coffeecop.engine.excerpts import excerpt


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Cars speed on Oak.", "Cars speed on Oak."),
        ("Hi. Cars speed on Oak all day. Please do something.", "Cars speed on Oak all day."),
        ("Buenas tardes.\nHace poco mataron a un gato.", "Hace poco mataron a un gato."),
        ("It is dark here. I fell.", "It is dark here. I fell."),
        (
            "The light at E. Main St. and Oak is out. Fix it now.",
            "The light at E. Main St. and Oak is out.",
        ),
        ("Help!", "Help!"),
        (
            "Cars, trucks and buses, " * 3 + "all speed.",
            "Cars, trucks and buses, Cars, trucks and…",
        ),
        ("x" * 90, "x" * 44 + "…"),
    ],
)
def test_the_first_sentence_that_tells_something_is_shown_whole(text, shown):
    assert excerpt(text, most=45) == shown


def test_a_sentence_about_the_subject_goes_before_the_first_one():
    text = "We have lived here for years. El farol de la esquina no sirve. Thank you for coming."

    assert (
        excerpt(text, most=110, words=["farol"])
        == "El farol de la esquina no sirve. Thank you for coming."
    )
    assert excerpt(text, most=110, words=["ebike"]).startswith("We have lived here")
