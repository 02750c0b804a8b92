"""How far two people agree on themes."""

import pytest

from benchmarks.topics.agreement import cohen_kappa, shares_of

REAL, FRAGMENT, GARBAGE = "real", "fragment", "garbage"


@pytest.mark.parametrize(
    ("first", "second", "kappa"),
    [
        # The example of Cohen: agreed .7, by chance .5.
        (
            [REAL] * 25 + [GARBAGE] * 25,
            [REAL] * 20 + [GARBAGE] * 5 + [REAL] * 10 + [GARBAGE] * 15,
            0.4,
        ),
        ([REAL, FRAGMENT, GARBAGE], [REAL, FRAGMENT, GARBAGE], 1),
        ([REAL, FRAGMENT, GARBAGE], [FRAGMENT, GARBAGE, REAL], -0.5),
        ([REAL, REAL], [REAL, REAL], 1),
    ],
)
def test_agreement_counts_only_beyond_chance(first, second, kappa):
    assert cohen_kappa(first, second) == pytest.approx(kappa)


@pytest.mark.parametrize("marks", [[], [""], ["good"]])
def test_a_form_that_is_not_filled_in_has_no_agreement(marks):
    with pytest.raises(ValueError, match="judged|not one of"):
        cohen_kappa(marks, marks)


def test_each_mark_has_a_share():
    assert shares_of([REAL, REAL, GARBAGE, REAL]) == {REAL: 0.75, FRAGMENT: 0, GARBAGE: 0.25}
