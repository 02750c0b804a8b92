"""The page about marks claims no more than what was measured."""

import pytest

from coffeecop.engine import flags
from coffeecop.engine.examples import encoder_name
from coffeecop.models import FlagKind
from coffeecop.staff.concerns import flag_figures
from coffeecop.staff.concerns.flag_figures import BY_RULES_ALONE, WITH_ENCODER, figures
from tests.engine.test_flags import read_cases, recall


def check_claims(told):
    assert figures() is told
    cases = list(read_cases("held"))
    for flag, claim in ((FlagKind.SELF_HARM, told.self_harm), (FlagKind.THREAT, told.threats)):
        assert claim - 1 <= 100 * recall(cases, flag)


@pytest.mark.skipif(encoder_name() is None, reason="compares sentence vectors")
def test_with_the_encoder():
    check_claims(WITH_ENCODER)


def test_by_rules_alone(monkeypatch):
    monkeypatch.setattr(flags, "encode", lambda texts: None)
    monkeypatch.setattr(flag_figures, "find_spec", lambda name: None)

    check_claims(BY_RULES_ALONE)
