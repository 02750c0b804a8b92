"""How far two people agree on themes."""

import pytest

from benchmarks.topics.agreement import cohen_kappa, shares_of

REAL, FRAGMENT, GARBAGE = "real", "fragment", "garbage"


def test_agreement_counts_only_beyond_chance():
    # The example of Cohen: agreed .7, by chance .5.
    first = [REAL] * 25 + [GARBAGE] * 25
    second = [REAL] * 20 + [GARBAGE] * 5 + [REAL] * 10 + [GARBAGE] * 15

    assert cohen_kappa(first, second) == pytest.approx(0.4)


@pytest.mark.parametrize(
    ("second", "kappa"),
    [([REAL, FRAGMENT, GARBAGE], 1), ([FRAGMENT, GARBAGE, REAL], -0.5)],
)
def test_judges_who_always_or_never_agree(second, kappa):
    assert cohen_kappa([REAL, FRAGMENT, GARBAGE], second) == pytest.approx(kappa)


def test_judges_who_both_call_everything_real_agree():
    assert cohen_kappa([REAL, REAL], [REAL, REAL]) == 1


@pytest.mark.parametrize("marks", [[], [""], ["good"]])
def test_a_form_that_is_not_filled_in_has_no_agreement(marks):
    with pytest.raises(ValueError, match="judged|not one of"):
        cohen_kappa(marks, marks)


def test_each_mark_has_a_share():
    assert shares_of([REAL, REAL, GARBAGE, REAL]) == {REAL: 0.75, FRAGMENT: 0, GARBAGE: 0.25}
