"""The page about marks claims no more than what was measured."""

import pytest

from coffeecop.engine import flags
from coffeecop.engine.examples import encoder_name
from coffeecop.models import FlagKind
from coffeecop.staff.concerns import flag_figures
from coffeecop.staff.concerns.flag_figures import BY_RULES_ALONE, WITH_ENCODER, figures
from tests.engine.test_flags import read_cases, recall


def claimed(told):
    return {FlagKind.SELF_HARM: told.self_harm, FlagKind.THREAT: told.threats}


@pytest.mark.skipif(encoder_name() is None, reason="compares sentence vectors")
def test_with_the_encoder():
    cases = list(read_cases("held"))

    assert figures() is WITH_ENCODER
    for flag, claim in claimed(WITH_ENCODER).items():
        assert claim - 1 <= 100 * recall(cases, flag)


def test_by_rules_alone(monkeypatch):
    monkeypatch.setattr(flags, "encode", lambda texts: None)
    monkeypatch.setattr(flag_figures, "find_spec", lambda name: None)
    cases = list(read_cases("held"))

    assert figures() is BY_RULES_ALONE
    for flag, claim in claimed(BY_RULES_ALONE).items():
        assert claim - 1 <= 100 * recall(cases, flag)
