import pytest

from coffeecop.staff.summaries.survey import Felt, opinion


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        ([5, 5, 5, 5], (Felt.TOO_FEW, 4)),
        ([5, 4, 4, 1, 5], (Felt.MORE_THAN_HALF, 5)),
        ([5, 4, 1, 2], (Felt.TOO_FEW, 4)),
        ([5, 4, 3, 1, 2, 3], (Felt.HALF_OR_FEWER, 6)),
        # Of 12, from 8 to 12 agree.
        ([5] * 10 + [1, 2], (Felt.AT_LEAST, 12, 6, 3)),
        ([5] * 24 + [3] * 6, (Felt.ABOUT, 30, 8, 6, 9)),
        ([5] * 3 + [3] * 27, (Felt.AT_MOST, 30, 2)),
    ],
)
def test_how_many_agree_is_said_in_tenths_with_a_range(steps, said):
    found = opinion({step: steps.count(step) for step in steps})

    assert found[: len(said)] == said
