"""The rule of a series in words."""

import pytest

from coffeecop.models import Language
from coffeecop.models.event_parts import LAST, Recurrence
from coffeecop.web.i18n import in_language
from coffeecop.web.recurrence_words import recurrence_words


@pytest.mark.parametrize(
    ("recurrence", "english", "spanish"),
    [
        (Recurrence(weeks=1), "Every week", "Cada semana"),
        (Recurrence(weeks=6), "Every 6 weeks", "Cada 6 semanas"),
        (
            Recurrence(nth=1, weekday=2),
            "First Wednesday of each month",
            "Primer miércoles de cada mes",
        ),
        (
            Recurrence(nth=1, weekday=2, month=10),
            "First Wednesday of October, every year",
            "Primer miércoles de octubre, cada año",
        ),
        (
            Recurrence(nth=LAST, weekday=4, month=2),
            "Last Friday of February, every year",
            "Último viernes de febrero, cada año",
        ),
    ],
)
def test_a_rule_is_said_in_plain_words(app, recurrence, english, spanish):
    with in_language(Language.ENGLISH):
        assert recurrence_words(recurrence) == english
    with in_language(Language.SPANISH):
        assert recurrence_words(recurrence) == spanish
