"""Share cases of one kind between both databases."""

from itertools import cycle

import pytest


def shared(cases):
    """Return cases of which each database runs every other, and in `make test-all` every one."""
    others = cycle(("postgresql", "sqlite"))
    return [
        pytest.param(*case, marks=pytest.mark.exhaustive_on(other))
        for case, other in zip(cases, others, strict=False)
    ]
