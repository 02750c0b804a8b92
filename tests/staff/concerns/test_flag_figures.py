"""The page about marks claims no more than what was measured."""

import pytest

from coffeecop.engine import flags as engine_flags
from coffeecop.engine.examples import Text, encoder_name
from coffeecop.engine.flags import flags_of
from coffeecop.staff.concerns.danger import BY_WORDS_ALONE, WITH_ENCODER, flag_figures
from tests.engine.danger import SETS, score


def recall(name, kind):
    return score(name, "held", "", lambda text: flags_of(Text(text)), SETS[name]).recall(kind)


def check_claims(told):
    assert flag_figures() is told
    assert told.self_harm - 1 <= 100 * recall("flags", "self_harm")
    assert told.threats - 1 <= 100 * recall("flags", "threat")
    assert told.emergencies - 1 <= 100 * recall("detectors/emergency", "emergency")
    assert told.violence - 1 <= 100 * recall("detectors/emergency", "domestic_violence")


@pytest.mark.skipif(encoder_name() is None, reason="compares sentence vectors")
def test_with_the_encoder():
    check_claims(WITH_ENCODER)


def test_by_words_alone(monkeypatch):
    monkeypatch.setattr(engine_flags, "encode", lambda texts: None)
    monkeypatch.setattr("coffeecop.staff.concerns.danger.find_spec", lambda name: None)

    check_claims(BY_WORDS_ALONE)
